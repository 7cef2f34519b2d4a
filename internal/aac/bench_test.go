package aac

import "testing"

// BenchmarkDecode decodes the packets of a small file over and over; per packet
// of two channels.
func BenchmarkDecode(b *testing.B) {
	f := readFile(b, "testdata/tools.m4a")
	d := f.decoder(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := d.Decode(f.packet(i % len(f.packets))); err != nil {
			b.Fatal(err)
		}
	}
}

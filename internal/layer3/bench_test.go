package layer3

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// BenchmarkDecode decodes packets of 44,100 Hz, joint stereo, variable bit rate.
func BenchmarkDecode(b *testing.B) {
	var packets []mpa.Packet
	frames := 0
	eachPacket(b, sample(b, "vbr.mp3"), func(p *mpa.Packet) {
		q := *p
		q.Data = slices.Clone(p.Data)
		packets = append(packets, q)
		frames += p.Header.Frames()
	})
	d := New()
	for b.Loop() {
		for i := range packets {
			if _, err := d.Decode(&packets[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	seconds := float64(frames) / float64(packets[0].Header.Rate())
	b.ReportMetric(seconds*float64(b.N)/b.Elapsed().Seconds(), "times-real-time")
}

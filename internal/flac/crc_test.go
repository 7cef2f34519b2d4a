package flac

import (
	"math/rand/v2"
	"testing"
)

// The check values of CRC-8/SMBUS and CRC-16/UMTS, which are FLAC's, over the
// digits 1 to 9. Source: Catalogue of parametrised CRC algorithms.
func TestCRCCheckValues(t *testing.T) {
	digits := []byte("123456789")
	if got := crcTables().sum8(digits); got != 0xf4 {
		t.Errorf("CRC-8 of %q is %#x, want 0xf4", digits, got)
	}
	if got := crcTables().update16(0, digits); got != 0xfee8 {
		t.Errorf("CRC-16 of %q is %#x, want 0xfee8", digits, got)
	}
}

// bitwise16 is the definition of the CRC-16, bit by bit.
func bitwise16(c uint16, p []byte) uint16 {
	for _, b := range p {
		c ^= uint16(b) << 8
		for range 8 {
			high := c >> 15
			c <<= 1
			if high == 1 {
				c ^= poly16
			}
		}
	}
	return c
}

func TestUpdate16AgainstBits(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	p := make([]byte, 9000)
	for i := range p {
		p[i] = byte(rnd.Uint32())
	}
	for n := 0; n <= len(p); n += 1 + n/50 {
		c := uint16(rnd.Uint32())
		if got, want := crcTables().update16(c, p[:n]), bitwise16(c, p[:n]); got != want {
			t.Fatalf("CRC-16 of %d bytes from %#x is %#x, want %#x", n, c, got, want)
		}
	}
}

func BenchmarkCRC16(b *testing.B) {
	p := make([]byte, 8192)
	for i := range p {
		p[i] = byte(i * 37)
	}
	t := crcTables()
	for _, bench := range []struct {
		name string
		f    func(uint16, []byte) uint16
	}{{"fold", t.fold16}, {"slice", t.slice16}} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(p)))
			for b.Loop() {
				bench.f(1, p)
			}
		})
	}
}

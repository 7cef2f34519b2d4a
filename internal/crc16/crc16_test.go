package crc16

import (
	"math/rand/v2"
	"testing"
)

// The check values over the digits 1 to 9 of CRC-16/UMTS, which is FLAC's,
// CRC-16/CMS, which is that of MPEG audio, and CRC-16/ARC, which is LAME's.
// Source: Catalogue of parametrised CRC algorithms (Greg Cook).
func TestCheckValues(t *testing.T) {
	digits := []byte("123456789")
	for _, tt := range []struct {
		name      string
		got, want uint16
	}{
		{"UMTS", MSB(0, digits), 0xfee8},
		{"CMS", MSB(0xffff, digits), 0xaee7},
		{"CMS, by bits", Bits(0xffff, digits, 72), 0xaee7},
		{"ARC", LSB(0, digits), 0xbb3d},
	} {
		if tt.got != tt.want {
			t.Errorf("CRC-16/%s of %q is %04x, want %04x", tt.name, digits, tt.got, tt.want)
		}
	}
}

// bitwise is the definition of the CRC, the highest bit first.
func bitwise(c uint16, p []byte, bits int) uint16 {
	for i := range bits {
		c ^= uint16(p[i/8]>>(7-i%8)&1) << 15
		if c>>15 == 1 {
			c = c<<1 ^ polyMSB
		} else {
			c <<= 1
		}
	}
	return c
}

// mirrored is the definition of the CRC, the lowest bit first.
func mirrored(c uint16, p []byte) uint16 {
	for i := range 8 * len(p) {
		c ^= uint16(p[i/8] >> (i % 8) & 1)
		if c&1 == 1 {
			c = c>>1 ^ polyLSB
		} else {
			c >>= 1
		}
	}
	return c
}

func noise(n int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(rnd.Uint32())
	}
	return p
}

func TestEveryLengthAgainstTheDefinition(t *testing.T) {
	p := noise(9000)
	for n := 0; n <= len(p); n += 1 + n/50 {
		c := uint16(n * 257)
		if got, want := MSB(c, p[:n]), bitwise(c, p, 8*n); got != want {
			t.Fatalf("MSB of %d bytes from %04x is %04x, want %04x", n, c, got, want)
		}
		if got, want := LSB(c, p[:n]), mirrored(c, p[:n]); got != want {
			t.Fatalf("LSB of %d bytes from %04x is %04x, want %04x", n, c, got, want)
		}
		bits := max(0, 8*n-n%8)
		if got, want := Bits(c, p, bits), bitwise(c, p, bits); got != want {
			t.Fatalf("%d bits from %04x give %04x, want %04x", bits, c, got, want)
		}
	}
}

func TestRunInPieces(t *testing.T) {
	p := noise(20_000)
	for n := 0; n < len(p); n += 1 + n%997 {
		var r Run
		for rest, k := p[:n], 1; len(rest) > 0; k = k*7%523 + 1 {
			k = min(k, len(rest))
			r.Add(rest[:k])
			rest = rest[k:]
		}
		if got, want := r.LSB(), LSB(0, p[:n]); got != want {
			t.Fatalf("%d bytes in pieces: %04x, in one %04x", n, got, want)
		}
	}
}

// A piece may end just in front of the end of the buffer, at it, or behind it.
func TestRunFillsItsBuffer(t *testing.T) {
	var r Run
	size := len(r.buf)
	p := noise(3 * size)
	for _, first := range []int{size - 1, size, size + 1, 2*size - blockSize - 1, 2*size - blockSize, 2*size - blockSize + 1} {
		for _, n := range []int{first, first + 1, len(p)} {
			var r Run
			r.Add(p[:first])
			r.Add(p[first:n])
			if got, want := r.LSB(), LSB(0, p[:n]); got != want {
				t.Errorf("%d bytes and %d: %04x, in one %04x", first, n-first, got, want)
			}
		}
	}
}

func TestFoldIsThePlainOne(t *testing.T) {
	p := noise(10 * blockSize)
	for n := 0; n <= len(p); n += blockSize {
		var fast, plain taken
		for i := range fast {
			for j := range fast[i] {
				fast[i][j] = uint64(i*7+j+1) * 0x9e3779b97f4a7c15
			}
		}
		plain = fast
		fast.fold(p[:n])
		plain.foldPlain(p[:n])
		if fast != plain {
			t.Fatalf("%d blocks leave other units than in plain Go", n/blockSize)
		}
	}
}

func BenchmarkMSB(b *testing.B) {
	p := noise(8 << 10) // a packet of FLAC
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		MSB(1, p)
	}
}

func BenchmarkRun(b *testing.B) {
	p := noise(418) // a packet of MPEG audio
	b.SetBytes(int64(len(p)))
	var r Run
	for b.Loop() {
		r.Add(p)
	}
}

func BenchmarkFold(b *testing.B) {
	p := noise(8 * blockSize)
	for name, f := range map[string]func(*taken, []byte){"fold": (*taken).fold, "plain": (*taken).foldPlain} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(p)))
			var t taken
			for b.Loop() {
				f(&t, p)
			}
		})
	}
}

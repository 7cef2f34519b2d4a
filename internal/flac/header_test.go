package flac

import (
	"slices"
	"testing"
)

// headerBytes writes a header with a right CRC-8.
func headerBytes(b ...byte) []byte { return append(slices.Clone(b), sum8(b)) }

// The codes of a header are those of RFC 9639, 9.1.1 to 9.1.4.
func TestHeaderCodes(t *testing.T) {
	rates := map[byte]int{
		0: 0, 1: 88200, 2: 176400, 3: 192000, 4: 8000, 5: 16000, 6: 22050, 7: 24000, 8: 32000, 9: 44100, 10: 48000, 11: 96000,
		12: 200_000, 13: 200<<8 + 100, 14: 10 * (200<<8 + 100),
	}
	depths := map[byte]int{0: 0, 1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
	for code := range 256 {
		block, rate := byte(code>>4), byte(code&15)
		tail := []byte{}
		frames := 0
		switch {
		case block == 1:
			frames = 192
		case block >= 2 && block <= 5:
			frames = 144 << block
		case block == 6:
			tail, frames = append(tail, 77), 78
		case block == 7:
			tail, frames = append(tail, 3, 4), 3<<8+4+1
		case block >= 8:
			frames = 1 << block
		}
		switch {
		case rate == 12:
			tail = append(tail, 200)
		case rate > 12:
			tail = append(tail, 200, 100)
		}
		for low := range 256 {
			channels, depth := byte(low>>4), byte(low>>1&7)
			b := headerBytes(append([]byte{0xff, 0xf8, byte(code), byte(low), 5}, tail...)...)
			h, ok := parseHeader(b)
			wantRate, known := rates[rate]
			wantDepth, knownDepth := depths[depth]
			if want := block > 0 && known && knownDepth && channels <= 10 && low&1 == 0; ok != want {
				t.Fatalf("% x: a header is %t, want %t", b, ok, want)
			}
			if !ok {
				continue
			}
			want := Header{Number: 5, Block: frames, Rate: wantRate, Bits: wantDepth, Channels: int(channels) + 1, Len: len(b)}
			if channels > 7 {
				want.Channels, want.Stereo = 2, [...]Stereo{LeftSide, SideRight, MidSide}[channels-8]
			}
			if h != want {
				t.Fatalf("% x: %+v, want %+v", b, h, want)
			}
		}
	}
}

// Numbers are coded as UTF-8 codes characters, up to 7 bytes; RFC 9639, 9.1.5.
// With a fixed block size they count packets, in 31 bits.
func TestHeaderNumbers(t *testing.T) {
	for _, tt := range []struct {
		coded           []byte
		want            uint64
		fixed, variable bool
	}{
		{[]byte{0x7f}, 1<<7 - 1, true, true},
		{[]byte{0xc2, 0x80}, 1 << 7, true, true},
		{[]byte{0xdf, 0xbf}, 1<<11 - 1, true, true},
		{[]byte{0xef, 0xbf, 0xbf}, 1<<16 - 1, true, true},
		{[]byte{0xf7, 0xbf, 0xbf, 0xbf}, 1<<21 - 1, true, true},
		{[]byte{0xfb, 0xbf, 0xbf, 0xbf, 0xbf}, 1<<26 - 1, true, true},
		{[]byte{0xfd, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf}, 1<<31 - 1, true, true},
		{[]byte{0xfe, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80}, 1 << 31, false, true},
		{[]byte{0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf}, 1<<36 - 1, false, true},
		{[]byte{0x80}, 0, false, false},
		{[]byte{0xbf, 0x80}, 0, false, false},
		{[]byte{0xff, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80}, 0, false, false},
		{[]byte{0xc2, 0xc0}, 0, false, false},
		{[]byte{0xc2, 0x00}, 0, false, false},
		{[]byte{0xe1, 0x80, 0xff}, 0, false, false},
	} {
		for i, want := range []bool{tt.fixed, tt.variable} {
			b := headerBytes(append([]byte{0xff, 0xf8 | byte(i), 0xc9, 0x18}, tt.coded...)...)
			h, ok := parseHeader(b)
			if ok != want || ok && (h.Number != tt.want || h.Variable != (i == 1) || h.Len != len(b)) {
				t.Errorf("% x: %+v, %t; want the number %d, %t", b, h, ok, tt.want, want)
			}
			if _, ok := parseHeader(b[:len(b)-1]); ok {
				t.Errorf("% x: a header that is cut is one", b[:len(b)-1])
			}
			b[len(b)-1] ^= 1
			if _, ok := parseHeader(b); ok {
				t.Errorf("% x: the CRC-8 is wrong", b)
			}
		}
	}
}

// What RFC 9639 forbids, 9.1.1 and 9.1.2: 65536 frames, a rate of 0 that is spelt
// out, another sync code.
func TestHeaderLimits(t *testing.T) {
	for _, tt := range []struct {
		b    []byte
		want bool
	}{
		{[]byte{0xff, 0xf8, 0x79, 0x18, 0, 0xff, 0xfe}, true},
		{[]byte{0xff, 0xf8, 0x79, 0x18, 0, 0xff, 0xff}, false},
		{[]byte{0xff, 0xf8, 0x69, 0x18, 0, 0xff}, true},
		{[]byte{0xff, 0xf8, 0xcc, 0x18, 0, 1}, true},
		{[]byte{0xff, 0xf8, 0xcc, 0x18, 0, 0}, false},
		{[]byte{0xff, 0xf8, 0xcd, 0x18, 0, 0, 0}, false},
		{[]byte{0xff, 0xf8, 0xce, 0x18, 0, 0, 0}, false},
		{[]byte{0xff, 0xfa, 0xc9, 0x18, 0}, false},
		{[]byte{0xfe, 0xf8, 0xc9, 0x18, 0}, false},
	} {
		b := headerBytes(tt.b...)
		if _, ok := parseHeader(b); ok != tt.want {
			t.Errorf("% x: a header is %t, want %t", b, ok, tt.want)
		}
	}
}

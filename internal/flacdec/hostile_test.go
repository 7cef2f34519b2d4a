package flacdec

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/flac"
)

// outcome is what Decode gave, kept.
type outcome struct {
	samples []int32
	err     Error
}

// poisoned decodes with buffers that are full of v.
func poisoned(v int64, b []byte, h flac.Header, depth int) outcome {
	d := Decoder{planes: make([]int64, 8*(lead+h.Block)), out: make([]int32, 8*h.Block)}
	for i := range d.planes {
		d.planes[i] = v
	}
	for i := range d.out {
		d.out[i] = int32(v)
	}
	d.predictor.c[7], d.predictor.order, d.predictor.shift = v, 8, 3
	return once(&d, b, h, depth)
}

func once(d *Decoder, b []byte, h flac.Header, depth int) (o outcome) {
	samples, err := d.Decode(b, h, depth)
	if err != nil {
		o.err = *err
	}
	o.samples = slices.Clone(samples)
	return o
}

func (o outcome) equal(p outcome) bool { return o.err == p.err && slices.Equal(o.samples, p.samples) }

// hold checks what must be true of any bytes.
func hold(t testing.TB, b []byte, h flac.Header, depth int) outcome {
	t.Helper()
	one := poisoned(-1<<40+7, b, h, depth)
	if two := poisoned(0x5a5a5a5a, b, h, depth); !one.equal(two) {
		t.Fatalf("%d and %v, then %d and %v", one.samples, one.err, two.samples, two.err)
	}
	if one.err.Text != "" {
		if len(one.samples) > 0 || one.err.Bit < 0 || one.err.Bit > 8*len(b) {
			t.Fatalf("%d samples and %v for %d bytes", len(one.samples), one.err, len(b))
		}
		return one
	}
	if len(one.samples) != h.Block*h.Channels {
		t.Fatalf("%d samples, want %d", len(one.samples), h.Block*h.Channels)
	}
	low, high := int64(slices.Min(one.samples)), int64(slices.Max(one.samples))
	if low < -1<<(depth-1) || high >= 1<<(depth-1) {
		t.Fatalf("samples from %d to %d do not fit into %d bits", low, high, depth)
	}
	return one
}

var small = []string{"s16.flac", "m8.flac", "m12.flac", "s20.flac", "s24.flac", "m32.flac", "s32.flac"}

// A packet of which a bit is wrong gives samples or an error, and leaves the
// decoder as good as new.
func TestEachFlip(t *testing.T) {
	for _, name := range small {
		s := open(t, fixture(t, name))
		p := s.packets[len(s.packets)-1]
		b := slices.Clone(s.bytes(p))
		var d Decoder
		want := once(&d, b, p.Header, s.info.Bits)
		for i := 8 * p.Header.Len; i < 8*(len(b)-footer); i++ {
			b[i/8] ^= 0x80 >> (i % 8)
			flipped := hold(t, b, p.Header, s.info.Bits)
			if got := once(&d, b, p.Header, s.info.Bits); !got.equal(flipped) {
				t.Fatalf("%s, bit %d: a used decoder gives something else", name, i)
			}
			if flipped.equal(want) {
				t.Errorf("%s: bit %d changes nothing", name, i)
			}
			b[i/8] ^= 0x80 >> (i % 8)
		}
		if got := once(&d, b, p.Header, s.info.Bits); !got.equal(want) {
			t.Errorf("%s: %v after all flips", name, got.err)
		}
	}
}

// A packet that is cut anywhere ends within a subframe.
func TestEachCut(t *testing.T) {
	for _, name := range small {
		s := open(t, fixture(t, name))
		p := s.packets[len(s.packets)-1]
		b := s.bytes(p)
		for n := range b {
			if got := hold(t, slices.Clone(b[:n]), p.Header, s.info.Bits); got.err.Text == "" {
				t.Errorf("%s: %d of %d bytes decode", name, n, len(b))
			}
		}
	}
}

func TestNoAllocationPerPacket(t *testing.T) {
	for _, name := range small {
		s := open(t, fixture(t, name))
		var d Decoder
		n := testing.AllocsPerRun(10, func() {
			for _, p := range s.packets {
				if _, err := d.Decode(s.bytes(p), p.Header, s.info.Bits); err != nil {
					t.Fatal(err)
				}
			}
		})
		if n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// FuzzPacket holds that any bytes give samples that fit, or an error, and the
// same whatever the buffers held before.
func FuzzPacket(f *testing.F) {
	for _, name := range small {
		s := open(f, fixture(f, name))
		p := s.packets[len(s.packets)-1]
		f.Add(s.bytes(p)[p.Header.Len:], uint16(p.Block), byte(p.Channels-1)|byte(p.Stereo)<<3, byte(s.info.Bits-4))
	}
	f.Fuzz(func(t *testing.T, body []byte, block uint16, channels, depth byte) {
		h := header(max(int(block), 1), int(channels&7)+1, flac.Stereo(channels>>3&3))
		if h.Stereo != flac.Independent {
			h.Channels = 2
		}
		h.Len = 0
		hold(t, body, h, 4+int(depth)%29)
	})
}

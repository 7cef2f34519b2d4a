package alac

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
)

// outcome is what Decode gave, kept.
type outcome struct {
	samples []int32
	err     Error
}

func once(d *Decoder, packet []byte) (o outcome) {
	samples, err := d.Decode(packet)
	var e *Error
	if errors.As(err, &e) {
		o.err = *e
	}
	o.samples = slices.Clone(samples)
	return o
}

// poisoned decodes with buffers that are full of v.
func poisoned(v int32, c alacconfig.Config, packet []byte) outcome {
	d := NewDecoder(c)
	for _, s := range [][]int32{d.u, d.v, d.out} {
		for i := range s {
			s[i] = v
		}
	}
	return once(d, packet)
}

func (o outcome) equal(p outcome) bool { return o.err == p.err && slices.Equal(o.samples, p.samples) }

// hold checks what must be true of any bytes.
func hold(t testing.TB, c alacconfig.Config, packet []byte) outcome {
	t.Helper()
	one := poisoned(-7, c, packet)
	if two := poisoned(0x5a5a5a5a, c, packet); !one.equal(two) {
		t.Fatalf("%d and %v, then %d and %v", one.samples, one.err, two.samples, two.err)
	}
	if one.err.Text != "" {
		if one.samples != nil || one.err.Bit < 0 || one.err.Bit > 8*len(packet) {
			t.Fatalf("%d samples and %v for %d bytes", len(one.samples), one.err, len(packet))
		}
		return one
	}
	if n := len(one.samples); n < c.Channels || n > c.Frames*c.Channels || n%c.Channels != 0 {
		t.Fatalf("%d samples of %d channels, at most %d frames", n, c.Channels, c.Frames)
	}
	if low, high := int64(slices.Min(one.samples)), int64(slices.Max(one.samples)); low < -1<<(c.Bits-1) || high >= 1<<(c.Bits-1) {
		t.Fatalf("samples from %d to %d do not fit into %d bits", low, high, c.Bits)
	}
	return one
}

// small are packets of few frames, of every depth, which are fast to decode often.
func small(t testing.TB) (all []sample) {
	for _, name := range []string{"alac/c3.m4a", "alac/noise16.m4a", "alac/noise24.m4a"} {
		s := fixture(t, name)
		s.config.Frames = 300 // they say their own
		all = append(all, sample{name: name, config: s.config, packet: s.packets[0]})
	}
	for _, order := range []int{0, 4, 15, deltaOrder} {
		for _, bits := range []int{16, 20, 24, 32} {
			all = append(all, oneMade(bits, order, "tone"))
		}
	}
	return append(all, oneMade(16, 5, "clicks"), oneMade(20, 6, "quiet"))
}

// A packet of which a bit is wrong gives samples or an error, and leaves the
// decoder as good as new.
func TestEachFlip(t *testing.T) {
	for _, s := range small(t) {
		c, p := s.config, slices.Clone(s.packet)
		d := NewDecoder(c)
		want := once(d, p)
		for i := range 8 * len(p) {
			p[i/8] ^= 0x80 >> (i % 8)
			flipped := hold(t, c, p)
			if got := once(d, p); !got.equal(flipped) {
				t.Fatalf("%s, bit %d: a used decoder gives something else", s.name, i)
			}
			p[i/8] ^= 0x80 >> (i % 8)
		}
		if got := once(d, p); !got.equal(want) || want.err.Text != "" {
			t.Errorf("%s: %v after all flips", s.name, got.err)
		}
	}
}

// A packet that is cut anywhere is an error.
func TestEachCut(t *testing.T) {
	for _, s := range small(t) {
		for n := range s.packet {
			if got := hold(t, s.config, s.packet[:n:n]); got.err.Text == "" {
				t.Errorf("%s: %d of %d bytes decode", s.name, n, len(s.packet))
			}
		}
	}
}

// A compressed packet whose last bytes are zeros is an error, and so is one whose
// first are. A stretch within is one too, but for low bits that stand by
// themselves, in packets of more than 16 bits.
func TestZeroed(t *testing.T) {
	for _, name := range []string{"mp4/alac16.m4a", "mp4/alac24.m4a", "catalog/lossless.m4a", "alac/c3.m4a", "alac/c6.m4a"} {
		s := fixture(t, name)
		d := NewDecoder(s.config)
		for i, p := range s.packets {
			for n := 1; n < len(p)-2; n += 1 + len(p)/128 {
				stretches := [][2]int{{n, len(p)}, {0, max(n, 12)}}
				if s.config.Bits == 16 {
					stretches = append(stretches, [2]int{n, min(n+200, len(p))})
				}
				for _, z := range stretches {
					b := bytes.Clone(p)
					clear(b[z[0]:z[1]])
					if got := once(d, b); got.err.Text == "" {
						t.Errorf("%s, packet %d of %d bytes: decodes with zeros from byte %d to %d", name, i, len(p), z[0], z[1])
					}
				}
			}
		}
	}
}

func TestNoAllocationPerPacket(t *testing.T) {
	for _, s := range small(t) {
		d := NewDecoder(s.config)
		n := testing.AllocsPerRun(10, func() {
			if _, err := d.Decode(s.packet); err != nil {
				t.Fatal(err)
			}
		})
		if n > 0 {
			t.Errorf("%s: %v allocations", s.name, n)
		}
	}
}

// FuzzPacket holds that any bytes give samples that fit, or an error, and the
// same whatever the buffers held before.
func FuzzPacket(f *testing.F) {
	for _, s := range small(f) {
		c := s.config
		f.Add([]byte{0, 0, 1, 44, 0, byte(c.Bits), 40, 10, 14, byte(c.Channels), 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 172, 68}, s.packet)
	}
	f.Fuzz(func(t *testing.T, cookie, packet []byte) {
		if c, err := alacconfig.Parse(cookie); err == nil {
			hold(t, c, packet)
		}
	})
}

package alac

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
)

func config(bits, channels, frames int) alacconfig.Config {
	return alacconfig.Config{Frames: frames, Bits: bits, Channels: channels, Rate: 44100, PB: 40, MB: 10, KB: 14}
}

// signals are of every kind that the codes and the predictor have ways of their
// own for.
var signals = map[string]func(i int, r *rand.Rand) float64{
	"tone":    func(i int, r *rand.Rand) float64 { return 0.7*math.Sin(float64(i)*0.07) + 0.01*r.NormFloat64() },
	"noise":   func(_ int, r *rand.Rand) float64 { return 2*r.Float64() - 1 },
	"square":  func(i int, _ *rand.Rand) float64 { return 2*float64(i/13%2) - 1 },
	"silence": func(int, *rand.Rand) float64 { return 0 },
	"clicks":  func(i int, _ *rand.Rand) float64 { return float64(i % 97 / 96) },
	"quiet":   func(_ int, r *rand.Rand) float64 { return 1e-9 * r.NormFloat64() },
}

func signal(name string, seed uint64, frames, bits int) []int32 {
	r := rand.New(rand.NewPCG(seed, 7))
	out := make([]int32, frames)
	full := float64(int64(1) << (bits - 1))
	for i := range out {
		out[i] = int32(min(max(math.Round(signals[name](i, r)*full), -full), full-1))
	}
	return out
}

// sample is a packet and what it holds.
type sample struct {
	name    string
	config  alacconfig.Config
	packet  []byte
	samples []int32
}

// made are packets of every order, mode, shift and depth.
func made() (all []sample) {
	for _, bits := range []int{16, 20, 24, 32} {
		for order := range 32 {
			for name := range signals {
				all = append(all, oneMade(bits, order, name))
			}
		}
	}
	return all
}

func oneMade(bits, order int, name string) sample {
	r := rand.New(rand.NewPCG(uint64(order), uint64(bits)))
	frames := 1 + r.IntN(120)
	pair := r.IntN(2) == 1
	c := config(bits, 1, 120)
	w := encoder{config: c, partial: true, order: order, shift: uint(1 + r.IntN(15)), pace: uint64(r.IntN(8))}
	if order == 0 || order == deltaOrder {
		w.shift = uint(r.IntN(16))
	}
	if r.IntN(3) == 0 {
		w.mode = 15
	}
	switch {
	case bits == 32:
		w.shifted = 16
	case bits == 24:
		w.shifted = 8 * r.IntN(3)
	}
	for range order {
		w.c = append(w.c, int16(r.IntN(1<<16)-1<<15)>>r.IntN(16))
	}
	s := sample{config: c, name: fmt.Sprintf("%s of %d bits, order %d", name, bits, order)}
	left, right := signal(name, 1, frames, bits), signal(name, 2, frames, bits)
	if !pair {
		w.compressed(singleTag, left)
		s.samples = left
	} else {
		w.config.Channels = 2
		w.mix.bits = int32(r.IntN(7))
		w.mix.res = int32(r.IntN(1<<w.mix.bits + 1))
		w.compressed(pairTag, left, right)
		for i := range left {
			s.samples = append(s.samples, left[i], right[i])
		}
	}
	s.config, s.packet = w.config, w.end()
	return s
}

func TestMadePackets(t *testing.T) {
	for _, s := range made() {
		got, err := NewDecoder(s.config).Decode(s.packet)
		if err != nil || !slices.Equal(got, s.samples) {
			t.Errorf("%s: %d samples, %v, want %d", s.name, len(got), err, len(s.samples))
		}
	}
}

// A packet that is not compressed, with elements that carry no sound, in each
// depth.
func TestVerbatim(t *testing.T) {
	for _, bits := range []int{16, 20, 24, 32} {
		c := signal("noise", 1, 9, bits)
		l, r := signal("noise", 2, 9, bits), signal("noise", 3, 9, bits)
		w := encoder{config: config(bits, 3, 9)}
		w.put(3, fillTag)
		w.put(4, 2)
		w.put(16, 0xffff)
		w.verbatim(singleTag, c)
		w.put(3, dataTag)
		w.put(4+1+8, 1<<8|3) // bytes on whole ones
		w.put(-w.n&7, 0)
		w.put(24, 0xffffff)
		w.verbatim(pairTag, l, r)
		w.put(3, fillTag)
		w.put(4, 15)
		w.put(8, 3) // 17 bytes
		w.put(17*8, 0)
		got, err := NewDecoder(w.config).Decode(w.end())
		var want []int32
		for i := range c {
			want = append(want, l[i], r[i], c[i])
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d bits: %d, %v, want %d", bits, got, err, want)
		}
	}
}

// The longest data without a second count, the shortest with one, and channels
// that are mixed by no share at all, of whatever parts.
func TestLegalEdges(t *testing.T) {
	left, right := eight, []int32{2, 0, -2, 4, 6, 8, 9, 1}
	for name, write := range map[string]func(w *encoder){
		"254 bytes of data": func(w *encoder) { w.put(3+4+1+8, dataTag<<13|254); w.put(254*8, 0) },
		"255 bytes of data": func(w *encoder) { w.put(3+4+1+8+8, dataTag<<21|255<<8); w.put(255*8, 0) },
		"parts of 2^-255":   func(w *encoder) { w.mix.bits = 255 },
	} {
		w := encoder{config: config(16, 2, 8), pace: 4}
		write(&w)
		w.compressed(pairTag, left, right)
		got, err := NewDecoder(w.config).Decode(w.end())
		var want []int32
		for i := range left {
			want = append(want, left[i], right[i])
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %d, %v, want %d", name, got, err, want)
		}
	}
}

// Apple's shop has packets, not compressed, that lack END: zeros fill them up to
// 4 bytes and the samples.
func TestNoEndVerbatim(t *testing.T) {
	l, r := signal("noise", 1, 16, 24), signal("noise", 2, 16, 24)
	w := encoder{config: config(24, 2, 16)}
	w.verbatim(pairTag, l, r)
	w.put(9, 0)
	if len(w.b) != 4+16*6 {
		t.Fatalf("%d bytes", len(w.b))
	}
	if _, err := NewDecoder(w.config).Decode(w.b); err != nil {
		t.Error(err)
	}
	w.put(8, 0)
	if _, err := NewDecoder(w.config).Decode(w.b); err == nil {
		t.Error("no error with a byte more")
	}
}

// The predictors that are written out do what the one for any order does, also
// where coefficients overflow.
func TestWrittenOut(t *testing.T) {
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 5))
		p := predictor{order: []int{4, 5, 6, 8}[seed%4], shift: uint(1 + r.IntN(15))}
		for k := range p.order {
			p.c[k] = int16(r.Uint32()) | 0x7ff0
		}
		wrap := uint(6 + r.IntN(16))
		one := make([]int32, 200)
		for i := range one {
			one[i] = int32(r.Uint32()) >> wrap
		}
		two, c := slices.Clone(one), p.c
		p.predict(one, wrap)
		predictMany(c[:p.order], p.shift, two, wrap)
		if !slices.Equal(one, two) || c != p.c {
			t.Fatalf("order %d: %d, want %d", p.order, one, two)
		}
	}
}

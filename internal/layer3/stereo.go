package layer3

import (
	"math"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// undoJoint turns the spectra of both channels into left and right.
func (d *Decoder) undoJoint(h mpa.Header, g *[maxChannels]granule) {
	a, b := &d.channels[0].spectrum, &d.channels[1].spectrum
	n := max(a.n, b.n)
	mpeg1 := h.Version() == mpa.MPEG1
	switch {
	case h.Intensity():
		scale := 0
		if !mpeg1 {
			scale = 1 + g[1].scale
		}
		d.balances[scale].apply(a, b, d.layouts.of(&g[1]), &d.channels[1].factors, h.MidSide(), mpeg1)
	case h.MidSide():
		midSide(a.line[:n], b.line[:n])
	default:
		return
	}
	a.n, b.n = n, n
}

// midSide turns the sum and the difference in a and b, their factor of 1/√2
// included, into left and right.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.9.
func midSide(a, b []float32) {
	b = b[:len(a)]
	for i, m := range a {
		s := b[i]
		a[i], b[i] = m+s, m-s
	}
}

// balance are the factors of left and right by the position of intensity stereo.
type balance [32][2]float32

// newBalances returns the factors of MPEG-1, of MPEG-2, and of MPEG-2 with the
// wider steps of intensity_scale.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.9.3; ISO/IEC 13818-3, 2.4.3.2.
func newBalances() (b [3]balance) {
	for pos := range positions {
		left, right := math.Sincos(float64(pos) * math.Pi / 12)
		b[0][pos] = [2]float32{float32(left / (left + right)), float32(right / (left + right))}
	}
	for i, step := range [2]float64{0.25, 0.5} {
		for pos := range b[1+i] {
			v := float32(math.Exp2(-step * float64((pos+1)/2)))
			b[1+i][pos] = [2]float32{1, v}
			if pos%2 == 1 {
				b[1+i][pos] = [2]float32{v, 1}
			}
		}
	}
	return b
}

// positions of intensity stereo in MPEG-1; the next is none.
const positions = 7

// apply undoes joint stereo in the bands of l, from the highest down: intensity
// stereo in those where the right channel is 0 from there up, and in the others,
// where ms, mid and side. f are the right channel's scalefactors.
func (b *balance) apply(left, right *spectrum, l *layout, f *scalefactors, ms, mpeg1 bool) {
	factor := float32(1)
	if ms {
		factor = math.Sqrt2 // the gains halve the power
	}
	var sounds [windows]bool // the right channel does, in this band or a higher one
	for i := len(l.ends) - 1; i >= 0; i-- {
		w := (i - l.long) % windows
		from := 0
		if i > 0 {
			from = l.ends[i-1]
		}
		a, c := left.line[from:l.ends[i]], right.line[from:l.ends[i]]
		if i < l.long {
			w = 0
			sounds[0] = sounds[0] || sounds[1] || sounds[2]
		}
		sounds[w] = sounds[w] || audible(c)
		pos, ok := f.position(i, l, mpeg1)
		switch {
		case !sounds[w] && ok:
			pan(a, c, b[pos][0]*factor, b[pos][1]*factor)
		case ms:
			midSide(a, c)
		}
	}
}

func audible(b []float32) bool {
	for _, v := range b {
		if v != 0 {
			return true
		}
	}
	return false
}

func pan(a, b []float32, left, right float32) {
	b = b[:len(a)]
	for i, v := range a {
		a[i], b[i] = v*left, v*right
	}
}

// position returns the position of intensity stereo in band i, false for none.
// The highest bands have those of the bands below.
func (f *scalefactors) position(i int, l *layout, mpeg1 bool) (int, bool) {
	switch last := len(l.ends); {
	case last == l.long && i == last-1:
		i--
	case last > l.long && i >= last-windows:
		i -= windows
	}
	v := f.value[i]
	if mpeg1 {
		return int(v), v < positions
	}
	return int(v), v != f.noPosition[i]
}

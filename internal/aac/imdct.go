package aac

import (
	"math"
	"sync"
)

// The inverse transform of M lines has 2M values, of which only the M in the
// middle are different ones: the first half of all is odd around its centre, the
// second one even. Those M, taken from behind, are a discrete cosine transform
// of type IV, and that is a complex Fourier transform of M/2 values between two
// rotations (P. Duhamel, Y. Mahieux, J. P. Petit, ICASSP 1991). M/2 is 512 or 64,
// a power of 8, so that the Fourier transform is three or two passes of
// transforms of 8 values.

// point is a complex number; complex64 is multiplied in float64.
type point struct{ re, im float32 }

func (a point) mul(b point) point {
	return point{a.re*b.re - a.im*b.im, a.re*b.im + a.im*b.re}
}

// imdct holds the rotations of both lengths.
type imdct struct {
	long     [512]point // in front of the transform and behind it, with the scale
	longOut  [512]point //
	short    [64]point  //
	shortOut [64]point
	turns512 [8][64]point // between the passes: e^(-2πi jk/512)
	turns64  [8][8]point  // e^(-2πi jk/64)
}

// fullScale is that of the samples that the standard's transform gives.
const fullScale = 1 << 15

var transforms = sync.OnceValue(func() *imdct {
	t := &imdct{}
	rotations(t.long[:], t.longOut[:])
	rotations(t.short[:], t.shortOut[:])
	for j := range t.turns512 {
		for k := range t.turns512[j] {
			t.turns512[j][k] = turn(float64(j*k) / 512)
		}
		for k := range t.turns64[j] {
			t.turns64[j][k] = turn(float64(j*k) / 64)
		}
	}
	return t
})

// turn returns e^(-2πi part).
func turn(part float64) point {
	sin, cos := math.Sincos(-2 * math.Pi * part)
	return point{float32(cos), float32(sin)}
}

// rotations fills those of a transform of 2 len(in) lines. in carries the factor
// 2/N of 4.6.11.3.1, its sign and the full scale of 1.
func rotations(in, out []point) {
	n := len(in)
	scale := float32(1) / float32(2*n) / fullScale
	for i := range in {
		p := turn((float64(i) + 0.125) / float64(4*n))
		in[i] = point{-p.re * scale, -p.im * scale}
		out[i] = p
	}
}

// scratch is where the transforms keep what is between their passes.
type scratch [512]point

// runLong makes the middle half of the inverse transform of a long window.
func (t *imdct) runLong(out, spectrum *[frameLength]float32, z *scratch) {
	var v [8]point
	for r := range 64 {
		for q := range 8 {
			n := r + 64*q
			v[q] = point{spectrum[2*n], spectrum[1023-2*n]}.mul(t.long[n])
		}
		dft8(&v)
		z[r] = v[0]
		for k := 1; k < 8; k++ {
			z[64*k+r] = v[k].mul(t.turns512[k][r])
		}
	}
	for k := range 8 {
		part := (*[64]point)(z[64*k:])
		t.middle(part)
		for l := range 8 {
			v = [8]point(part[8*l:])
			dft8(&v)
			for j := range 8 {
				at := k + 8*l + 64*j
				p := v[j].mul(t.longOut[at])
				out[1023-2*at], out[2*at] = p.re, -p.im
			}
		}
	}
}

// middle is the pass that is followed by the last one.
func (t *imdct) middle(z *[64]point) {
	var v [8]point
	for s := range 8 {
		for p := range 8 {
			v[p] = z[s+8*p]
		}
		dft8(&v)
		z[s] = v[0]
		for k := 1; k < 8; k++ {
			z[s+8*k] = v[k].mul(t.turns64[k][s])
		}
	}
}

// runShort makes the middle half of the inverse transform of a short window.
func (t *imdct) runShort(out, spectrum *[shortLength]float32, z *scratch) {
	var v [8]point
	part := (*[64]point)(z[:])
	for n := range part {
		part[n] = point{spectrum[2*n], spectrum[127-2*n]}.mul(t.short[n])
	}
	t.middle(part)
	for l := range 8 {
		v = [8]point(part[8*l:])
		dft8(&v)
		for j := range 8 {
			at := l + 8*j
			p := v[j].mul(t.shortOut[at])
			out[127-2*at], out[2*at] = p.re, -p.im
		}
	}
}

const sqrtHalf = math.Sqrt2 / 2

// dft8 is the Fourier transform of 8 values, in place and in order.
func dft8(v *[8]point) {
	a0 := point{v[0].re + v[4].re, v[0].im + v[4].im}
	a1 := point{v[1].re + v[5].re, v[1].im + v[5].im}
	a2 := point{v[2].re + v[6].re, v[2].im + v[6].im}
	a3 := point{v[3].re + v[7].re, v[3].im + v[7].im}
	b0 := point{v[0].re - v[4].re, v[0].im - v[4].im}
	b1 := point{v[1].re - v[5].re, v[1].im - v[5].im}
	b2 := point{v[2].re - v[6].re, v[2].im - v[6].im}
	b3 := point{v[3].re - v[7].re, v[3].im - v[7].im}

	// The even outputs: a transform of 4.
	c0, c1 := point{a0.re + a2.re, a0.im + a2.im}, point{a1.re + a3.re, a1.im + a3.im}
	d0, d1 := point{a0.re - a2.re, a0.im - a2.im}, point{a1.re - a3.re, a1.im - a3.im}
	v[0], v[4] = point{c0.re + c1.re, c0.im + c1.im}, point{c0.re - c1.re, c0.im - c1.im}
	v[2], v[6] = point{d0.re + d1.im, d0.im - d1.re}, point{d0.re - d1.im, d0.im + d1.re}

	// The odd ones: turned by eighths first.
	b1 = point{(b1.re + b1.im) * sqrtHalf, (b1.im - b1.re) * sqrtHalf}
	b3 = point{(b3.im - b3.re) * sqrtHalf, -(b3.im + b3.re) * sqrtHalf}
	e0, e1 := point{b0.re + b2.im, b0.im - b2.re}, point{b1.re + b3.re, b1.im + b3.im}
	f0, f1 := point{b0.re - b2.im, b0.im + b2.re}, point{b1.re - b3.re, b1.im - b3.im}
	v[1], v[5] = point{e0.re + e1.re, e0.im + e1.im}, point{e0.re - e1.re, e0.im - e1.im}
	v[3], v[7] = point{f0.re + f1.im, f0.im - f1.re}, point{f0.re - f1.im, f0.im + f1.re}
}

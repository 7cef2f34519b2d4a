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
// so that three or two passes of transforms of 8 values do it. Written out in
// each pass, their values stay in registers.

// point is a complex number; complex64 is multiplied in float64.
type point struct{ re, im float32 }

func (a point) mul(b point) point {
	return point{a.re*b.re - a.im*b.im, a.re*b.im + a.im*b.re}
}

// butterfly returns a+b and a-b.
func butterfly(a, b point) (sum, diff point) {
	return point{a.re + b.re, a.im + b.im}, point{a.re - b.re, a.im - b.im}
}

// turned returns a-ib and a+ib.
func turned(a, b point) (point, point) {
	return point{a.re + b.im, a.im - b.re}, point{a.re - b.im, a.im + b.re}
}

const sqrtHalf = math.Sqrt2 / 2

// eighth returns a turned by -1/8, and threeEighths by -3/8.
func (a point) eighth() point { return point{(a.re + a.im) * sqrtHalf, (a.im - a.re) * sqrtHalf} }

func (a point) threeEighths() point {
	return point{(a.im - a.re) * sqrtHalf, -(a.im + a.re) * sqrtHalf}
}

// fullScale is that of the samples that the standard's transform gives.
const fullScale = 1 << 15

// scratch is where the passes keep their values.
type scratch [512]point

// imdct holds the rotations.
type imdct struct {
	long, short edges
	turns512    [8][64]point // e^(-2πi jk/512), behind the first of three passes
	turns64     [8][8]point  // e^(-2πi jk/64), before the last pass
}

// edges are the rotations in front of a Fourier transform and behind it; a short
// window uses 64 of them.
type edges struct{ in, out [512]point }

var transforms = sync.OnceValue(func() *imdct {
	t := &imdct{}
	t.long.fill(frameLength)
	t.short.fill(shortLength)
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

// fill reckons the rotations for a window of the given number of lines. Those in
// front carry the factor 2/N of 4.6.11.3.1, its sign here, and the full scale.
func (e *edges) fill(lines int) {
	scale := -1 / float32(lines) / fullScale
	for i := range lines / 2 {
		p := turn((float64(i) + 1./8) / float64(2*lines))
		e.in[i] = point{p.re * scale, p.im * scale}
		e.out[i] = p
	}
}

// runLong makes the middle half of the inverse transform of a long window.
func (t *imdct) runLong(out, spectrum *[frameLength]float32, z *scratch) {
	t.first(z, spectrum)
	for k := range 8 {
		part := (*[64]point)(z[64*k:])
		t.middle(part)
		t.long.last(part, out, frameLength, k, 8)
	}
}

// runShort makes that of a short window in the first 128 values of out.
func (t *imdct) runShort(out *[frameLength]float32, spectrum *[shortLength]float32, z *scratch) {
	part := (*[64]point)(z[:])
	for n := range part {
		part[n] = point{spectrum[2*n], spectrum[shortLength-1-2*n]}.mul(t.short.in[n])
	}
	t.middle(part)
	t.short.last(part, out, shortLength, 0, 1)
}

// first rotates the lines and transforms those that are 1/8 of all apart.
func (t *imdct) first(z *scratch, x *[frameLength]float32) {
	for r := range 64 {
		in := func(i int) point {
			n := (r + 64*i) & 511
			return point{x[2*n], x[frameLength-1-2*n]}.mul(t.long.in[n])
		}
		a0, b0 := butterfly(in(0), in(4))
		a1, b1 := butterfly(in(1), in(5))
		a2, b2 := butterfly(in(2), in(6))
		a3, b3 := butterfly(in(3), in(7))
		c0, d0 := butterfly(a0, a2)
		c1, d1 := butterfly(a1, a3)
		b1, b3 = b1.eighth(), b3.threeEighths()
		e0, f0 := turned(b0, b2)
		e1, f1 := butterfly(b1, b3)
		y0, y4 := butterfly(c0, c1)
		y1, y5 := butterfly(e0, e1)
		y2, y6 := turned(d0, d1)
		y3, y7 := turned(f0, f1)
		z[r] = y0
		z[64+r] = y1.mul(t.turns512[1][r])
		z[128+r] = y2.mul(t.turns512[2][r])
		z[192+r] = y3.mul(t.turns512[3][r])
		z[256+r] = y4.mul(t.turns512[4][r])
		z[320+r] = y5.mul(t.turns512[5][r])
		z[384+r] = y6.mul(t.turns512[6][r])
		z[448+r] = y7.mul(t.turns512[7][r])
	}
}

// middle transforms values that are 8 apart, in place.
func (t *imdct) middle(z *[64]point) {
	for r := range 8 {
		a0, b0 := butterfly(z[r], z[r+32])
		a1, b1 := butterfly(z[r+8], z[r+40])
		a2, b2 := butterfly(z[r+16], z[r+48])
		a3, b3 := butterfly(z[r+24], z[r+56])
		c0, d0 := butterfly(a0, a2)
		c1, d1 := butterfly(a1, a3)
		b1, b3 = b1.eighth(), b3.threeEighths()
		e0, f0 := turned(b0, b2)
		e1, f1 := butterfly(b1, b3)
		y0, y4 := butterfly(c0, c1)
		y1, y5 := butterfly(e0, e1)
		y2, y6 := turned(d0, d1)
		y3, y7 := turned(f0, f1)
		z[r] = y0
		z[r+8] = y1.mul(t.turns64[1][r])
		z[r+16] = y2.mul(t.turns64[2][r])
		z[r+24] = y3.mul(t.turns64[3][r])
		z[r+32] = y4.mul(t.turns64[4][r])
		z[r+40] = y5.mul(t.turns64[5][r])
		z[r+48] = y6.mul(t.turns64[6][r])
		z[r+56] = y7.mul(t.turns64[7][r])
	}
}

// last transforms values that stand together and rotates them. Value j of the
// group l is number base+step*(l+8*j) of the Fourier transform.
func (e *edges) last(part *[64]point, out *[frameLength]float32, lines, base, step int) {
	for l := range 8 {
		z := (*[8]point)(part[8*l:])
		put := func(j int, y point) {
			n := (base + step*(l+8*j)) & 511
			p := y.mul(e.out[n])
			out[(lines-1-2*n)&(frameLength-1)], out[2*n] = p.re, -p.im
		}
		a0, b0 := butterfly(z[0], z[4])
		a1, b1 := butterfly(z[1], z[5])
		a2, b2 := butterfly(z[2], z[6])
		a3, b3 := butterfly(z[3], z[7])
		c0, d0 := butterfly(a0, a2)
		c1, d1 := butterfly(a1, a3)
		b1, b3 = b1.eighth(), b3.threeEighths()
		e0, f0 := turned(b0, b2)
		e1, f1 := butterfly(b1, b3)
		y0, y4 := butterfly(c0, c1)
		y1, y5 := butterfly(e0, e1)
		y2, y6 := turned(d0, d1)
		y3, y7 := turned(f0, f1)
		put(0, y0)
		put(1, y1)
		put(2, y2)
		put(3, y3)
		put(4, y4)
		put(5, y5)
		put(6, y6)
		put(7, y7)
	}
}

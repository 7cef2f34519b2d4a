package layer3

import "math"

// The inverse transform of n lines X[k] gives 2n frames
//
//	x[i] = Σ X[k] cos(π/4n (2i+1+n)(2k+1)),
//
// of which n differ but for the sign: with y[m] = Σ X[k] cos(π/4n (2m+1)(2k+1)),
// x[i] is y[n/2+i] up to n/2, then -y[3n/2-1-i] up to 3n/2, then -y[i-3n/2].
// Multiplied by 2cos(π/4n (2m+1)), y becomes a sum over Z[k] = X[k]+X[k-1] of
// cosines of k times the angle, which divides into the even and the odd k.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.10.2.

// unfold returns which y is frame i of the transform of n lines, and its sign.
func unfold(i, n int) (m int, sign float64) {
	switch {
	case i < n/2:
		return n/2 + i, 1
	case i < 3*n/2:
		return 3*n/2 - 1 - i, -1
	}
	return i - 3*n/2, -1
}

// twoCos returns 2cos(π/4n (2m+1)).
func twoCos(m, n int) float64 { return 2 * math.Cos(math.Pi/float64(4*n)*float64(2*m+1)) }

const shortLines = slots / windows

// Cosines of multiples of 10°.
const (
	cos10 = 0.98480775301220805937
	cos20 = 0.93969262078590838405
	cos30 = 0.86602540378443864676
	cos40 = 0.76604444311897803520
	cos50 = 0.64278760968653932632
)

// halfSecant9 are 1/(2cos(π/36 (2m+1))).
var halfSecant9 = [9]float32{
	0.50190991877167369479, 0.51763809020504152470, 0.55168895948124587824, 0.61038729438072803416, 0.70710678118654752440,
	0.87172339781054900991, 1.18310079157624925896, 1.93185165257813657349, 5.73685662283492756461,
}

// halfSecant3 are 1/(2cos(π/12 (2m+1))).
var halfSecant3 = [3]float32{0.51763809020504152470, 0.70710678118654752440, 1.93185165257813657349}

// imdct36 sets y to the transform of the 18 lines x, each multiplied by twoCos.
func imdct36(y, x *[slots]float32) {
	var even, odd [9]float32
	var before, oddBefore float32
	for j := range even {
		z := x[2*j+1] + x[2*j]
		even[j] = x[2*j] + before
		odd[j] = z + oddBefore
		before, oddBefore = x[2*j+1], z
	}
	cosines9(&even)
	cosines9(&odd)
	for m, e := range even {
		o := odd[m] * halfSecant9[m]
		y[m], y[slots-1-m] = e+o, e-o
	}
}

// cosines9 replaces a[m] by Σ a[j] cos(π/18 (2m+1)j).
func cosines9(a *[9]float32) {
	// Even j: cosines of 20°, 40° and 80°, where cos80 = cos20-cos40.
	e, s, t := a[0]+a[6]*0.5, a[2]+a[8], a[2]-a[4]-a[8]
	r0 := cos20*s + cos40*(a[4]-a[8])
	r2 := cos40*s - cos20*(a[2]+a[4])
	e0, e2, e3 := e+r0, e+r2, e-r0-r2
	e = a[0] - a[6]
	e1, e4 := e+t*0.5, e-t
	// Odd j: cosines of 10°, 50° and 70°, where cos70 = cos10-cos50, and of 30°.
	u, v := a[1]+a[7], a[5]-a[7]
	o0 := cos10*u + cos50*v
	o2 := cos50*(a[1]+a[5]) - cos10*v
	o3 := o0 - o2
	o1 := cos30 * (a[1] - a[5] - a[7])
	h := cos30 * a[3]
	o0, o2, o3 = o0+h, o2-h, o3-h
	a[0], a[8] = e0+o0, e0-o0
	a[1], a[7] = e1+o1, e1-o1
	a[2], a[6] = e2+o2, e2-o2
	a[3], a[5] = e3+o3, e3-o3
	a[4] = e4
}

// imdct12 sets y to the transform of 6 of the lines x, each multiplied by twoCos:
// those from w on, windows apart.
func imdct12(y *[shortLines]float32, x *[slots]float32, w int) {
	at := func(k int) float32 { return x[windows*k+w] }
	z1, z3, z5 := at(1)+at(0), at(3)+at(2), at(5)+at(4)
	even := [3]float32{at(0), at(2) + at(1), at(4) + at(3)}
	odd := [3]float32{z1, z3 + z1, z5 + z3}
	cosines3(&even)
	cosines3(&odd)
	for m, e := range even {
		o := odd[m] * halfSecant3[m]
		y[m], y[shortLines-1-m] = e+o, e-o
	}
}

// cosines3 replaces a[m] by Σ a[j] cos(π/6 (2m+1)j).
func cosines3(a *[3]float32) {
	e, o := a[0]+a[2]*0.5, cos30*a[1]
	a[0], a[1], a[2] = e+o, a[0]-a[2], e-o
}

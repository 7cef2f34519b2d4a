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

// blockWindows are the windows that follow the transforms, divided by what those
// multiply, with the signs that unfold. At [1] are those of the odd subbands, whose
// odd frames are inverted.
type blockWindows struct {
	long  [2][4][2 * slots]float32 // by block_type, without short
	short [2 * shortLines]float32
}

// Source: ISO/IEC 11172-3, 2.4.3.4.10.3.
func newBlockWindows() (w blockWindows) {
	for _, kind := range [...]blockKind{long, start, stop} {
		for i := range 2 * slots {
			m, sign := unfold(i, slots)
			v := float32(longWindow(kind, i) * sign / twoCos(m, slots))
			w.long[0][kind][i] = v
			w.long[1][kind][i] = v
			if i%2 == 1 {
				w.long[1][kind][i] = -v
			}
		}
	}
	for i := range w.short {
		m, sign := unfold(i, shortLines)
		w.short[i] = float32(sine(i, shortLines) * sign / twoCos(m, shortLines))
	}
	return w
}

// sine returns frame i of the window of 2n frames.
func sine(i, n int) float64 { return math.Sin(math.Pi / float64(2*n) * (float64(i) + 0.5)) }

func longWindow(kind blockKind, i int) float64 {
	if kind == stop {
		i = 2*slots - 1 - i
	}
	switch {
	case kind == long || i < slots:
		return sine(i, slots)
	case i < slots+shortLines:
		return 1
	case i < slots+2*shortLines:
		return sine(i-slots, shortLines)
	}
	return 0
}

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

// samples are the frames of the subbands in a granule.
type samples [slots][subbands]float32

// overlap is what the transforms of a granule add to the next.
type overlap [subbands][slots]float32

// transform sets dst to the frames of the subbands from the lines of s, the odd
// frames of odd subbands inverted, and keeps the rest in o.
func (w *blockWindows) transform(dst *samples, o *overlap, s *spectrum, g *granule, l *layout) {
	used := (s.n + slots - 1) / slots
	plain := g.plainSubbands(l)
	for sb := range used {
		x := (*[slots]float32)(s.line[sb*slots:])
		kind := g.kind
		if sb < plain {
			kind = long
		}
		if kind == short {
			w.shortBlocks(dst, &o[sb], x, sb)
		} else {
			w.longBlock(dst, &o[sb], x, sb, kind)
		}
	}
	for sb := used; sb < subbands; sb++ {
		for i, v := range o[sb] {
			dst[i][sb] = v
		}
		o[sb] = [slots]float32{}
	}
}

// plainSubbands returns how many of the lowest subbands have long blocks of kind
// long, whatever the kind of the others.
func (g *granule) plainSubbands(l *layout) int {
	switch {
	case !g.mixed:
		return 0
	case g.kind == short:
		return l.lines / slots
	}
	return 2
}

func (w *blockWindows) longBlock(dst *samples, o, x *[slots]float32, sb int, kind blockKind) {
	const half = slots / 2
	var y [slots]float32
	imdct36(&y, x)
	win := &w.long[sb&1][kind]
	column := sb & (subbands - 1) // as the compiler cannot know
	for i := range half {
		dst[i][column] = y[half+i]*win[i] + o[i]
		dst[half+i][column] = y[slots-1-i]*win[half+i] + o[half+i]
		o[i] = y[half-1-i] * win[slots+i]
		o[half+i] = y[i] * win[slots+half+i]
	}
}

// shortBlocks adds three transforms, each shortLines frames behind the other.
func (w *blockWindows) shortBlocks(dst *samples, o, x *[slots]float32, sb int) {
	var f [2 * slots]float32
	for b := range windows {
		var y [shortLines]float32
		imdct12(&y, x, b)
		const half = shortLines / 2
		at := (*[2 * shortLines]float32)(f[shortLines*(b+1):])
		for i := range half {
			at[i] += y[half+i] * w.short[i]
			at[half+i] += y[shortLines-1-i] * w.short[half+i]
			at[2*half+i] += y[half-1-i] * w.short[2*half+i]
			at[3*half+i] += y[i] * w.short[3*half+i]
		}
	}
	if sb&1 == 1 {
		for i := 1; i < len(f); i += 2 {
			f[i] = -f[i]
		}
	}
	for i := range o {
		dst[i][sb] = f[i] + o[i]
		o[i] = f[slots+i]
	}
}

package layer3

import "math"

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

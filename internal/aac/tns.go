package aac

import "math"

// Limits of temporal noise shaping in AAC-LC; 4.6.9.
const (
	maxTNSFilters = 3
	maxOrderLong  = 12
	maxOrderShort = 7
)

// tns is tns_data(): filters over the spectrum of each window.
type tns struct {
	present bool
	bit     int // of the packet, where it begins
	windows [8]struct {
		count   int
		filters [maxTNSFilters]tnsFilter
	}
}

// tnsFilter is one all-pole filter.
type tnsFilter struct {
	length    int // bands
	order     int
	backwards bool                  // from the highest line down
	parcor    [maxOrderLong]float64 // reflection coefficients
}

// parse reads tns_data_present and tns_data(); table 4.54.
func (t *tns) parse(r *bitReader, i *info) error {
	t.bit = r.pos
	t.present = r.flag()
	if !t.present {
		return nil
	}
	countBits, lengthBits, orderBits, most := 2, 6, 5, maxOrderLong
	if i.sequence == eightShort {
		countBits, lengthBits, orderBits, most = 1, 4, 3, maxOrderShort
	}
	for w := range i.windows() {
		window := &t.windows[w]
		window.count = r.read(countBits)
		if window.count == 0 {
			continue
		}
		resolution := 3 + r.read(1) // coef_res
		for n := range window.count {
			f := &window.filters[n]
			f.length, f.order = r.read(lengthBits), r.read(orderBits)
			if f.order > most {
				return r.illegal(orderBits, "a TNS filter of order %d, want %d at most", f.order, most)
			}
			f.coefficients(r, resolution)
		}
	}
	return r.within("the TNS data")
}

func (f *tnsFilter) coefficients(r *bitReader, resolution int) {
	if f.order == 0 {
		return
	}
	f.backwards = r.flag()
	width := resolution - r.read(1) // coef_compress
	for n := range f.order {
		f.parcor[n] = reflection(r.read(width), width, resolution)
	}
}

// reflection undoes the quantisation of a coefficient; 4.6.9.3.
func reflection(coef, width, resolution int) float64 {
	if coef >= 1<<(width-1) {
		coef -= 1 << width
	}
	steps := float64(int(1) << (resolution - 1))
	if coef >= 0 {
		steps -= 0.5
	} else {
		steps += 0.5
	}
	return math.Sin(float64(coef) * math.Pi / 2 / steps)
}

// applyTNS filters the spectrum of each window; 4.6.9.3. Filters are listed
// from the highest band down.
func (s *stream) applyTNS(bands *bandTable) error {
	if !s.tns.present {
		return nil
	}
	highest := min(bands.tnsLong, s.maxSFB)
	if s.sequence == eightShort {
		highest = min(bands.tnsShort, s.maxSFB)
	}
	for w := range s.windows() {
		window := &s.tns.windows[w]
		bottom := len(s.offsets) - 1
		for n := range window.count {
			f := &window.filters[n]
			top := bottom
			bottom = max(top-f.length, 0)
			from, to := s.offsets[min(bottom, highest)], s.offsets[min(top, highest)]
			if !f.apply(s.spectrum[w*shortLength:][from:to]) {
				return &Error{Bit: s.tns.bit, Text: "a TNS filter raises the spectrum over all bounds"}
			}
		}
	}
	return nil
}

// maxLine is the largest line of a spectrum that is let through, far over any of
// sound and so far below the end of float32 that its transform is finite.
const maxLine = 1 << 100

// apply runs the all-pole filter over lines, in place. It returns false where
// they leave all bounds, as filters can that are almost unstable.
func (f *tnsFilter) apply(lines []float32) bool {
	a := f.predictor()
	for n := range lines {
		at, step := n, 1
		if f.backwards {
			at, step = len(lines)-1-n, -1
		}
		y := lines[at]
		for i := 1; i <= min(n, f.order); i++ {
			y -= a[i] * lines[at-step*i]
		}
		lines[at] = y
		if !(y < maxLine && y > -maxLine) {
			return false
		}
	}
	return true
}

// predictor turns the reflection coefficients into those of the filter.
func (f *tnsFilter) predictor() (a [maxOrderLong + 1]float32) {
	var p, next [maxOrderLong + 1]float64
	p[0] = 1
	for m := 1; m <= f.order; m++ {
		k := f.parcor[m-1]
		next = p
		for i := 1; i < m; i++ {
			next[i] = p[i] + k*p[m-i]
		}
		next[m] = k
		p = next
	}
	for i, v := range p {
		a[i] = float32(v)
	}
	return a
}

package aac

import "math"

// pair is what a channel_pair_element() says of both channels.
//
// Where all bands are marked at once, those of intensity are too: FFmpeg's encoder
// means it so, and its decoder reads it so, while 4.6.8.2.3 names marks that are
// listed one by one.
type pair struct {
	used [maxBands]bool // ms_used
}

// Values of ms_mask_present; table 4.5.
const (
	maskListed = 1 // ms_used follows
	maskAll    = 2 // it is 1 for every band
)

// parse reads ms_mask_present and ms_used; table 4.5.
func (p *pair) parse(r *bitReader, i *info) error {
	mask := r.read(2) // ms_mask_present
	if mask > maskAll {
		return r.illegal(2, "ms_mask_present is 3, which is reserved")
	}
	for b := range i.groups * i.maxSFB {
		p.used[b] = mask == maskAll || mask == maskListed && r.flag()
	}
	return r.within("ms_used")
}

// apply turns mid and side into left and right, and fills what the right
// channel takes from the left one; 4.6.8.1.3 and 4.6.8.2.3. Without a common
// window p is zero, and left and right have windows of their own.
func (p *pair) apply(left, right *stream) {
	window := 0
	for g := range right.groups {
		for sfb := range right.maxSFB {
			b := right.band(g, sfb)
			if right.books[b] < intensityBook2 && !p.used[b] {
				continue
			}
			for w := range right.groupLength[g] {
				p.applyBand(left, right, window+w, sfb, b)
			}
		}
		window += right.groupLength[g]
	}
}

func (p *pair) applyBand(left, right *stream, window, sfb, b int) {
	r := right.lines(window, sfb)
	l := left.spectrum[window*shortLength+int(right.offsets[sfb]):][:len(r)]
	switch book := right.books[b]; {
	case book >= intensityBook2:
		scale := float32(math.Exp2(-float64(right.factors[b]) / 4))
		if (book == intensityBook2) != p.used[b] {
			scale = -scale
		}
		for i, v := range l {
			r[i] = v * scale
		}
	case p.used[b] && book != noiseBook && left.books[b] < noiseBook:
		for i, side := range r {
			mid := l[i]
			l[i], r[i] = mid+side, mid-side
		}
	}
}

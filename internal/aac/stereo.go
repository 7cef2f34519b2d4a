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
			from, to := int(right.offsets[sfb]), int(right.offsets[sfb+1])
			for w := range right.groupLength[g] {
				base := (window + w) * shortLength
				l, r := left.spectrum[base+from:base+to], right.spectrum[base+from:base+to]
				p.applyBand(l, r, b, left, right)
			}
		}
		window += right.groupLength[g]
	}
}

func (p *pair) applyBand(l, r []float32, b int, left, right *stream) {
	switch book := right.books[b]; {
	case book >= intensityBook2:
		scale := float32(math.Exp2(-float64(right.factors[b]) / 4))
		if (book == intensityBook2) != p.used[b] {
			scale = -scale
		}
		for i, v := range l[:len(r)] {
			r[i] = v * scale
		}
	case p.used[b] && book != noiseBook && left.books[b] < noiseBook:
		for i, side := range r[:len(l)] {
			mid := l[i]
			l[i], r[i] = mid+side, mid-side
		}
	}
}

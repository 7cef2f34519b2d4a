package flacdec

import "github.com/audiocheck/audiocheck/internal/flac"

// join restores left and right from their difference and interleaves the
// channels; false when a restored sample does not fit into depth bits.
//
// Source: RFC 9639, 4.2 and 9.1.3.
func (d *Decoder) join(h flac.Header, depth int) bool {
	if h.Stereo == flac.Independent {
		for ch := range h.Channels {
			out := d.out[ch:]
			for i, v := range d.plane(h, ch)[lead:] {
				out[i*h.Channels] = int32(v)
			}
		}
		return true
	}
	return d.restore(h, depth)
}

// restore interleaves left and right, of which one channel, or each a part, is
// coded as a difference.
func (d *Decoder) restore(h flac.Header, depth int) bool {
	first, second, out := d.plane(h, 0)[lead:], d.plane(h, 1)[lead:], d.out
	var far uint64
	for i, a := range first {
		b := second[i]
		left, right := a, b
		switch h.Stereo {
		case flac.LeftSide:
			right = a - b
		case flac.SideRight:
			left = a + b
		case flac.MidSide:
			// The bit that halving took from the middle is the difference's last.
			sum := a<<1 | b&1
			left, right = (sum+b)>>1, (sum-b)>>1
		}
		far |= reach(left) | reach(right)
		out[2*i], out[2*i+1] = int32(left), int32(right)
	}
	return far>>(depth-1) == 0
}

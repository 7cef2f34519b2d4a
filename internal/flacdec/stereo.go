package flacdec

import "github.com/audiocheck/audiocheck/internal/flac"

// join restores left and right from their difference and interleaves the
// channels; false when a restored sample does not fit into depth bits.
//
// Source: RFC 9639, 4.2 and 9.1.3.
func (d *Decoder) join(h flac.Header, depth int) bool {
	if h.Stereo == flac.Independent {
		for ch := range h.Channels {
			out := d.out[ch : h.Channels*h.Block]
			for i, v := range d.plane(h, ch)[lead:] {
				out[i*h.Channels] = v
			}
		}
		return true
	}
	first, second := d.plane(h, 0)[lead:], d.plane(h, 1)[lead:]
	plain, side := first, second
	if h.Stereo == flac.SideRight {
		plain, side = second, first
	}
	if depth == 32 {
		return restore(d.out, h.Stereo, plain, d.side[lead:lead+h.Block], uint(depth))
	}
	return restore(d.out, h.Stereo, plain, side, uint(depth))
}

// restore writes left and right. plain is the channel that is no difference.
func restore[S sample](out []int32, how flac.Stereo, plain []int32, side []S, depth uint) bool {
	var over uint64
	side, out = side[:len(plain)], out[:2*len(plain)]
	for i, p := range plain {
		var left, right int64
		switch plain, side := int64(p), int64(side[i]); how {
		case flac.LeftSide:
			left, right = plain, plain-side
		case flac.SideRight:
			left, right = side+plain, plain
		default:
			// The bit that halving took from the middle is the difference's last.
			sum := plain<<1 | side&1
			left, right = (sum+side)>>1, (sum-side)>>1
		}
		over |= beyond(left, depth) | beyond(right, depth)
		out[2*i], out[2*i+1] = int32(left), int32(right)
	}
	return over == 0
}

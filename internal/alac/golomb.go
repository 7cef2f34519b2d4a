package alac

import (
	"encoding/binary"
	"math/bits"
)

const (
	one      = 9      // the mean is kept in units of 2^-9; QBSHIFT of aglib.h
	longest  = 9      // ones that say: the number follows as it is; MAX_PREFIX_32
	clamp    = 0xffff // a residual above sets the mean to this
	quiet    = 1 << 7 // the mean below which a run of zeros is told, a quarter of 1
	runWidth = 16     // bits of a run as it is; MAX_DATATYPE_BITS_16
)

// residual reads len(out) residuals of samples of so many bits. pace says, in
// quarters of what the cookie says, how fast the mean follows.
//
// Source: ag_dec.c, dyn_decomp; all arithmetic is its own, of 32 bits.
func (d *Decoder) residual(out []int32, pace uint32, width int) *Error {
	r, pb, kb := d.bits, d.config.pb*pace/4, d.config.kb
	mean, afterRun := d.config.mb, uint32(0)
	b, p := r.b, r.p
	for i := 0; i < len(out); i++ {
		k := min(uint32(bits.Len32(mean>>one+3))-1, kb)
		var w uint64
		if at := p >> 3; at >= 0 && at+8 <= len(b) {
			w = binary.BigEndian.Uint64(b[at:at+8]) << (p & 7)
		} else {
			r.p = p
			w = r.last()
		}
		ones := uint32(bits.LeadingZeros32(^uint32(w >> 32)))
		var n uint32
		if ones < longest {
			rest := uint32(w << ((ones + 1) & 63) >> ((64 - k) & 63))
			extra := 0
			if rest >= 2 {
				extra = 1
			}
			n = ones*(1<<(k&31)-1) + max(rest, 1) - 1
			p += int(ones+k) + extra
		} else {
			p += longest + width
			n = uint32(w << longest >> ((64 - width) & 63))
		}
		folded := n + afterRun // behind a run there is no 0
		out[i] = int32(folded+1) >> 1 ^ -int32(folded&1)
		out[i] = int32((folded+1)>>1) * (1 - 2*int32(folded&1))
		mean += pb*folded - pb*mean>>one
		if n > clamp {
			mean = clamp
		}
		afterRun = 0
		if mean < quiet && i+1 < len(out) {
			k := uint32(bits.LeadingZeros32(mean)) - 24 + (mean+16)>>6
			at := p
			r.p = p
			run := int(r.number(k, (1<<k-1)&(1<<kb-1), runWidth))
			p = r.p
			if run > len(out)-1-i {
				return illegal(at, "a run of %d zeros, where %d frames are left", run, len(out)-1-i)
			}
			clear(out[i+1:][:run])
			i += run
			mean, afterRun = 0, 1
		}
	}
	d.bits.p = p
	return nil
}

// number reads one Golomb code: ones, a zero, and k bits of remainder of a
// division by m; longest ones, and it stands there as it is, of width bits.
//
// Source: ag_dec.c, dyn_get and dyn_get_32bit.
func (r *bitReader) number(k, m uint32, width int) uint32 {
	w := r.peek()
	ones := uint32(bits.LeadingZeros32(^uint32(w >> 32)))
	if ones >= longest {
		r.p += longest + width
		return uint32(w << longest >> (64 - width))
	}
	rest := uint32(w << (ones + 1) >> (64 - k))
	r.p += int(ones + k)
	if rest < 2 { // a remainder of 0 is a bit shorter
		return ones * m
	}
	r.p++
	return ones*m + rest - 1
}

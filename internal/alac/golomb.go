package alac

import (
	"encoding/binary"
	"math/bits"
)

// Constants of aglib.h and ag_dec.c.
const (
	one      = 9      // the mean is kept in units of 2^-9
	longest  = 9      // ones that say: the number follows as it is
	runWidth = 16     // bits of a run as it is
	clamp    = 0xffff // the mean behind a larger residual
	quiet    = 1 << 7 // the mean, a quarter of 1, below which a run of zeros is told
)

// golomb are codes that adapt to the mean of the residuals.
type golomb struct {
	mean   uint32
	pb, kb uint32 // how fast the mean follows; the most bits of a remainder
}

// residual reads len(out) residuals of samples of so many bits. pace is how fast
// the mean follows, in quarters of what the cookie says.
//
// Source: ag_dec.c, dyn_decomp. As there, numbers wrap at 32 bits.
func (d *Decoder) residual(out []int32, pace uint32, width int) *Error {
	g := golomb{mean: d.config.MB, pb: d.config.PB * pace / 4, kb: d.config.KB}
	afterRun := uint32(0)
	for i := 0; i < len(out); {
		k := g.width()
		n := d.bits.number(k, 1<<k-1, width)
		folded := n + afterRun // behind a run there is no 0
		out[i] = int32((folded+1)>>1) * (1 - 2*int32(folded&1))
		i++
		g.follow(n, folded)
		if g.mean >= quiet {
			i += g.short(&d.bits, out[i:])
		}
		afterRun = 0
		if g.mean < quiet && i < len(out) {
			at := d.bits.p
			run := int(g.run(&d.bits))
			if run > len(out)-i {
				return illegal(at, "a run of %d zeros where %d frames are left", run, len(out)-i)
			}
			clear(out[i:][:run])
			i += run
			afterRun = 1
		}
	}
	return nil
}

// width returns how many bits a remainder has.
func (g *golomb) width() uint32 { return min(uint32(bits.Len32(g.mean>>one+3))-1, g.kb) }

func (g *golomb) follow(n, folded uint32) {
	g.mean += g.pb*folded - g.pb*g.mean>>one
	if n > clamp {
		g.mean = clamp
	}
}

// run reads how many zeros follow.
func (g *golomb) run(r *bitReader) uint32 {
	k := uint32(bits.LeadingZeros32(g.mean)) - 24 + (g.mean+16)>>6
	g.mean = 0
	return r.number(k, (1<<k-1)&(1<<g.kb-1), runWidth)
}

// number reads one code: ones, which count m each, a zero, and k bits of the
// remainder; or the longest ones and the number as it is, of width bits.
//
// Source: ag_dec.c, dyn_get and dyn_get_32bit.
func (r *bitReader) number(k, m uint32, width int) uint32 {
	w := r.peek()
	ones := uint32(bits.LeadingZeros32(^uint32(w >> 32)))
	if ones >= longest {
		r.p += longest + width
		return uint32(w << longest >> (64 - width))
	}
	rest := uint32(w << ones >> (63 - k))
	r.p += int(ones + k)
	if rest < 2 { // a remainder of 0 is a bit shorter
		return ones * m
	}
	r.p++
	return ones*m + rest - 1
}

// short is what residual does for most samples: it reads residuals as long as
// their codes are neither the longest nor the last, and no run follows. It returns
// how many.
func (g *golomb) short(r *bitReader, out []int32) int {
	b, p, i := r.b, uint(r.p), 0
	mean, pb, kb := g.mean, g.pb, g.kb
	for ; i < len(out) && mean >= quiet; i++ {
		at := p >> 3
		if at+8 > uint(len(b)) {
			break
		}
		w := binary.BigEndian.Uint64(b[at:at+8]) << (p & 7)
		ones := uint(bits.LeadingZeros32(^uint32(w >> 32)))
		if ones >= longest {
			break
		}
		k := uint(min(uint32(bits.Len32(mean>>one+3))-1, kb))
		rest := int64(w << ones >> (^k & 63))
		p += ones + k - uint((1-rest)>>63)
		n := uint32(ones<<(k&63)-ones) + uint32(max(rest, 1)-1)
		out[i] = int32(n>>1) ^ -int32(n&1)
		mean += pb*n - pb*mean>>one
		if n > clamp {
			mean = clamp
		}
	}
	r.p, g.mean = int(p), mean
	return i
}

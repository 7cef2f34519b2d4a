package flacdec

import (
	"encoding/binary"
	"math/bits"
)

// bitReader reads bits, most significant first. Behind the last byte it reads
// zeros: whoever reads asks over in the end.
type bitReader struct {
	b []byte
	p int // the next bit
}

// atHand is how many bits one look shows at least.
const atHand = 64 - 7

// over reports whether more was read than there is.
func (r *bitReader) over() bool { return r.p > 8*len(r.b) }

// peek returns the next bits at the top, atHand of them at least.
func (r *bitReader) peek() uint64 {
	at := r.p >> 3
	if at+8 <= len(r.b) {
		return binary.BigEndian.Uint64(r.b[at:]) << (r.p & 7)
	}
	var last [8]byte
	if at < len(r.b) {
		copy(last[:], r.b[at:])
	}
	return binary.BigEndian.Uint64(last[:]) << (r.p & 7)
}

// take returns the next n bits, at most 33.
func (r *bitReader) take(n int) uint64 {
	v := r.peek() >> (64 - n)
	r.p += n
	return v
}

// signed returns the next n bits, 1 to 33, as two's complement.
func (r *bitReader) signed(n int) int64 {
	v := int64(r.peek()) >> (64 - n)
	r.p += n
	return v
}

// verbatim reads numbers of n bits, 1 to 33.
//
// Source: RFC 9639, 9.2.4.
func (r *bitReader) verbatim(out []int64, n int) {
	for i := range out {
		out[i] = r.signed(n)
	}
}

// unary counts the zeros in front of the next one.
func (r *bitReader) unary() (zeros int) {
	for !r.over() {
		z := bits.LeadingZeros64(r.peek())
		if z < atHand {
			r.p += z + 1
			return zeros + z
		}
		r.p += atHand
		zeros += atHand
	}
	return zeros
}

// finish holds that nothing but padding is left.
//
// Source: RFC 9639, 9.3.
func (r *bitReader) finish() *Error {
	at, pad := r.p, -r.p&7
	switch {
	case r.take(pad) != 0:
		return illegal(at, "the %d bits of padding are not zero", pad)
	case r.p < 8*len(r.b):
		return illegal(r.p, "%d bytes stand between the last subframe and the CRC-16", len(r.b)-r.p/8)
	}
	return nil
}

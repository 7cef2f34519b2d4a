package alac

import "encoding/binary"

// bitReader reads bits, most significant first. Behind the last byte it reads
// zeros: whoever reads asks over in the end.
type bitReader struct {
	b []byte
	p int // the next bit
}

// over reports whether more was read than there is.
func (r *bitReader) over() bool { return r.p > 8*len(r.b) }

// left is how many bits were not read.
func (r *bitReader) left() int { return 8*len(r.b) - r.p }

// peek returns the next bits at the top, 57 of them at least.
func (r *bitReader) peek() uint64 {
	at := r.p >> 3
	if at+8 <= len(r.b) {
		return binary.BigEndian.Uint64(r.b[at:]) << (r.p & 7)
	}
	return r.last()
}

// last is peek near the end.
func (r *bitReader) last() uint64 {
	var b [8]byte
	if at := r.p >> 3; at < len(r.b) {
		copy(b[:], r.b[at:])
	}
	return binary.BigEndian.Uint64(b[:]) << (r.p & 7)
}

// take returns the next n bits, at most 32.
func (r *bitReader) take(n int) uint32 {
	v := r.peek() >> (64 - n)
	r.p += n
	return uint32(v)
}

// signed returns the next n bits, 1 to 32, as two's complement.
func (r *bitReader) signed(n int) int32 {
	v := int64(r.peek()) >> (64 - n)
	r.p += n
	return int32(v)
}

package flacdec

import (
	"encoding/binary"
	"math/bits"
)

// residual reads a coded residual into out, behind the order samples there.
//
// Source: RFC 9639, 9.2.7.
func (r *bitReader) residual(out []int64, order int) *Error {
	const methods, narrow = 2, 4 // the first has parameters of 4 bits, the other of 5
	at := r.p
	method, partitions := int(r.take(2)), 1<<r.take(4)
	if method >= methods {
		return illegal(at, "residual coding method %02b, which is reserved", method)
	}
	// The standard asks for partitions that are larger than the order. With such
	// as are as large the first is empty, which other decoders read as well.
	size := len(out) / partitions
	if size*partitions != len(out) || size < order {
		return illegal(at+2, "%d partitions of %d frames behind a predictor of order %d", partitions, len(out), order)
	}
	for i := range partitions {
		from, to := max(i*size, order), (i+1)*size
		if err := r.partition(out[from:to], narrow+method); err != nil {
			return err
		}
	}
	return nil
}

// partition reads one partition, whose parameter has width bits.
//
// Source: RFC 9639, 9.2.7.1 and 9.2.7.2.
func (r *bitReader) partition(out []int64, width int) *Error {
	k := r.take(width)
	if k != 1<<width-1 {
		return r.rice(out, uint(k))
	}
	if n := int(r.take(5)); n > 0 {
		r.verbatim(out, n)
	} else {
		clear(out)
	}
	return nil
}

// rice reads Rice codes with k bits of binary.
//
// Source: RFC 9639, 9.2.7.2.
func (r *bitReader) rice(out []int64, k uint) *Error {
	for done := 0; ; done++ {
		if k <= maxPaired {
			done += r.pairs(out[done:], k)
		}
		if done == len(out) {
			return nil
		}
		v, err := r.code(k)
		if err != nil {
			return err
		}
		out[done] = v
	}
}

// maxPaired is the largest parameter with which two codes fit into one look. No
// code that fits holds a residual beyond 32 bits.
const maxPaired = atHand/2 - 1

// pairs reads codes two by two, as long as one look shows both. It returns how
// many: one that follows is long, near the end, or the last.
func (r *bitReader) pairs(out []int64, k uint) int {
	b, p, i := r.b, r.p, 0
	for ; i+2 <= len(out); i += 2 {
		at := p >> 3
		if at < 0 || at+8 > len(b) {
			break
		}
		first := binary.BigEndian.Uint64(b[at:at+8]) << (p & 7)
		zeros := uint(bits.LeadingZeros64(first))
		n := zeros + 1 + k
		second := first << (n & 63)
		zeros2 := uint(bits.LeadingZeros64(second))
		n += zeros2 + 1 + k
		if n > atHand {
			break
		}
		p += int(n)
		pair := out[i : i+2 : i+2]
		pair[0] = unfold(folded(first, zeros, k))
		pair[1] = unfold(folded(second, zeros2, k))
	}
	r.p = p
	return i
}

// folded returns the number whose code stands at the top of w. Shifted down, the
// 1 behind the zeros stands above the binary part; zeros-1 makes up for it.
func folded(w uint64, zeros, k uint) uint64 {
	return (uint64(zeros)-1)<<(k&31) + w<<(zeros&63)>>((63-k)&63)
}

// code reads one code of any length.
//
// Source: RFC 9639, 9.2.7.3 on the largest residual.
func (r *bitReader) code(k uint) (int64, *Error) {
	const most = 1<<32 - 2 // folded; one more is -2^31
	at := r.p
	zeros := uint64(r.unary())
	v := zeros<<k | r.take(int(k))
	if zeros > most>>k || v > most {
		return 0, illegal(at, "a residual outside ±(2^31-1)")
	}
	return unfold(v), nil
}

// unfold gives a number its sign back.
func unfold(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

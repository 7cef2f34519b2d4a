package flacdec

import (
	"encoding/binary"
	"math/bits"
)

// residual reads a coded residual into out, behind the order samples there.
//
// Source: RFC 9639, 9.2.7.
func residual(r *bitReader, out []int64, order int) *Error {
	const methods, narrow = 2, 4 // the first has parameters of 4 bits, the other of 5
	at := r.p
	method, split := int(r.take(2)), int(r.take(4))
	if method >= methods {
		return illegal(at, "residual coding method %02b, which is reserved", method)
	}
	// The standard wants partitions larger than the order. Where they are as
	// large, the first is empty, which libFLAC and ffmpeg read too.
	size := len(out) >> split
	if size<<split != len(out) || size < order {
		return illegal(at+2, "%d frames behind %d of warm-up do not split into %d partitions", len(out)-order, order, 1<<split)
	}
	for i := range 1 << split {
		from, to := max(i*size, order), (i+1)*size
		if err := partition(r, out[from:to], narrow+method); err != nil {
			return err
		}
	}
	return nil
}

// partition reads one partition, whose parameter has width bits.
//
// Source: RFC 9639, 9.2.7.1 and 9.2.7.2.
func partition(r *bitReader, out []int64, width int) *Error {
	const escaped = 5 // bits that hold the size of a sample
	k := int(r.take(width))
	if k < 1<<width-1 {
		return rice(r, out, k)
	}
	n := int(r.take(escaped))
	if n == 0 {
		clear(out)
		return nil
	}
	verbatim(r, out, n)
	return nil
}

// rice reads Rice codes with k bits of binary.
//
// Source: RFC 9639, 9.2.7.2.
func rice(r *bitReader, out []int64, k int) *Error {
	for done := 0; ; done++ {
		if k <= quickBinary {
			done += quickRice(r, out[done:], uint(k))
		}
		if done >= len(out) {
			return nil
		}
		v, err := slowRice(r, k)
		if err != nil {
			return err
		}
		out[done] = v
	}
}

// quickBinary is the most bits of binary with which two codes are often seen at
// one look. What is seen so holds no residual beyond 32 bits.
const quickBinary = 25

// quickRice reads codes two by two, as long as one look shows both. It returns
// how many: what is left is long, near the end, or the last.
func quickRice(r *bitReader, out []int64, k uint) int {
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
		two := out[i : i+2 : i+2]
		two[0] = unfold(folded(first, zeros, k))
		two[1] = unfold(folded(second, zeros2, k))
	}
	r.p = p
	return i
}

// folded returns the number whose code stands at the top of w. The 1 behind the
// zeros is added above the binary part, and so taken off the zeros.
func folded(w uint64, zeros, k uint) uint64 {
	return uint64(zeros-1)<<(k&31) + w<<(zeros&63)>>((63-k)&63)
}

// slowRice reads one code of any length.
//
// Source: RFC 9639, 9.2.7.3 on the largest residual.
func slowRice(r *bitReader, k int) (int64, *Error) {
	const most = 1<<32 - 2 // folded; the next one is -2^31
	at := r.p
	zeros := uint64(r.unary())
	v := zeros<<k | r.take(k)
	if zeros > most>>k || v > most {
		return 0, illegal(at, "a residual of 2^31 or more, or -2^31 or less")
	}
	return unfold(v), nil
}

// unfold gives a number its sign back.
func unfold(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

package flacdec

import (
	"encoding/binary"
	"math/bits"
)

// residual reads a coded residual into out, behind the order samples there.
//
// Source: RFC 9639, 9.2.7.
func residual[S sample](r *bitReader, out []S, order int) *Error {
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
func partition[S sample](r *bitReader, out []S, width int) *Error {
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

// quickest is the largest parameter with which no code of atHand bits holds a
// residual beyond 32 bits.
const quickest = 25

// rice reads Rice codes with k bits of binary.
//
// Source: RFC 9639, 9.2.7.2.
func rice[S sample](r *bitReader, out []S, k int) *Error {
	done := 0
	for done < len(out) {
		if k <= quickest {
			done += quickRice(r, out[done:], uint(k))
		}
		if done == len(out) {
			break
		}
		v, err := slowRice(r, k)
		if err != nil {
			return err
		}
		out[done] = S(v)
		done++
	}
	return nil
}

// quickRice reads codes as long as one look shows the whole of each, and returns
// how many.
func quickRice[S sample](r *bitReader, out []S, k uint) int {
	b, p := r.b, r.p
	for i := range out {
		at := p >> 3
		if at < 0 || at+8 > len(b) {
			r.p = p
			return i
		}
		w := binary.BigEndian.Uint64(b[at:at+8]) << (p & 7)
		zeros := uint(bits.LeadingZeros64(w))
		n := zeros + 1 + k
		if n > atHand {
			r.p = p
			return i
		}
		p += int(n)
		// The 1 behind the zeros stands above the binary part.
		v := uint32(zeros-1)<<k + uint32(w<<(zeros&63)>>((63-k)&63))
		out[i] = S(int32(v>>1) ^ -int32(v&1))
	}
	r.p = p
	return len(out)
}

// slowRice reads one code of any length.
//
// Source: RFC 9639, 9.2.7.3 on the largest residual.
func slowRice(r *bitReader, k int) (int32, *Error) {
	const most = 1<<32 - 2 // folded: -(2^31-1); what would be next is -2^31
	at := r.p
	zeros := uint64(r.unary())
	if zeros > most>>k {
		return 0, illegal(at, "a residual is beyond 32 bits")
	}
	v := zeros<<k | r.take(k)
	if v > most {
		return 0, illegal(at, "a residual is beyond 32 bits or -2^31, which is forbidden")
	}
	return int32(v>>1) ^ -int32(v&1), nil
}

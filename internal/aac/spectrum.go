package aac

import (
	"math"
	"math/bits"
	"sync"
)

// maxQuantised is the largest value that an escape can hold; 4.6.3.3.
const maxQuantised = 8191

// quantiser holds what turns quantised values into a spectrum; 4.6.1.3 and
// 4.6.2.3.
type quantiser struct {
	powers  [maxQuantised + 1]float32 // n^(4/3)
	threes  [valueMask + 1]float32    // of the values -1 to 1 in books 1 and 2
	nines   [valueMask + 1]float32    // of the values -4 to 4 in books 5 and 6
	small   [valueMask + 1]float32    // of the values from 0 on
	factors [256]float32              // by scale factor: 2^((n-100)/4)
}

var quantisation = sync.OnceValue(func() *quantiser {
	q := &quantiser{}
	for i := range q.powers {
		q.powers[i] = float32(power43(i))
	}
	for i := range q.small {
		q.threes[i] = float32(power43(i - 1))
		q.nines[i] = float32(power43(i - 4))
		q.small[i] = float32(power43(i))
	}
	for i := range q.factors {
		q.factors[i] = float32(math.Exp2(float64(i-factorOffset) / 4))
	}
	return q
})

func power43(n int) float64 { return float64(n) * math.Cbrt(math.Abs(float64(n))) }

// spectralData reads spectral_data() into the spectrum of s; table 4.56.
func (s *stream) spectralData(r *bitReader, t *huffmans, q *quantiser) error {
	clear(s.spectrum[:])
	window := 0
	for g := range s.groups {
		for sfb := range s.maxSFB {
			b := s.band(g, sfb)
			book := s.books[b]
			if book == zeroBook || book > lastBook {
				continue
			}
			scale := q.factors[uint8(s.factors[b])]
			for w := range s.groupLength[g] {
				if !r.spectrum(s.lines(window+w, sfb), t.spectrum[book], book, q, scale) {
					return r.escapeError()
				}
			}
		}
		window += s.groupLength[g]
	}
	return r.within("the spectral data")
}

func (r *bitReader) escapeError() error {
	if err := r.within("the spectral data"); err != nil {
		return err
	}
	return r.illegal(0, "an escape of more than 8 leading ones, which no spectral value needs")
}

// spectrum reads the values of one band in one window, whose number is a
// multiple of 4. It returns false for an escape that is none.
func (r *bitReader) spectrum(dst []float32, h *huffman, book uint8, q *quantiser, scale float32) bool {
	switch book {
	case 1, 2:
		r.signedQuads(dst, h, &q.threes, scale)
	case 3, 4:
		r.unsignedQuads(dst, h, &q.small, scale)
	case 5, 6:
		r.signedPairs(dst, h, &q.nines, scale)
	case escapeBook:
		return r.escapedPairs(dst, h, q, scale)
	default:
		r.unsignedPairs(dst, h, &q.small, scale)
	}
	return true
}

func (r *bitReader) signedQuads(dst []float32, h *huffman, powers *[valueMask + 1]float32, scale float32) {
	b, pos := r.b, r.pos
	for ; len(dst) >= 4; dst = dst[4:] {
		e := h.find(at(b, pos))
		pos += int(e & lengthMask)
		dst[0] = powers[value(e, 0)] * scale
		dst[1] = powers[value(e, 1)] * scale
		dst[2] = powers[value(e, 2)] * scale
		dst[3] = powers[value(e, 3)] * scale
	}
	r.pos = pos
}

func (r *bitReader) signedPairs(dst []float32, h *huffman, powers *[valueMask + 1]float32, scale float32) {
	b, pos := r.b, r.pos
	for ; len(dst) >= 2; dst = dst[2:] {
		e := h.find(at(b, pos))
		pos += int(e & lengthMask)
		dst[0] = powers[value(e, 0)] * scale
		dst[1] = powers[value(e, 1)] * scale
	}
	r.pos = pos
}

// nonZero returns 1 for a value that a sign bit follows and 0 for 0.
func nonZero(v uint32) uint32 { return (v + valueMask) >> valueBits }

func (r *bitReader) unsignedQuads(dst []float32, h *huffman, powers *[valueMask + 1]float32, scale float32) {
	b, pos := r.b, r.pos
	signed := [2]float32{scale, -scale}
	for ; len(dst) >= 4; dst = dst[4:] {
		w := at(b, pos)
		e := h.find(w)
		w <<= e & lengthMask
		pos += int(e&lengthMask + e>>signShift&signMask)
		v0, v1, v2, v3 := value(e, 0), value(e, 1), value(e, 2), value(e, 3)
		dst[0] = powers[v0] * signed[w>>63]
		w <<= nonZero(v0)
		dst[1] = powers[v1] * signed[w>>63]
		w <<= nonZero(v1)
		dst[2] = powers[v2] * signed[w>>63]
		w <<= nonZero(v2)
		dst[3] = powers[v3] * signed[w>>63]
	}
	r.pos = pos
}

func (r *bitReader) unsignedPairs(dst []float32, h *huffman, powers *[valueMask + 1]float32, scale float32) {
	b, pos := r.b, r.pos
	signed := [2]float32{scale, -scale}
	for ; len(dst) >= 2; dst = dst[2:] {
		w := at(b, pos)
		e := h.find(w)
		w <<= e & lengthMask
		pos += int(e&lengthMask + e>>signShift&signMask)
		v0, v1 := value(e, 0), value(e, 1)
		dst[0] = powers[v0] * signed[w>>63]
		w <<= nonZero(v0)
		dst[1] = powers[v1] * signed[w>>63]
	}
	r.pos = pos
}

// escapeFlag is the value that an escape sequence follows.
const escapeFlag = 16

// escapedPairs reads pairs of book 11. The longest takes 12 bits of code, 2 of
// signs and twice 21 of escapes, which one load of 57 bits covers.
func (r *bitReader) escapedPairs(dst []float32, h *huffman, q *quantiser, scale float32) bool {
	signed := [2]float32{scale, -scale}
	for ; len(dst) >= 2; dst = dst[2:] {
		w := at(r.b, r.pos)
		e := h.find(w)
		w <<= e & lengthMask
		r.pos += int(e&lengthMask + e>>signShift&signMask)
		v0, v1 := value(e, 0), value(e, 1)
		sign0 := signed[w>>63]
		w <<= nonZero(v0)
		sign1 := signed[w>>63]
		if v0 != escapeFlag && v1 != escapeFlag {
			dst[0] = q.small[v0] * sign0
			dst[1] = q.small[v1] * sign1
			continue
		}
		w <<= nonZero(v1)
		if v0 == escapeFlag {
			n := 0
			if v0, n = escape(w); n == 0 {
				return false
			}
			w <<= uint(n)
			r.pos += n
		}
		if v1 == escapeFlag {
			n := 0
			if v1, n = escape(w); n == 0 {
				return false
			}
			r.pos += n
		}
		dst[0] = q.powers[v0&maxQuantised] * sign0
		dst[1] = q.powers[v1&maxQuantised] * sign1
	}
	return true
}

// escape reads the escape sequence at the top of w: n ones, a zero and n+4 bits
// below a leading one. It returns the bits that it takes, 0 where there are more
// than 8 ones; 4.6.3.3.
func escape(w uint64) (v uint32, length int) {
	ones := bits.LeadingZeros64(^w)
	if ones > 8 {
		return 0, 0
	}
	n := ones + 4
	return 1<<n | uint32(w<<(ones+1)>>(64-n)), ones + 1 + n
}

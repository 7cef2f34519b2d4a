package layer3

import (
	"encoding/binary"
	"math/bits"
)

// quadBook is the lookup table of a code of count1, by the next bits: which of the
// four values are there, and the bits of the code and with the signs that follow.
type quadBook [1 << quadBits]struct{ values, code, total uint8 }

const quadBits = 6

// quadBooks are those of count1table_select, and the values 1 and -1 of four
// lines by which of them are there and by the four bits behind the code.
type quadBooks struct {
	a, b  quadBook
	signs [16][16][4]float32
}

func newQuadBooks() (q quadBooks) {
	q.a, q.b = newQuadBook(bookA), newQuadBook(bookB)
	for values := range q.signs {
		for next := range q.signs[values] {
			bit := 8
			for i := range 4 {
				if values&(8>>i) == 0 {
					continue
				}
				q.signs[values][next][i] = 1
				if next&bit != 0 {
					q.signs[values][next][i] = -1
				}
				bit >>= 1
			}
		}
	}
	return q
}

func newQuadBook(n int) (b quadBook) {
	for _, c := range parseCodes(codeBooks[n]) {
		first := int(c.word >> (32 - quadBits))
		for i := range 1 << (quadBits - c.length) {
			e := &b[first+i]
			e.values, e.code = c.value, uint8(c.length)
			e.total = e.code + uint8(bits.OnesCount8(c.value))
		}
	}
	return b
}

// read fills s from line n on with the values of count1, and returns where they
// end: at the last line, or where the bits do. A code that goes beyond those is
// none, but what an encoder filled up with.
func (q *quadBooks) read(s *spectrum, n int, p part, countB bool) int {
	b := &q.a
	if countB {
		b = &q.b
	}
	var gain float32
	band, to := 0, 0 // where gain ends
	for pos := p.pos; n+4 <= lines && pos < p.end; {
		w := binary.BigEndian.Uint64(p.b[pos>>3:]) << (pos & 7)
		e := &b[w>>(64-quadBits)]
		signs := &q.signs[e.values&15][w<<e.code>>60]
		if pos += int(e.total); pos > p.end {
			return n
		}
		for i := 0; i < 4; i += 2 { // a band may end between
			if n >= to {
				for n >= p.bands[band] {
					band++
				}
				to, gain = p.bands[band], p.gains[band]
			}
			s.line[n], s.line[n+1] = signs[i]*gain, signs[i+1]*gain
			n += 2
		}
	}
	return n
}

package mpa

import "encoding/binary"

// musicCRC sums the CRC-16/ARC of a long run of bytes that come in pieces.
//
// The polynomial P = x^16+x^15+x^2+1 is squared six times, which over GF(2)
// squares each term: P^64 = x^1024+x^960+x^128+1. A word of 64 bits may therefore
// be taken out of the message, if it is added to the words 1, 14 and 16 places
// behind it, without a change of the remainder. That costs three exclusive ors
// for 8 bytes, where tables cost 8 look-ups.
type musicCRC struct {
	taken [musicWords]uint64 // the last words that were taken out, the oldest first
	buf   [4 << 10]byte      // bytes behind them
	n     int                // how many they are; at least musicBlock once a word was taken out
}

const (
	musicWords = 16 // 1024 bits
	musicBlock = 8 * musicWords
)

// add sums over b.
func (m *musicCRC) add(b []byte) {
	for len(b) > 0 {
		if m.n == len(m.buf) {
			m.fold(m.buf[:len(m.buf)-musicBlock])
			m.n = copy(m.buf[:], m.buf[len(m.buf)-musicBlock:])
		}
		k := copy(m.buf[m.n:], b)
		m.n += k
		b = b[k:]
	}
}

// fold takes out the words of b, a multiple of musicBlock bytes.
func (m *musicCRC) fold(b []byte) {
	w := &m.taken
	last := w[musicWords-1]
	for ; len(b) >= musicBlock; b = b[musicBlock:] {
		for i := range musicWords {
			last ^= binary.LittleEndian.Uint64(b[8*i:]) ^ w[i] ^ w[(i+2)%musicWords]
			w[i] = last
		}
	}
}

// sum returns the CRC-16 of all bytes so far.
func (m *musicCRC) sum() uint16 {
	b := m.buf
	for i := range musicWords {
		v := binary.LittleEndian.Uint64(b[8*i:]) ^ m.taken[i]
		if i == 0 {
			v ^= m.taken[musicWords-1]
		}
		if i+2 < musicWords {
			v ^= m.taken[i+2]
		}
		binary.LittleEndian.PutUint64(b[8*i:], v)
	}
	return crcARC(0, b[:m.n])
}

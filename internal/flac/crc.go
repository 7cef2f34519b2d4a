package flac

import (
	"encoding/binary"
	"sync"
)

// Polynomials; RFC 9639, 9.1.8 and 9.3. Both start from 0, most significant
// bit first.
const (
	poly8  = 0x07
	poly16 = 0x8005
)

// lanes is how many bytes one step of the CRC-16 takes in.
const lanes = 16

// tables hold at [k][b] the CRC of byte b with k zero bytes behind it.
type tables struct {
	crc8  [256]uint8
	crc16 [lanes][256]uint16
}

var crcTables = sync.OnceValue(makeTables)

func makeTables() *tables {
	t := new(tables)
	for b := range 256 {
		c8, c16 := uint8(b), uint16(b)<<8
		for range 8 {
			c8 = c8<<1 ^ poly8*(c8>>7)
			c16 = c16<<1 ^ poly16*(c16>>15)
		}
		t.crc8[b], t.crc16[0][b] = c8, c16
	}
	for k := 1; k < lanes; k++ {
		for b := range 256 {
			c := t.crc16[k-1][b]
			t.crc16[k][b] = c<<8 ^ t.crc16[0][c>>8]
		}
	}
	return t
}

func (t *tables) sum8(p []byte) uint8 {
	var c uint8
	for _, b := range p {
		c = t.crc8[c^b]
	}
	return c
}

// update16 returns the CRC-16 c, carried on over p.
func (t *tables) update16(c uint16, p []byte) uint16 {
	if len(p) >= foldWorth {
		return t.fold16(c, p)
	}
	return t.slice16(c, p)
}

// slice16 takes 16 bytes a step, each by its own table.
func (t *tables) slice16(c uint16, p []byte) uint16 {
	s := &t.crc16
	for len(p) >= lanes {
		q := (*[lanes]byte)(p)
		c = s[15][q[0]^byte(c>>8)] ^ s[14][q[1]^byte(c)] ^ s[13][q[2]] ^ s[12][q[3]] ^
			s[11][q[4]] ^ s[10][q[5]] ^ s[9][q[6]] ^ s[8][q[7]] ^
			s[7][q[8]] ^ s[6][q[9]] ^ s[5][q[10]] ^ s[4][q[11]] ^
			s[3][q[12]] ^ s[2][q[13]] ^ s[1][q[14]] ^ s[0][q[15]]
		p = p[lanes:]
	}
	for _, b := range p {
		c = c<<8 ^ s[0][byte(c>>8)^b]
	}
	return c
}

// Folding takes 64 bits a step. Squaring a polynomial of bits squares its
// powers, so that from
//
//	x^16 = x^15 + x^2 + 1 follows x^1024 = x^960 + x^128 + 1
//
// modulo the same polynomial: a word of 64 bits may be taken out when it is
// added to the words 1, 14 and 16 places behind it. What is left is the last
// 16 words.
const (
	word      = 8 // bytes
	reach     = 16
	foldWords = 256 // a step of the outer loop, in words
	foldWorth = 4 * reach * word
)

// fold16 is update16 for len(p) of at least foldWorth.
func (t *tables) fold16(c uint16, p []byte) uint16 {
	// v[reach:] are the words that are taken out, v[:reach] the 16 before them.
	var v [reach + foldWords]uint64
	first := uint64(c) << 48
	for len(p) >= (reach+1)*word {
		n := min(len(p)/word-reach, foldWords)
		prev := v[reach-1]
		in, out, far, near := p[:n*word], v[reach:reach+n], v[:n], v[reach-14:reach-14+n]
		for i := range out {
			prev ^= binary.BigEndian.Uint64(in[i*word:]) ^ first ^ far[i] ^ near[i]
			first = 0
			out[i] = prev
		}
		copy(v[:reach], v[n:n+reach])
		p = p[n*word:]
	}
	var rest [reach * word]byte
	for i := range reach {
		w := binary.BigEndian.Uint64(p[i*word:]) ^ v[i]
		if i < 1 {
			w ^= v[i+reach-1]
		}
		if i < 14 {
			w ^= v[i+reach-14]
		}
		binary.BigEndian.PutUint64(rest[i*word:], w)
	}
	return t.slice16(t.slice16(0, rest[:]), p[reach*word:])
}

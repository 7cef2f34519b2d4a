// Package crc16 sums CRC-16 with the polynomial x^16+x^15+x^2+1.
//
// FLAC and MPEG audio take the highest bit of each byte first, LAME's tag the
// lowest. Long runs of bytes are folded, which costs three exclusive ors for 32
// bytes where the processor has AVX2.
package crc16

import (
	"encoding/binary"
	"sync"
)

// The polynomial, whose highest bit stands first and last.
const (
	polyMSB = 0x8005
	polyLSB = 0xa001
)

// lanes is how many bytes one step takes in, each by its own table.
const lanes = 16

// table holds at [k][b] the CRC of byte b with k zero bytes behind it.
type table [lanes][256]uint16

var tableMSB = sync.OnceValue(func() *table {
	t := new(table)
	for b := range t[0] {
		c := uint16(b) << 8
		for range 8 {
			c = c<<1 ^ c>>15*polyMSB
		}
		t[0][b] = c
	}
	for k := 1; k < lanes; k++ {
		for b, c := range t[k-1] {
			t[k][b] = c<<8 ^ t[0][c>>8]
		}
	}
	return t
})

var tableLSB = sync.OnceValue(func() *table {
	t := new(table)
	for b := range t[0] {
		c := uint16(b)
		for range 8 {
			c = c>>1 ^ c&1*polyLSB
		}
		t[0][b] = c
	}
	for k := 1; k < lanes; k++ {
		for b, c := range t[k-1] {
			t[k][b] = c>>8 ^ t[0][byte(c)]
		}
	}
	return t
})

// MSB carries the CRC c on over p, the highest bit of each byte first.
//
// Source: RFC 9639, 9.3; ISO/IEC 11172-3, 2.4.3.1.
func MSB(c uint16, p []byte) uint16 {
	if len(p) < foldWorth {
		return stepMSB(c, p)
	}
	var head [2]byte
	binary.BigEndian.PutUint16(head[:], c)
	rest, p := fold(head, p)
	return stepMSB(stepMSB(0, rest[:]), p)
}

// LSB carries the CRC c on over p, the lowest bit of each byte first.
//
// Source: Mp3 Info Tag revision 1 (LAME), "Music CRC" and "CRC-16 of Info Tag".
func LSB(c uint16, p []byte) uint16 {
	if len(p) < foldWorth {
		return stepLSB(c, p)
	}
	var head [2]byte
	binary.LittleEndian.PutUint16(head[:], c)
	rest, p := fold(head, p)
	return stepLSB(stepLSB(0, rest[:]), p)
}

// Bits carries the CRC c on over the first n bits of p, the highest bit first.
func Bits(c uint16, p []byte, n int) uint16 {
	c = stepMSB(c, p[:n/8])
	if n%8 == 0 {
		return c
	}
	v := p[n/8]
	for range n % 8 {
		c = c<<1 ^ (c>>15^uint16(v>>7))*polyMSB
		v <<= 1
	}
	return c
}

func stepMSB(c uint16, p []byte) uint16 {
	t := tableMSB()
	for len(p) >= lanes {
		q := (*[lanes]byte)(p)
		c = t[15][q[0]^byte(c>>8)] ^ t[14][q[1]^byte(c)] ^ t.behind(q)
		p = p[lanes:]
	}
	for _, b := range p {
		c = c<<8 ^ t[0][byte(c>>8)^b]
	}
	return c
}

func stepLSB(c uint16, p []byte) uint16 {
	t := tableLSB()
	for len(p) >= lanes {
		q := (*[lanes]byte)(p)
		c = t[15][q[0]^byte(c)] ^ t[14][q[1]^byte(c>>8)] ^ t.behind(q)
		p = p[lanes:]
	}
	for _, b := range p {
		c = c>>8 ^ t[0][byte(c)^b]
	}
	return c
}

// behind returns the CRC of the bytes of q behind the first two, which the CRC
// so far does not touch.
func (t *table) behind(q *[lanes]byte) uint16 {
	return t[13][q[2]] ^ t[12][q[3]] ^
		t[11][q[4]] ^ t[10][q[5]] ^ t[9][q[6]] ^ t[8][q[7]] ^
		t[7][q[8]] ^ t[6][q[9]] ^ t[5][q[10]] ^ t[4][q[11]] ^
		t[3][q[12]] ^ t[2][q[13]] ^ t[1][q[14]] ^ t[0][q[15]]
}

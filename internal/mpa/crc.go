package mpa

import (
	"encoding/binary"
	"sync"
)

const crcSize = 2 // bytes behind the header of a protected packet

// polynomial x^16+x^15+x^2+1: ISO/IEC 11172-3, 2.4.3.1, highest bit first, and
// LAME's tag, lowest bit first (CRC-16/ARC).
const (
	polyMSB = 0x8005
	polyLSB = 0xa001
)

// crcMSB is the table of the packets' CRC-16 by byte.
var crcMSB = sync.OnceValue(func() *[256]uint16 {
	var t [256]uint16
	for i := range t {
		c := uint16(i) << 8
		for range 8 {
			c = c<<1 ^ c>>15*polyMSB
		}
		t[i] = c
	}
	return &t
})

// crcLSB holds the tables of LAME's CRC-16: crcLSB[k][v] is the sum of the byte
// v with k zero bytes behind it.
var crcLSB = sync.OnceValue(func() *[16][256]uint16 {
	var t [16][256]uint16
	for i := range t[0] {
		c := uint16(i)
		for range 8 {
			c = c>>1 ^ c&1*polyLSB
		}
		t[0][i] = c
	}
	for k := 1; k < len(t); k++ {
		for i := range t[k] {
			c := t[k-1][i]
			t[k][i] = c>>8 ^ t[0][c&0xff]
		}
	}
	return &t
})

// crcARC continues the CRC-16 c of LAME's tag over b, 16 bytes at a time.
func crcARC(c uint16, b []byte) uint16 {
	t := crcLSB()
	for len(b) >= 16 {
		lo := binary.LittleEndian.Uint64(b) ^ uint64(c)
		hi := binary.LittleEndian.Uint64(b[8:])
		c = t[15][byte(lo)] ^ t[14][byte(lo>>8)] ^ t[13][byte(lo>>16)] ^ t[12][byte(lo>>24)] ^
			t[11][byte(lo>>32)] ^ t[10][byte(lo>>40)] ^ t[9][byte(lo>>48)] ^ t[8][byte(lo>>56)] ^
			t[7][byte(hi)] ^ t[6][byte(hi>>8)] ^ t[5][byte(hi>>16)] ^ t[4][byte(hi>>24)] ^
			t[3][byte(hi>>32)] ^ t[2][byte(hi>>40)] ^ t[1][byte(hi>>48)] ^ t[0][byte(hi>>56)]
		b = b[16:]
	}
	for _, v := range b {
		c = c>>8 ^ t[0][byte(c)^v]
	}
	return c
}

// crcBits continues the CRC-16 c of a packet over the first n bits of b.
func crcBits(c uint16, b []byte, n int) uint16 {
	t := crcMSB()
	for _, v := range b[:n/8] {
		c = c<<8 ^ t[byte(c>>8)^v]
	}
	if n%8 == 0 {
		return c
	}
	v := b[n/8]
	for range n % 8 {
		c = c<<1 ^ (c>>15^uint16(v>>7))*polyMSB
		v <<= 1
	}
	return c
}

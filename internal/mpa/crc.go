package mpa

import "sync"

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

// crcLSB is the table of LAME's CRC-16 by byte.
var crcLSB = sync.OnceValue(func() *[256]uint16 {
	var t [256]uint16
	for i := range t {
		c := uint16(i)
		for range 8 {
			c = c>>1 ^ c&1*polyLSB
		}
		t[i] = c
	}
	return &t
})

// crcARC continues the CRC-16 c of LAME's tag over b.
func crcARC(c uint16, b []byte) uint16 {
	t := crcLSB()
	for _, v := range b {
		c = c>>8 ^ t[byte(c)^v]
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

package flac

import "sync"

// poly8 is the polynomial of the CRC-8 over a packet's header; RFC 9639, 9.1.8.
// It starts from 0, most significant bit first.
const poly8 = 0x07

var table8 = sync.OnceValue(func() *[256]uint8 {
	t := new([256]uint8)
	for b := range t {
		c := uint8(b)
		for range 8 {
			c = c<<1 ^ poly8*(c>>7)
		}
		t[b] = c
	}
	return t
})

// sum8 returns the CRC-8 of p.
func sum8(p []byte) uint8 {
	t := table8()
	var c uint8
	for _, b := range p {
		c = t[c^b]
	}
	return c
}

package crc16

import (
	"encoding/binary"
)

// Folding takes units of 256 bits out of a message. Squaring a polynomial of
// bits squares its powers, so that from
//
//	x^16 = x^15 + x^2 + 1 follows x^4096 = x^3840 + x^512 + 1
//
// modulo the same polynomial: a unit may be taken out when it is added to the
// units 1, 14 and 16 places behind it. What is left is the last 16 units. Which
// bit of a byte comes first does not matter.
const (
	unitSize  = 32 // bytes
	reach     = 16 // units
	blockSize = reach * unitSize
	foldWorth = 3 * blockSize
)

type (
	unit [unitSize / 8]uint64
	// taken holds the last units that were taken out, the oldest first.
	taken [reach]unit
	block [blockSize]byte
)

// fold takes units out of p, to whose first bytes head is added. It returns a
// block and the rest of p, which together leave the same remainder.
func fold(head [2]byte, p []byte) (block, []byte) {
	var t taken
	first := block(p)
	first[0] ^= head[0]
	first[1] ^= head[1]
	t.fold(first[:])
	n := (len(p)/blockSize - 1) * blockSize
	t.fold(p[blockSize:n])
	last := block(p[n:])
	t.addTo(&last)
	return last, p[n+blockSize:]
}

// foldPlain is fold of a taken, in plain Go.
func (t *taken) foldPlain(p []byte) {
	last := t[reach-1]
	for ; len(p) >= blockSize; p = p[blockSize:] {
		b := (*block)(p)
		for i := range t {
			u, v, d := &t[i], &t[(i+2)%reach], (*[unitSize]byte)(b[i*unitSize:])
			last[0] ^= binary.NativeEndian.Uint64(d[0:]) ^ u[0] ^ v[0]
			last[1] ^= binary.NativeEndian.Uint64(d[8:]) ^ u[1] ^ v[1]
			last[2] ^= binary.NativeEndian.Uint64(d[16:]) ^ u[2] ^ v[2]
			last[3] ^= binary.NativeEndian.Uint64(d[24:]) ^ u[3] ^ v[3]
			*u = last
		}
	}
}

// addTo adds the units that were taken out to the block behind them.
func (t *taken) addTo(b *block) {
	for i := range t {
		v := t[i]
		if i == 0 {
			v.add(&t[reach-1])
		}
		if i+2 < reach {
			v.add(&t[i+2])
		}
		d := b[i*unitSize : (i+1)*unitSize]
		for j := range v {
			w := d[8*j:]
			binary.NativeEndian.PutUint64(w, v[j]^binary.NativeEndian.Uint64(w))
		}
	}
}

func (u *unit) add(v *unit) {
	for j := range u {
		u[j] ^= v[j]
	}
}

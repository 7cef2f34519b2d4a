package mpa

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/crc16"
)

const crcSize = 2 // bytes behind the header of a protected packet

// crcRight reports whether the CRC-16 of the packet p, whose header is h and
// announces one, is that of the fields it protects: the last two bytes of the
// header, and the side information of layer III or the bit allocation (and, in
// layer II, the selection of scale factors) of the others.
//
// Source: ISO/IEC 11172-3, 2.4.3.1 and annex B, table 3-B.5; ISO/IEC 13818-3.
func crcRight(p []byte, h Header) bool {
	const fields = HeaderSize + crcSize
	if len(p) < fields {
		return false
	}
	n := protectedBits(p[fields:], h)
	if n < 0 {
		return false
	}
	c := crc16.Bits(0xffff, p[2:HeaderSize], 16)
	return crc16.Bits(c, p[fields:], n) == binary.BigEndian.Uint16(p[HeaderSize:])
}

// protectedBits returns how many bits of b, the packet behind its CRC, are
// protected; -1 when b is too short.
func protectedBits(b []byte, h Header) int {
	n := 0
	switch h.Layer() {
	case 1:
		bound := h.jointBound(32)
		n = 4 * (bound*h.Channels() + 32 - bound)
	case 2:
		return allocationBits(b, h)
	case 3:
		n = 8 * h.sideInfo()
	}
	if n > 8*len(b) {
		return -1
	}
	return n
}

// jointBound returns the first subband whose allocation both channels share.
//
// Source: ISO/IEC 11172-3, 2.4.2.3, mode_extension.
func (h Header) jointBound(subbands int) int {
	if h&modeMask != modeJoint {
		return subbands
	}
	return min(subbands, 4+4*int(h&modeExtension>>4))
}

// allocation is one of layer II's tables of bit allocation: how many bits the
// allocation of each subband has.
type allocation []uint8

// Tables B.2a to B.2d of ISO/IEC 11172-3 and B.1 of ISO/IEC 13818-3.
var (
	allocationA   = repeat(3, 4, 8, 4, 12, 3, 4, 2)
	allocationB   = repeat(3, 4, 8, 4, 12, 3, 7, 2)
	allocationC   = repeat(2, 4, 6, 3)
	allocationD   = repeat(2, 4, 10, 3)
	allocationLSF = repeat(4, 4, 7, 3, 19, 2)
)

// repeat returns runs: a count and a number of bits in turn.
func repeat(runs ...int) (a allocation) {
	for i := 0; i < len(runs); i += 2 {
		for range runs[i] {
			a = append(a, uint8(runs[i+1]))
		}
	}
	return a
}

// allocationOf returns the table that h selects by its rate and bit rate.
//
// Source: ISO/IEC 11172-3, 2.4.2.3 and annex B.2; ISO/IEC 13818-3, 2.4.2.3.
func allocationOf(h Header) allocation {
	kbits := h.BitRate() / 1000 / h.Channels()
	switch {
	case h.low() == 1:
		return allocationLSF
	case h.FreeFormat() || kbits >= 96:
		if h.Rate() == 48000 {
			return allocationA
		}
		return allocationB
	case kbits >= 56:
		return allocationA
	case h.Rate() == 32000:
		return allocationD
	}
	return allocationC
}

// allocationBits returns how many bits the allocation and the scale factor
// selection of a layer II packet take; -1 when b, the packet behind its CRC, is
// too short.
func allocationBits(b []byte, h Header) int {
	table := allocationOf(h)
	bound := h.jointBound(len(table))
	bits := bitReader{b: b}
	selections := 0
	for sb, width := range table {
		channels := h.Channels()
		shared := sb >= bound
		for ch := range channels {
			if shared && ch > 0 {
				break
			}
			if bits.read(int(width)) == 0 {
				continue
			}
			selections++
			if shared {
				selections += channels - 1
			}
		}
	}
	const selectionBits = 2
	n := bits.pos + selections*selectionBits
	if n > 8*len(b) {
		return -1
	}
	return n
}

// bitReader reads bits, the highest first, and zeros behind the end.
type bitReader struct {
	b   []byte
	pos int
}

func (r *bitReader) read(n int) (v int) {
	for range n {
		v <<= 1
		if i := r.pos / 8; i < len(r.b) {
			v |= int(r.b[i]>>(7-r.pos%8)) & 1
		}
		r.pos++
	}
	return v
}

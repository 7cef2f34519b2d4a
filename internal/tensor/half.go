package tensor

import "math"

// half returns the value of an IEEE 754 binary16, which every binary32 holds
// exactly. NaNs keep their sign and payload.
//
// Source: IEEE 754-2008, 3.4 (1 sign bit, 5 exponent bits with bias 15, 10
// fraction bits).
func half(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	exp := uint32(h>>10) & 0x1f
	frac := uint32(h & 0x3ff)
	switch exp {
	case 0: // zero, or frac * 2^-24
		v := float32(frac) * (1.0 / (1 << 24))
		return math.Float32frombits(sign | math.Float32bits(v))
	case 0x1f: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | frac<<13)
	}
	return math.Float32frombits(sign | (exp+127-15)<<23 | frac<<13)
}

// brain returns the value of a bfloat16: a binary32 without its lower half.
func brain(h uint16) float32 { return math.Float32frombits(uint32(h) << 16) }

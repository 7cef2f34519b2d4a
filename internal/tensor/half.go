package tensor

import "math"

// half returns the value of an IEEE 754 binary16, which every binary32 holds
// exactly. NaNs keep their sign and payload.
//
// Source: IEEE 754-2008, 3.4 (1 sign bit, 5 exponent bits with bias 15, 10
// fraction bits).
func half(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	// The exponent and the fraction at the places that they have in a binary32
	// are the value times 2^-112, as the biases are 15 and 127; subnormal values
	// come right as well.
	v := math.Float32frombits(uint32(h&0x7fff)<<13) * 0x1p112
	bits := math.Float32bits(v)
	if h&0x7c00 == 0x7c00 { // infinity or NaN
		bits = 0xff<<23 | uint32(h&0x3ff)<<13
	}
	return math.Float32frombits(sign | bits)
}

// brain returns the value of a bfloat16: a binary32 without its lower half.
func brain(h uint16) float32 { return math.Float32frombits(uint32(h) << 16) }

package tensor

import (
	"encoding/binary"
	"math"
	"math/bits"
	"unsafe"
)

// Bytes returns the memory of v as bytes in this machine's order, so that a file is read straight
// into it.
func Bytes(v []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(v))), 4*len(v))
}

// swap32 reverses the bytes of every value.
func swap32(v []float32) {
	for i, x := range v {
		v[i] = math.Float32frombits(bits.ReverseBytes32(math.Float32bits(x)))
	}
}

// order is what both of encoding/binary's byte orders do.
func order(big bool) binary.ByteOrder {
	if big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// value returns the number that b starts with.
func value(b []byte, t Type, big bool) float64 {
	o := order(big)
	switch t {
	case Float16:
		return float64(half(o.Uint16(b)))
	case BFloat16:
		return float64(brain(o.Uint16(b)))
	case Float32:
		return float64(math.Float32frombits(o.Uint32(b)))
	case Float64:
		return math.Float64frombits(o.Uint64(b))
	}
	panic("tensor: value of no type")
}

// convert fills dst with the values in src, rounded to float32. What exceeds
// float32 becomes an infinity, which the scores refuse.
func convert(dst []float32, src []byte, t Type, big bool) {
	if big {
		swapValues(src, t.Size())
	}
	switch t {
	case Float16:
		for i := range dst {
			dst[i] = half(binary.LittleEndian.Uint16(src[2*i:]))
		}
	case BFloat16:
		for i := range dst {
			dst[i] = brain(binary.LittleEndian.Uint16(src[2*i:]))
		}
	case Float32:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
		}
	case Float64:
		for i := range dst {
			dst[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
		}
	}
}

// swapValues reverses the bytes of every value of size bytes.
func swapValues(b []byte, size int) {
	for ; len(b) >= size; b = b[size:] {
		for i, j := 0, size-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
}

package decode

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/internal/g711"
)

// sampler converts stored samples of one kind, len(dst) of them. One of ints
// and floats is nil. Integers keep the value that they have in their container:
// samples of 12 valid bits in 16 stand in the upper 12, as the standard asks.
type sampler struct {
	bytes  int // of a stored sample
	bits   int // of the integers; 0 for floats
	ints   func(dst []int32, src []byte)
	floats func(dst []float32, src []byte)
}

// samplers returns the table of samplers by codec. Integers of 64 bits are left
// out: no 32-bit sample can hold them exactly.
func samplers() map[string]sampler {
	return map[string]sampler{
		"pcm_u8":    {1, 8, u8, nil},
		"pcm_s8":    {1, 8, s8, nil},
		"pcm_s16le": {2, 16, s16le, nil},
		"pcm_s16be": {2, 16, s16be, nil},
		"pcm_s24le": {3, 24, s24le, nil},
		"pcm_s24be": {3, 24, s24be, nil},
		"pcm_s32le": {4, 32, s32le, nil},
		"pcm_s32be": {4, 32, s32be, nil},
		"pcm_f32le": {4, 0, nil, f32le},
		"pcm_f32be": {4, 0, nil, f32be},
		"pcm_f64le": {8, 0, nil, f64le},
		"pcm_f64be": {8, 0, nil, f64be},
		"pcm_mulaw": {1, 16, companded(g711.MuLaw), nil},
		"pcm_alaw":  {1, 16, companded(g711.ALaw), nil},
	}
}

// converter turns stored samples into blocks, each valid until the next.
type converter struct {
	sampler
	intBlock   []int32
	floatBlock []float32
}

// block converts the whole samples of src.
func (c *converter) block(src []byte) Block {
	n := len(src) / c.bytes
	if c.ints != nil {
		c.intBlock = slices.Grow(c.intBlock[:0], n)[:n]
		c.ints(c.intBlock, src)
		return Block{Ints: c.intBlock}
	}
	c.floatBlock = slices.Grow(c.floatBlock[:0], n)[:n]
	c.floats(c.floatBlock, src)
	return Block{Floats: c.floatBlock}
}

func companded(table func() *g711.Table) func([]int32, []byte) {
	var t *g711.Table
	return func(dst []int32, src []byte) {
		if t == nil {
			t = table()
		}
		for i, c := range src[:len(dst)] {
			dst[i] = t[c]
		}
	}
}

func u8(dst []int32, src []byte) {
	for i, c := range src[:len(dst)] {
		dst[i] = int32(c) - 128
	}
}

func s8(dst []int32, src []byte) {
	for i, c := range src[:len(dst)] {
		dst[i] = int32(int8(c))
	}
}

func s16le(dst []int32, src []byte) {
	src = src[:2*len(dst)]
	for len(dst) >= 4 {
		w := binary.LittleEndian.Uint64(src)
		dst[0] = int32(int16(w))
		dst[1] = int32(int16(w >> 16))
		dst[2] = int32(int16(w >> 32))
		dst[3] = int32(int16(w >> 48))
		dst, src = dst[4:], src[8:]
	}
	for i := range dst {
		dst[i] = int32(int16(binary.LittleEndian.Uint16(src[2*i:])))
	}
}

func s16be(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(int16(binary.BigEndian.Uint16(src[2*i:])))
	}
}

func s24le(dst []int32, src []byte) {
	src = src[:3*len(dst)]
	for i := range dst {
		b := src[3*i : 3*i+3 : 3*i+3]
		dst[i] = int32(b[0]) | int32(b[1])<<8 | int32(int8(b[2]))<<16
	}
}

func s24be(dst []int32, src []byte) {
	src = src[:3*len(dst)]
	for i := range dst {
		b := src[3*i : 3*i+3 : 3*i+3]
		dst[i] = int32(b[2]) | int32(b[1])<<8 | int32(int8(b[0]))<<16
	}
}

func s32le(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

func s32be(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(binary.BigEndian.Uint32(src[4*i:]))
	}
}

func f32le(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

func f32be(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = math.Float32frombits(binary.BigEndian.Uint32(src[4*i:]))
	}
}

func f64le(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
	}
}

func f64be(dst []float32, src []byte) {
	for i := range dst {
		dst[i] = float32(math.Float64frombits(binary.BigEndian.Uint64(src[8*i:])))
	}
}

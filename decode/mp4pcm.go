package decode

import (
	"encoding/binary"
	"math"
)

// linear is one layout of linear PCM in QuickTime and MP4 files.
type linear struct {
	bits  int
	int   func(b []byte) int32   // of integer layouts
	float func(b []byte) float32 // of float layouts

	ints   []int32
	floats []float32
}

func s24(hi, mid, lo byte) int32 { return int32(hi)<<24>>8 | int32(mid)<<8 | int32(lo) }

// linears is keyed by codec.
var linears = map[string]linear{
	"pcm_u8":    {bits: 8, int: func(b []byte) int32 { return int32(b[0]) - 128 }},
	"pcm_s8":    {bits: 8, int: func(b []byte) int32 { return int32(int8(b[0])) }},
	"pcm_s16le": {bits: 16, int: func(b []byte) int32 { return int32(int16(binary.LittleEndian.Uint16(b))) }},
	"pcm_s16be": {bits: 16, int: func(b []byte) int32 { return int32(int16(binary.BigEndian.Uint16(b))) }},
	"pcm_s24le": {bits: 24, int: func(b []byte) int32 { return s24(b[2], b[1], b[0]) }},
	"pcm_s24be": {bits: 24, int: func(b []byte) int32 { return s24(b[0], b[1], b[2]) }},
	"pcm_s32le": {bits: 32, int: func(b []byte) int32 { return int32(binary.LittleEndian.Uint32(b)) }},
	"pcm_s32be": {bits: 32, int: func(b []byte) int32 { return int32(binary.BigEndian.Uint32(b)) }},
	"pcm_f32le": {bits: 32, float: func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	"pcm_f32be": {bits: 32, float: func(b []byte) float32 { return math.Float32frombits(binary.BigEndian.Uint32(b)) }},
	"pcm_f64le": {bits: 64, float: func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
	"pcm_f64be": {bits: 64, float: func(b []byte) float32 { return float32(math.Float64frombits(binary.BigEndian.Uint64(b))) }},
}

// convert turns whole samples into a block that is valid until the next call.
func (l *linear) convert(data []byte) Block {
	width := l.bits / 8
	n := len(data) / width
	if l.float != nil {
		if cap(l.floats) < n {
			l.floats = make([]float32, n)
		}
		l.floats = l.floats[:n]
		for i := range l.floats {
			l.floats[i] = l.float(data[i*width:])
		}
		return Block{Floats: l.floats}
	}
	if cap(l.ints) < n {
		l.ints = make([]int32, n)
	}
	l.ints = l.ints[:n]
	for i := range l.ints {
		l.ints[i] = l.int(data[i*width:])
	}
	return Block{Ints: l.ints}
}

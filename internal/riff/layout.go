package riff

import (
	"encoding/binary"
	"math"
)

// layout is how chunks are written in one of the variants.
type layout struct {
	form  int64 // bytes in front of the first chunk
	head  int   // bytes of a chunk's header
	align int64 // a payload is padded to a multiple of this
	order binary.ByteOrder
	wide  bool // GUIDs for names, sizes of 64 bits that include the header
}

var (
	littleEndian = layout{form: 12, head: 8, align: 2, order: binary.LittleEndian}
	bigEndian    = layout{form: 12, head: 8, align: 2, order: binary.BigEndian}
	wave64       = layout{form: 40, head: 24, align: 8, order: binary.LittleEndian, wide: true}
)

// Second halves of the GUIDs that Wave64 makes of chunk names; Sony Wave64 1.0.
const (
	guidRIFF  = "\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
	guidWave  = "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
	guidOther = "?" // a chunk whose GUID is none of WAVE's
)

// streamed are the sizes that writers leave behind which cannot go back to fill
// them in: nothing, all ones (FFmpeg, mpg123), the largest positive number
// (oggdec), and SoX's limit.
var streamed = []int64{0, math.MaxUint32, math.MaxInt32, 0x7ffff000}

// streamedWide are the same for Wave64; FFmpeg leaves the largest int64.
var streamedWide = []int64{0, math.MaxInt64}

// chunk is the header of one chunk.
type chunk struct {
	id   string
	off  int64 // of the payload
	size int64 // of the payload, as declared; Open where it overflows
}

// read returns the chunk whose header h stands at byte off.
func (l layout) read(h []byte, off int64) chunk {
	c := chunk{id: string(h[:4]), off: off + int64(l.head)}
	if !l.wide {
		c.size = int64(l.order.Uint32(h[4:8]))
		return c
	}
	if g := string(h[4:16]); g != guidWave && g != guidRIFF {
		c.id = guidOther
	}
	c.size = wideSize(h[16:24])
	if c.id != "data" && binary.LittleEndian.Uint64(h[16:24]) == 0 {
		c.size = Open
	}
	return c
}

// wideSize returns the payload of a Wave64 chunk: its size counts the header.
// Streamed sizes come back as they are.
func wideSize(b []byte) int64 {
	n := binary.LittleEndian.Uint64(b)
	switch {
	case n == 0:
		return 0
	case n >= math.MaxInt64:
		return math.MaxInt64
	case n < 24:
		return Open
	}
	return int64(n) - 24
}

// padded returns the offset behind the payload of c and its padding.
func (l layout) padded(c chunk) int64 {
	return c.off + c.size + (l.align-c.size%l.align)%l.align
}

// named reports whether id can be the name of a chunk: RIFF asks for four
// characters of ASCII.
func named(id string) bool {
	if id == guidOther {
		return true
	}
	for i := range len(id) {
		if id[i] < ' ' || id[i] > '~' {
			return false
		}
	}
	return true
}

// ds64 holds the sizes that do not fit into 32 bits; EBU Tech 3306, section 3.
type ds64 struct {
	riff, data int64
	frames     int64 // what the fact chunk would say
	table      map[string]int64
}

// maxTable bounds the table of ds64; files have one entry or none.
const maxTable = 16

func parseDS64(b []byte) (*ds64, bool) {
	if len(b) < 24 {
		return nil, false
	}
	d := &ds64{riff: bounded(b[0:8]), data: bounded(b[8:16]), frames: bounded(b[16:24]), table: map[string]int64{}}
	for b = b[min(28, len(b)):]; len(b) >= 12 && len(d.table) < maxTable; b = b[12:] {
		d.table[string(b[:4])] = bounded(b[4:12])
	}
	return d, true
}

func bounded(b []byte) int64 {
	return int64(min(binary.LittleEndian.Uint64(b), maxDeclared))
}

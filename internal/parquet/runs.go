package parquet

import "encoding/binary"

// runs unrolls levels and numbers of dictionary entries.
//
// Source: Encodings.md, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
type runs struct {
	b      []byte
	i      int  // next byte
	width  uint // bits of a value, 0 to 32
	left   uint64
	packed bool   // the run is bit-packed, not one value
	value  uint32 // of a run that is not
	ahead  uint64 // bits that are read already, the lowest first
	bits   uint
}

func newRuns(b []byte, width uint) runs {
	r := runs{b: b, width: width}
	if width == 0 { // every value is 0, however many there are
		r.left = 1 << 63
	}
	return r
}

// next returns the next value, false where the bytes end.
func (r *runs) next() (uint32, bool) {
	if r.left > 0 && !r.packed { // nearly always; it is inlined
		r.left--
		return r.value, true
	}
	return r.unpack()
}

// unpack returns the next value of a bit-packed run, or of the next run.
func (r *runs) unpack() (uint32, bool) {
	for r.left == 0 {
		if !r.start() {
			return 0, false
		}
	}
	r.left--
	if !r.packed {
		return r.value, true
	}
	for r.bits < r.width {
		if r.i == len(r.b) {
			return 0, false
		}
		r.ahead |= uint64(r.b[r.i]) << r.bits
		r.bits += 8
		r.i++
	}
	v := uint32(r.ahead & (1<<r.width - 1))
	r.ahead >>= r.width
	r.bits -= r.width
	return v, true
}

// start reads the head of a run.
func (r *runs) start() bool {
	head, n := binary.Uvarint(r.b[r.i:])
	if n <= 0 {
		return false
	}
	r.i += n
	r.left, r.packed = head>>1, head&1 == 1
	if r.packed {
		r.left = min(r.left, 1<<60) * 8
		r.ahead, r.bits = 0, 0
		return true
	}
	size := int(r.width+7) / 8
	if size > len(r.b)-r.i {
		return false
	}
	r.value = 0
	for k := range size {
		r.value |= uint32(r.b[r.i+k]) << (8 * k)
	}
	r.i += size
	return true
}

package parquet

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// deltas unrolls integers that are kept as differences.
//
// Source: Encodings.md, "Delta Encoding (DELTA_BINARY_PACKED = 5)".
type deltas struct {
	b       []byte // behind the bytes that are in use
	left    uint64 // values
	last    uint64
	started bool
	minis   int // miniblocks of a block
	size    int // values of a miniblock

	least  uint64 // smallest difference of the block
	widths []byte // bits of a difference, for each miniblock to come
	width  int
	packed []byte // of the miniblock
	at     int    // bits of packed that are read
	inMini int    // values left in it
}

// maxBlock bounds the values of a block; writers make 128.
const maxBlock = 1 << 16

// newDeltas reads the head. At most most values are taken.
func newDeltas(b []byte, most int) (deltas, error) {
	d := deltas{b: b}
	block, ok1 := d.uvarint()
	minis, ok2 := d.uvarint()
	count, ok3 := d.uvarint()
	first, ok4 := d.varint()
	if !ok1 || !ok2 || !ok3 || !ok4 || block == 0 || block > maxBlock || minis == 0 || minis > block || block%minis != 0 || block/minis%8 != 0 {
		return d, fail(tensor.ErrMalformed, tensor.NoOffset, "differences in blocks of %d values, %d miniblocks each", block, minis)
	}
	if count > uint64(most) {
		return d, fail(tensor.ErrMalformed, tensor.NoOffset, "%d differences in a page of %d values", count, most)
	}
	d.left, d.last, d.minis, d.size = count, first, int(minis), int(block/minis)
	return d, nil
}

func (d *deltas) uvarint() (uint64, bool) {
	v, n := binary.Uvarint(d.b)
	d.b = d.b[max(n, 0):]
	return v, n > 0
}

func (d *deltas) varint() (uint64, bool) {
	v, n := binary.Varint(d.b)
	d.b = d.b[max(n, 0):]
	return uint64(v), n > 0
}

// next returns the next value, false where there is none.
func (d *deltas) next() (uint64, bool) {
	if d.left == 0 {
		return 0, false
	}
	d.left--
	if !d.started {
		d.started = true
		return d.last, true
	}
	if d.inMini == 0 && !d.start() {
		return 0, false
	}
	d.inMini--
	d.last += d.least + d.read()
	return d.last, true
}

// start goes to the next miniblock.
func (d *deltas) start() bool {
	if len(d.widths) == 0 {
		var ok bool
		if d.least, ok = d.varint(); !ok || len(d.b) < d.minis {
			return false
		}
		d.widths, d.b = d.b[:d.minis], d.b[d.minis:]
	}
	d.width, d.widths = int(d.widths[0]), d.widths[1:]
	n := d.size / 8 * d.width
	if d.width > 64 || n > len(d.b) {
		return false
	}
	d.packed, d.b = d.b[:n], d.b[n:]
	d.at, d.inMini = 0, d.size
	return true
}

// read returns the next difference of the miniblock, the lowest bit first.
func (d *deltas) read() (v uint64) {
	for have := 0; have < d.width; {
		free := 8 - d.at%8
		take := min(free, d.width-have)
		bits := uint64(d.packed[d.at/8]>>(8-free)) & (1<<take - 1)
		v |= bits << have
		have += take
		d.at += take
	}
	return v
}

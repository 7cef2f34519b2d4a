package isobmff

import (
	"encoding/binary"
	"fmt"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

const (
	maxDepth    = 16      // of boxes inside boxes; real files have 9
	maxBoxes    = 1 << 16 // of one movie box; a movie of 100 tracks has 3,000
	maxTracks   = 256
	maxTopLevel = 1 << 22 // a fragment a second for a month has half as many
)

// fourCC is a box type or a format, as it stands in the file.
type fourCC [4]byte

// String returns the four characters, those that do not print escaped.
func (c fourCC) String() string {
	s := fmt.Sprintf("%q", c[:])
	return s[1 : len(s)-1]
}

// box is one box: its payload is the bytes [data, end) of the file.
type box struct {
	kind             fourCC
	start, data, end int64
	cut              bool // the box claims more bytes than what surrounds it holds; end is cut to that
	claim            int64
	open             bool // size 0: up to the end of the file
}

// readBox reads the header of the box at off, which must end by limit. ok is
// false where there is no room for a header or the size cannot be one.
//
// Source: ISO/IEC 14496-12:2022, 4.2.2.
func readBox(r *readat.Reader, off, limit int64) (b box, ok bool, err error) {
	h, err := r.Peek(off, 16)
	if err != nil || len(h) < 8 || limit-off < 8 {
		return box{}, false, err
	}
	b = box{kind: fourCC(h[4:8]), start: off, data: off + 8}
	size := int64(binary.BigEndian.Uint32(h))
	switch {
	case size == 0:
		b.open, size = true, limit-off
	case size == 1 && len(h) < 16:
		return b, false, nil
	case size == 1:
		large := binary.BigEndian.Uint64(h[8:])
		if large < 16 || large > 1<<62 {
			return b, false, nil
		}
		size, b.data = int64(large), off+16
	case size < 8:
		return b, false, nil
	}
	b.claim = size
	if size > limit-off {
		b.cut, size = true, limit-off
	}
	b.end = off + size
	return b, b.data <= b.end, nil
}

// walker goes through the boxes of a movie and counts them.
type walker struct {
	r     *readat.Reader
	log   *damage.Log
	count int
}

// children calls fn for each box in the payload [off, end) of a box.
func (w *walker) children(off, end int64, depth int, fn func(b box) error) error {
	if depth > maxDepth {
		w.log.Add(damage.BadStructure, off, "boxes nest deeper than %d levels", maxDepth)
		return nil
	}
	for end-off >= 8 { // QuickTime ends some lists with a size of 0 in 4 bytes
		w.count++
		if w.count > maxBoxes {
			if w.count == maxBoxes+1 {
				w.log.Add(damage.BadStructure, off, "more than %d boxes in one movie box", maxBoxes)
			}
			return nil
		}
		b, ok, err := readBox(w.r, off, end)
		if err != nil {
			return err
		}
		if !ok {
			w.log.Add(damage.BadStructure, off, "the size of box %s is smaller than its header", b.kind)
			return nil
		}
		if b.cut && end < w.r.Size() { // what the end of the file cuts is reported once
			w.log.Add(damage.BadStructure, off, "box %s claims %d bytes where %d are left in the box around it", b.kind, b.claim, end-off)
		}
		if err := fn(b); err != nil {
			return err
		}
		off = b.end
	}
	return nil
}

// payload returns the first n bytes of b, fewer where it is shorter. The slice
// is valid until the next read.
func payload(r *readat.Reader, b box, n int) ([]byte, error) {
	return r.Peek(b.data, int(min(int64(n), b.end-b.data)))
}

package ogg

import (
	"bytes"
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// maxFirst bounds how many first pages a header read goes through.
const maxFirst = 16

// Head reads the first pages, and the end of the file for its last granule
// position. Frames and Coded of the result are estimates: a chain has a length
// of its own in each link.
func Head(r *readat.Reader, start int64) (Summary, error) {
	var sum Summary
	var serial uint32
	off := start
	for range maxFirst {
		p, s, err := readPage(r, off)
		if err != nil {
			return sum, err
		}
		if s != right || p.flags&first == 0 {
			break
		}
		c, _, _ := identifyPage(&p)
		if sum.Codec.Name == "" && c.Name != "" {
			sum.Codec, serial = c, p.serial
		}
		sum.countTrack(c)
		off += int64(p.size)
	}
	if sum.Codec.Name == "" {
		return sum, nil
	}
	end, err := lastGranule(r, off, serial)
	sum.Links, sum.Guessed = 1, true
	sum.Frames = max(0, end-sum.Codec.skip)
	sum.Coded = end
	return sum, err
}

// lastGranule returns the last granule position of a stream that the end of
// the file shows, 0 when it shows none.
func lastGranule(r *readat.Reader, from int64, serial uint32) (int64, error) {
	from = max(from, r.Size()-2*maxPage)
	b, err := r.Peek(from, 2*maxPage)
	if err != nil {
		return 0, err
	}
	for i := len(b); i > 0; {
		if i = bytes.LastIndex(b[:i], []byte(capture)); i < 0 {
			break
		}
		if len(b)-i < headSize {
			continue
		}
		granule := int64(binary.LittleEndian.Uint64(b[i+6:]))
		if binary.LittleEndian.Uint32(b[i+14:]) == serial && granule > 0 && granule <= maxGranule {
			return granule, nil
		}
	}
	return 0, nil
}

// Package ogg reads the pages of Ogg files, and of the streams in them what
// their first packets and granule positions tell. It decodes nothing.
package ogg

import (
	"bytes"
	"encoding/binary"
	"sync"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// Sizes of a page; RFC 3533, 6.
const (
	capture   = "OggS"
	headSize  = 27 // without the segment table
	maxHead   = headSize + 255
	maxPage   = maxHead + 255*255
	noGranule = -1 // no packet ends in the page
)

// Flags of a page; RFC 3533, 6.
const (
	continued = 1 // the page opens with the rest of a packet
	first     = 2
	last      = 4
)

// page is one page. Its slices are valid until the next read.
type page struct {
	off     int64
	flags   byte
	granule int64
	serial  uint32
	number  uint32
	lacing  []byte
	body    []byte
	size    int // bytes, header included
}

// status says what stands where a page is looked for.
type status int

const (
	right  status = iota
	none          // no page begins here
	cut           // one does, and the file ends within
	broken        // one does, and its CRC-32 is wrong
)

// readPage reads the page at off.
//
// Source: RFC 3533, 6.
func readPage(r *readat.Reader, off int64) (p page, s status, err error) {
	b, err := r.Peek(off, maxHead)
	if err != nil {
		return p, none, err
	}
	p.off = off
	switch {
	case len(b) < len(capture) && len(b) > 0 && string(b) == capture[:len(b)]:
		return p, cut, nil
	case len(b) < len(capture) || string(b[:4]) != capture:
		return p, none, nil
	case len(b) < headSize || len(b) < headSize+int(b[26]):
		return p, cut, nil
	case b[4] != 0:
		return p, none, nil // a version that is not defined
	}
	p.size = headSize + int(b[26])
	for _, n := range b[headSize:p.size] {
		p.size += int(n)
	}
	if off+int64(p.size) > r.Size() {
		return p, cut, nil
	}
	if b, err = r.Peek(off, p.size); err != nil {
		return p, none, err
	}
	if len(b) < p.size {
		return p, none, readat.ErrChanged
	}
	p.fill(b)
	if sum(b) != binary.LittleEndian.Uint32(b[22:]) {
		return p, broken, nil
	}
	return p, right, nil
}

func (p *page) fill(b []byte) {
	p.flags = b[5]
	p.granule = int64(binary.LittleEndian.Uint64(b[6:]))
	p.serial = binary.LittleEndian.Uint32(b[14:])
	p.number = binary.LittleEndian.Uint32(b[18:])
	p.lacing = b[headSize : headSize+int(b[26])]
	p.body = b[headSize+len(p.lacing):]
}

// nextCapture returns where the next capture pattern stands from off on, the end of
// the file when there is none. A part of one at the very end counts.
func nextCapture(r *readat.Reader, off int64) (int64, error) {
	for off < r.Size() {
		win, err := r.Window(off)
		if err == nil && len(win) < len(capture) {
			win, err = r.Peek(off, len(capture))
		}
		if err != nil {
			return off, err
		}
		if i := bytes.Index(win, []byte(capture)); i >= 0 {
			return off + int64(i), nil
		}
		if len(win) < len(capture) {
			break
		}
		off += int64(len(win) - len(capture) + 1)
		if off+int64(len(capture)) > r.Size() {
			break
		}
	}
	return r.Size(), nil
}

// packets calls f with each packet that begins in the page, as far as the page
// goes. A packet of 255 bytes and more takes several segments.
func (p *page) packets(f func(b []byte)) {
	body, begins := p.body, p.flags&continued == 0
	n := 0
	for i, l := range p.lacing {
		n += int(l)
		if l == 255 && i+1 < len(p.lacing) {
			continue
		}
		if begins {
			f(body[:n])
		}
		body, n, begins = body[n:], 0, true
	}
}

const lanes = 8

var crcTable = sync.OnceValue(makeTable)

// makeTable returns at [k][b] the CRC of byte b with k zero bytes behind it.
func makeTable() *[lanes][256]uint32 {
	const poly = 0x04c11db7 // RFC 3533, 6: CRC_checksum
	t := new([lanes][256]uint32)
	for b := range t[0] {
		c := uint32(b) << 24
		for range 8 {
			c = c<<1 ^ poly*(c>>31)
		}
		t[0][b] = c
	}
	for k := 1; k < lanes; k++ {
		for b, c := range t[k-1] {
			t[k][b] = c<<8 ^ t[0][c>>24]
		}
	}
	return t
}

// sum returns the CRC-32 of a page, its own field taken as zeros.
func sum(b []byte) uint32 {
	t := crcTable()
	c := update(t, 0, b[:22])
	c = update(t, c, make([]byte, 4))
	return update(t, c, b[26:])
}

func update(t *[lanes][256]uint32, c uint32, p []byte) uint32 {
	for len(p) >= lanes {
		c ^= binary.BigEndian.Uint32(p)
		d := binary.BigEndian.Uint32(p[4:])
		c = t[7][c>>24] ^ t[6][c>>16&0xff] ^ t[5][c>>8&0xff] ^ t[4][c&0xff] ^
			t[3][d>>24] ^ t[2][d>>16&0xff] ^ t[1][d>>8&0xff] ^ t[0][d&0xff]
		p = p[lanes:]
	}
	for _, b := range p {
		c = c<<8 ^ t[0][byte(c>>24)^b]
	}
	return c
}

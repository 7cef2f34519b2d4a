package ogg

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// Packets gives the packets of the first stream of sound in a file, up to the end
// of the first link or to the first page that is broken. Those of over 4 MiB are left
// out: pictures, and what a walk tells of.
type Packets struct {
	r      *readat.Reader
	off    int64 // of the next page
	serial uint32
	found  bool // serial is known
	data   bool // the link's first pages are over
	ended  bool

	join assembler
	list []packet // that were not given yet
	all  []packet // of the last page
}

// NewPackets returns the packets of the file whose first page stands at start.
func NewPackets(r *readat.Reader, start int64) *Packets { return &Packets{r: r, off: start} }

// Next returns the next packet and the byte at which it begins. It is valid until
// the next call. The error is io.EOF behind the last, or the reader's.
func (p *Packets) Next() (data []byte, off int64, err error) {
	for {
		for len(p.list) == 0 {
			if p.ended {
				return nil, 0, io.EOF
			}
			if err := p.page(); err != nil {
				return nil, 0, err
			}
		}
		k := p.list[0]
		p.list = p.list[1:]
		if !k.long {
			return k.data, k.off, nil
		}
	}
}

// page reads the next page, and passes what is none.
func (p *Packets) page() error {
	g, s, err := readPage(p.r, p.off)
	switch {
	case err != nil:
		return err
	case s == none && p.off < p.r.Size():
		p.off, err = nextCapture(p.r, p.off+1)
		return err
	case s != right, g.flags&first != 0 && p.data:
		p.ended = true
		return nil
	}
	p.off += int64(g.size)
	p.data = g.flags&first == 0
	if !p.found && p.data {
		p.ended = true // no first page was one of sound
		return nil
	}
	if !p.found {
		c, _, _ := identifyPage(&g)
		p.serial, p.found = g.serial, c.Name != ""
	}
	if p.found && g.serial == p.serial {
		p.all, _ = p.join.take(&g, p.all[:0])
		p.list = p.all
	}
	return nil
}

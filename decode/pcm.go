package decode

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// blockBytes is about how much PCM is converted at a time: enough that calls
// cost nothing, little enough to stay in the processor's cache.
const blockBytes = 32 << 10

// span is a run of bytes of the file.
type span struct {
	off, len int64
}

// runs gives the bytes of spans that follow each other.
type runs struct {
	r      *readat.Reader
	format string // for errors
	spans  []span
}

// take returns the next bytes, at most n and not fewer than least, and where
// they stand. What is left of a span below least is dropped. At the end it
// returns io.EOF.
func (in *runs) take(n, least int64) (b []byte, off int64, err error) {
	for len(in.spans) > 0 && in.spans[0].len < least {
		in.spans = in.spans[1:]
	}
	if len(in.spans) == 0 {
		return nil, 0, io.EOF
	}
	s := &in.spans[0]
	n = min(n, s.len)
	b, err = in.r.Peek(s.off, int(n))
	if err != nil {
		return nil, 0, err
	}
	if int64(len(b)) < n {
		return nil, 0, readat.ErrChanged
	}
	off = s.off
	s.off += n
	s.len -= n
	return b, off, nil
}

// pcmBlocks converts samples that are stored one by one.
type pcmBlocks struct {
	in    *runs
	frame int64 // bytes
	c     converter
}

// most returns the bytes of a block: whole frames, at least one.
func (p *pcmBlocks) most() int64 { return max(blockBytes/p.frame, 1) * p.frame }

func (p *pcmBlocks) next() (Block, error) {
	b, off, err := p.in.take(p.most(), p.frame)
	if err != nil {
		return Block{}, err
	}
	out := p.c.block(b[:len(b)-len(b)%int(p.frame)])
	out.off, out.frame = off, p.frame
	return out, nil
}

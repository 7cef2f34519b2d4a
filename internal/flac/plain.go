package flac

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// PlainReader reads one packet with a header that leaves rate and bits to
// STREAMINFO where it can, and with the checksums that this makes right: for
// decoders that do not know all codes.
type PlainReader struct {
	r    *readat.Reader
	head [maxHeader]byte
	n    int   // bytes of head
	at   int   // of them read
	off  int64 // of the bytes behind that are not read yet
	end  int64
	win  []byte
	crc  [2]byte
	tail int // bytes of crc read
	err  error
}

// Err returns the error that kept the file from being read.
func (p *PlainReader) Err() error { return p.err }

// Plain makes p read the whole packet q. It may be used again and again.
func (p *PlainReader) Plain(r *readat.Reader, q Packet) error {
	b, err := r.Peek(q.Off, q.Header.Len)
	if err != nil {
		return err
	}
	if len(b) < minHeader || len(b) < q.Header.Len {
		return readat.ErrChanged
	}
	*p = PlainReader{r: r, off: q.Off + int64(len(b)), end: q.Off + q.Len - 2}
	p.n = copy(p.head[:], b)
	if rate := b[2] & 15; rateCodes[rate] > 0 {
		p.head[2] &^= 15
	}
	p.head[3] &^= 7 << 1
	p.head[p.n-1] = sum8(p.head[:p.n-1])
	crc := crc16.MSB(0, p.head[:p.n])
	for off := p.off; off < p.end; {
		win, err := p.window(off)
		if err != nil {
			return err
		}
		crc = crc16.MSB(crc, win)
		off += int64(len(win))
	}
	p.crc = [2]byte{byte(crc >> 8), byte(crc)}
	return nil
}

func (p *PlainReader) window(off int64) ([]byte, error) {
	win, err := p.r.Window(off)
	if err == nil && len(win) == 0 {
		err = readat.ErrChanged
	}
	return win[:min(int64(len(win)), p.end-off)], err
}

// Read implements io.Reader.
func (p *PlainReader) Read(b []byte) (n int, err error) {
	switch {
	case len(p.win) > 0:
		n = copy(b, p.win)
		p.win = p.win[n:]
		return n, nil
	case p.at < p.n:
		n = copy(b, p.head[p.at:p.n])
		p.at += n
		return n, nil
	case p.off < p.end:
		if p.win, p.err = p.window(p.off); p.err != nil {
			return 0, p.err
		}
		p.off += int64(len(p.win))
		return p.Read(b)
	case p.tail < len(p.crc):
		n = copy(b, p.crc[p.tail:])
		p.tail += n
		return n, nil
	}
	return 0, io.EOF
}

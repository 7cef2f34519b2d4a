package mpa

import (
	"encoding/binary"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// Packet is one packet of a stream.
type Packet struct {
	Header Header
	Offset int64  // in bytes from the start of the file
	Data   []byte // the whole packet; valid until the next call of Next
	Info   *Info  // the tag that it carries instead of audio, else nil

	Fresh bool // a stream begins here: the first packet, or one behind a tag
	Gap   bool // audio was lost in front of it

	// Whole says that a packet of layer III has all its bits, and no reserved
	// field in its side information. A Walker adds it.
	Whole bool

	shape *shape
}

// Scanner gives the packets of a stretch of a file in order. What is no packet
// it skips and logs.
type Scanner struct {
	r        *readat.Reader
	log      *damage.Log
	off, end int64
	at       []byte // behind a packet, what is at hand of the bytes from off on; else nil

	ref     Header // of the stream that is being followed; 0 in front of the first packet
	ahead   Header // of the stream, at off; 0 where nobody looked yet
	shapes  shapes
	packets int64
	fresh   bool
	gap     bool
	packet  Packet // the last one given
}

// NewScanner returns a Scanner of the bytes [start, end) of r, the first of
// which begin a packet.
func NewScanner(r *readat.Reader, start, end int64, log *damage.Log) *Scanner {
	return &Scanner{r: r, log: log, off: start, end: min(end, r.Size()), fresh: true}
}

// Next returns the next packet, and io.EOF behind the last. Other errors are
// never about the content. The packet is valid until the next call.
func (s *Scanner) Next() (*Packet, error) {
	for s.off < s.end {
		h := s.ahead
		s.ahead = 0
		if h == 0 {
			var ok bool
			var err error
			if h, ok, err = s.header(); err != nil {
				return nil, err
			} else if !ok {
				continue
			}
		}
		if ok, err := s.take(h); ok || err != nil {
			return &s.packet, err
		}
	}
	return nil, io.EOF
}

// header returns the header of the stream at the present offset. Where there is
// none it goes on to where there may be one, and returns false.
func (s *Scanner) header() (h Header, ok bool, err error) {
	b, err := s.peek(HeaderSize)
	if err != nil {
		return 0, false, err
	}
	h, ok = Parse(b)
	if ok && s.ref == 0 {
		if err := s.begin(h); err != nil {
			return 0, false, err
		}
	}
	if ok && h.sameStream(s.ref) {
		return h, true, nil
	}
	return 0, false, s.skip(h, ok)
}

// End returns where the bytes end that were given or skipped so far.
func (s *Scanner) End() int64 { return s.off }

// peek returns at most n bytes from the present offset on.
func (s *Scanner) peek(n int) ([]byte, error) {
	return s.peekAt(s.off, int(min(int64(n), s.end-s.off)))
}

// peekAt returns at most n bytes of the file from off on. The last packet may be
// read over.
func (s *Scanner) peekAt(off int64, n int) ([]byte, error) {
	s.at = nil
	return s.r.Peek(off, n)
}

// reach makes s.at hold n bytes and what else is at hand, or all that are left.
func (s *Scanner) reach(n int) error {
	if b, err := s.peek(n); err != nil || len(b) == 0 {
		return err
	}
	b, err := s.r.Window(s.off)
	s.at = b[:min(int64(len(b)), s.end-s.off)]
	return err
}

// begin follows the stream whose first header is h.
func (s *Scanner) begin(h Header) error {
	s.ref, s.shapes, s.packet.shape, s.fresh = h, shapes{}, nil, true
	if !h.FreeFormat() {
		return nil
	}
	b, err := s.peek(lookAhead)
	if err != nil {
		return err
	}
	c := chain{b: b, whole: s.off+int64(len(b)) == s.end}
	free := c.freeLength(0, h)
	if free == 0 {
		free = int(min(s.end-s.off, maxFree)) - h.padding() // the only packet
	}
	s.shapes.free = free
	return nil
}

// take makes s.packet the packet at the present offset, whose header is h; false
// when it is cut short.
func (s *Scanner) take(h Header) (bool, error) {
	p := &s.packet
	shape := p.shape
	if shape == nil || (h^p.Header)&^shapeless != 0 {
		shape = s.shapes.of(h)
	}
	n := shape.size
	if len(s.at) < n+HeaderSize {
		if err := s.reach(n + HeaderSize); err != nil {
			return false, err
		}
	}
	var next Header
	if len(s.at) > n {
		next = s.follows(s.at[n:], h)
	}
	if len(s.at) < n || len(s.at) > n && next == 0 {
		whole, err := s.whole(h, n)
		if err != nil || !whole {
			return false, err
		}
		if err := s.reach(n); err != nil || len(s.at) < n {
			return false, err
		}
	}
	p.Header, p.Offset, p.Data, p.shape = h, s.off, s.at[:n:n], shape
	p.Info, p.Fresh, p.Gap, p.Whole = nil, s.fresh, s.gap, false
	if shape.tagAt(p.Data) > 0 {
		p.Info, p.Fresh = ParseInfo(p.Data, h), true
	}
	s.fresh, s.gap = false, false
	s.off += int64(n)
	s.at = s.at[n:]
	s.ahead = next
	s.packets++
	return true, nil
}

// follows returns the header of the stream with which b begins, 0 where it
// begins with none. h is the one before it.
func (s *Scanner) follows(b []byte, h Header) Header {
	// Most differ from the one before in nothing that could be wrong.
	const loose = paddingMask | privateMask | modeExtension
	if len(b) >= HeaderSize {
		if g := Header(binary.BigEndian.Uint32(b)); (g^h)&^loose == 0 {
			return g
		}
	}
	if g, ok := Parse(b); ok && g.sameStream(s.ref) {
		return g
	}
	return 0
}

// whole decides whether the packet at the present offset, n bytes long by its
// header h, is complete though no packet follows it. If not, it logs that and
// goes on to the next packet.
func (s *Scanner) whole(h Header, n int) (bool, error) {
	b, err := s.peek(n + lookAhead)
	if err != nil {
		return false, err
	}
	c := chain{b: b, whole: s.off+int64(len(b)) == s.end}
	if i := s.find(c, HeaderSize, min(n, len(b))); i > 0 {
		s.log.Add(damage.LostSync, s.off, "a packet of %d bytes ends after %d bytes, where the next begins", n, i)
		s.off += int64(i)
		s.gap = true
		return false, nil
	}
	if len(b) < n {
		s.log.Add(damage.Truncated, s.off, "the last packet is cut: %d bytes of %d", len(b), n)
		s.off = s.end
		return false, nil
	}
	return true, nil
}

// skip passes what is no packet of the stream: a tag, a stream of another
// format, or junk. h is the header there, where ok.
func (s *Scanner) skip(h Header, ok bool) error {
	t, isTag, err := tag.At(s.r, s.off)
	if err != nil {
		return err
	}
	if isTag {
		s.skipTag(t)
		return nil
	}
	if ok {
		b, err := s.peek(lookAhead)
		if err != nil {
			return err
		}
		f := finder{trials: 1}
		if f.accept(chain{b: b, whole: s.off+int64(len(b)) == s.end}, 0, h) {
			return s.change(h)
		}
	}
	return s.resync()
}

// skipTag passes the tag t, behind which another stream may begin.
func (s *Scanner) skipTag(t tag.Span) {
	if t.Lie != "" {
		s.log.Add(damage.BadTag, t.Start, "%s tag %s", t.Kind, t.Lie)
	}
	if t.End < s.end {
		s.log.Add(damage.JunkBetween, t.Start, "%s tag of %d bytes between packets", t.Kind, t.End-t.Start)
	}
	s.off = min(t.End, s.end)
	s.fresh = true
}

// change goes on with a stream of another format, whose first header is h.
func (s *Scanner) change(h Header) error {
	if s.ref != 0 {
		s.log.Add(damage.FormatChange, s.off, "%s changes to %s", s.ref, h)
	}
	return s.begin(h)
}

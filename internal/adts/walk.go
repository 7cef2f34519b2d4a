package adts

import (
	"bytes"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// Stream is what the packets add up to.
type Stream struct {
	First   Header
	Packets int64
	Frames  int64
	Bytes   int64 // of the packets, headers included
}

// Packet is one packet and where it lies.
type Packet struct {
	Header
	Offset int64 // of its header
}

// Payload returns where the raw data blocks lie; those of a protected packet of
// several have checksums between them.
func (p Packet) Payload() (off int64, size int) {
	return p.Offset + int64(p.head()), p.size - p.head()
}

// walker goes from packet to packet.
type walker struct {
	formats
	r   *readat.Reader
	log *damage.Log
	s   Stream
	pos int64
}

// Packets goes through the packets of a stream.
type Packets struct{ w walker }

// NewPackets returns the packets of the stream that begins at start. What is
// wrong with it goes to log.
func NewPackets(r *readat.Reader, start int64, log *damage.Log) *Packets {
	return &Packets{walker{r: r, log: log, pos: start}}
}

// Next returns the next whole packet, and false behind the last one. The error is
// never about the content.
func (p *Packets) Next() (k Packet, ok bool, err error) { return p.w.next() }

// Head reads the first header and reckons the frames of the whole stream from
// the packets in the first bytes of it.
func Head(r *readat.Reader, start int64) (s Stream, frames int64, err error) {
	const sample = 4 << 10
	b, err := r.Peek(start, sample)
	if err != nil {
		return s, 0, err
	}
	for len(b) >= headBytes {
		h, ok := parse(b)
		if !ok {
			break
		}
		s.add(h)
		b = b[min(h.size, len(b)):]
	}
	if s.Packets == 0 {
		return s, 0, nil
	}
	return s, int64(float64(r.Size()-start) / float64(s.Bytes) * float64(s.Frames)), nil
}

func (s *Stream) add(h Header) {
	if s.Packets == 0 {
		s.First = h
	}
	s.Packets++
	s.Frames += int64(h.Blocks) * blockFrames
	s.Bytes += int64(h.size)
}

// Walk visits every packet of the stream that begins at start, and logs what is
// wrong. The error is never about the content.
func Walk(r *readat.Reader, start int64, log *damage.Log) (Stream, error) {
	w := &walker{r: r, log: log, pos: start}
	for {
		if _, ok, err := w.next(); err != nil || !ok {
			return w.s, err
		}
	}
}

func (w *walker) next() (k Packet, ok bool, err error) {
	for w.pos < w.r.Size() {
		b, err := w.r.Peek(w.pos, headBytes)
		if err != nil {
			return k, false, err
		}
		h, ok := parse(b)
		if !ok {
			next, err := w.lost(w.pos)
			if err != nil || next < 0 {
				return k, false, err
			}
			w.pos = next
			continue
		}
		if left := w.r.Size() - w.pos; int64(h.size) > left {
			w.log.Add(damage.Truncated, w.r.Size(), "the last packet is %d bytes long by its header, %d bytes are there", h.size, left)
			return k, false, nil
		}
		k = Packet{h, w.pos}
		w.visit(h, w.pos)
		w.pos += int64(h.size)
		return k, true, nil
	}
	return k, false, nil
}

func (w *walker) visit(h Header, pos int64) {
	w.follow(h, pos)
	if h.size == h.head() {
		w.log.Add(damage.BadPacket, pos, "packet %d is empty: its length of %d bytes is that of its header", w.s.Packets, h.size)
	}
	w.s.add(h)
}

// formats are what the packets so far were of.
type formats struct {
	now, last Header // that of the packet before, and the one that it replaced
	run       int    // packets since then
}

// follow logs a change of format, once: not the way back behind a single packet
// of another one, too.
func (w *walker) follow(h Header, pos int64) {
	w.run++
	if h.fixed() == w.now.fixed() {
		return
	}
	if w.s.Packets > 0 && (w.run > 1 || h.fixed() != w.last.fixed()) {
		w.log.Add(damage.FormatChange, pos, "packet %d is %s, %d Hz, channels %d; the one before is %s, %d Hz, channels %d",
			w.s.Packets, h.Profile(), h.Rate, h.Channels, w.now.Profile(), w.now.Rate, w.now.Channels)
	}
	w.last, w.now, w.run = w.now, h, 0
}

// lost judges bytes at pos that are no packet, and returns where the next one
// begins; -1 where none does.
func (w *walker) lost(pos int64) (next int64, err error) {
	tags, err := tag.Fills(w.r, pos)
	if err != nil || tags {
		return -1, err
	}
	next, err = w.resync(pos + 1)
	if err != nil {
		return -1, err
	}
	left := w.r.Size() - pos
	switch {
	case next >= 0:
		w.log.Add(damage.LostSync, pos, "%d bytes that are no packet stand before packet %d", next-pos, w.s.Packets)
	case left < headBytes && w.prefix(pos):
		w.log.Add(damage.Truncated, w.r.Size(), "the file ends after %d bytes of a packet's header of %d", left, headBytes)
	default:
		w.log.Add(damage.JunkAfter, pos, "%d bytes that are no packet stand behind the last one", left)
	}
	return next, nil
}

// prefix reports whether the bytes at pos can be the start of a header.
func (w *walker) prefix(pos int64) bool {
	b, err := w.r.Peek(pos, 2)
	return err == nil && len(b) > 0 && b[0] == 0xff && (len(b) == 1 || b[1]&0xf6 == 0xf0)
}

// resync returns where, from pos on, a packet begins that another one or the end
// of the file follows: of the stream's own format, be it that of the first
// packet or of the last, whose header may be what is broken.
func (w *walker) resync(pos int64) (int64, error) {
	for pos < w.r.Size() {
		b, err := w.r.Window(pos)
		if err != nil {
			return -1, err
		}
		i := bytes.IndexByte(b, 0xff)
		if i < 0 {
			pos += int64(len(b))
			continue
		}
		pos += int64(i)
		ok, err := w.confirmed(pos)
		if err != nil || ok {
			return pos, err
		}
		pos++
	}
	return -1, nil
}

func (w *walker) confirmed(pos int64) (bool, error) {
	b, err := w.r.Peek(pos, headBytes)
	if err != nil {
		return false, err
	}
	h, ok := parse(b)
	if !ok || w.s.Packets > 0 && h.fixed() != w.s.First.fixed() && h.fixed() != w.now.fixed() {
		return false, nil
	}
	end := pos + int64(h.size)
	if end >= w.r.Size() {
		return end == w.r.Size(), nil
	}
	if b, err = w.r.Peek(end, headBytes); err != nil {
		return false, err
	}
	next, ok := parse(b)
	return ok && next.fixed() == h.fixed(), nil
}

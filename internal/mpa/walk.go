package mpa

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Stream is what a walk counted. Packets that carry a tag are not in it.
type Stream struct {
	First   Header // of the first packet, be it one that carries a tag
	Info    *Info  // the tag of the first packet; nil without one
	Packets int64
	Bytes   int64 // of the packets
	Coded   int64 // frames of samples in them
	Frames  int64 // those that remain without encoder delay and padding

	// BitRate is that of all headers, in bits a second; 0 where it changes or
	// is free.
	BitRate int

	// Protected reports that each packet carries a CRC-16, and a right one.
	Protected bool

	// Changed reports that rate, channels, layer or version change.
	Changed bool

	// Parts are the streams that were joined. All behind the first maxParts are
	// taken as one, of which nothing is trimmed.
	Parts []Part
}

// maxParts bounds the memory of a file of nothing but tags.
const maxParts = 1 << 10

// Part is one stream among those that were joined to one.
type Part struct {
	Coded int64 // frames of samples
	Delay int64 // of those, how many precede the sound
	Sound int64 // and how many are it
}

// Walker gives the packets of a stream in order and checks them.
type Walker struct {
	scan    *Scanner
	log     *damage.Log
	stream  Stream
	content content
	part    part
	edited  bool
	varying bool
	done    bool
}

// NewWalker returns a Walker of the bytes [start, end) of r, the first of which
// begin a packet. edited says that a tool changed the packets on purpose and
// left the encoder's checksum as it was.
func NewWalker(r *readat.Reader, start, end int64, edited bool, log *damage.Log) *Walker {
	return &Walker{scan: NewScanner(r, start, end, log), log: log, edited: edited}
}

// Walk checks all packets of the bytes [start, end) of r, the first of which
// begin a packet, and logs what is wrong. The error is never about the content.
func Walk(r *readat.Reader, start, end int64, edited bool, log *damage.Log) (Stream, error) {
	w := NewWalker(r, start, end, edited, log)
	for {
		if _, err := w.Next(); err == io.EOF {
			return w.Stream(), nil
		} else if err != nil {
			return w.Stream(), err
		}
	}
}

// Stream returns what was counted up to the last call of Next; it is complete
// when that returned io.EOF.
func (w *Walker) Stream() Stream {
	s := w.stream
	if s.First == 0 {
		s.First = w.scan.ref
	}
	s.Packets += w.part.packets
	s.Bytes += w.part.bytes
	s.Coded += w.part.coded
	s.Protected = s.Packets > 0 && w.content.crcs == s.Packets
	s.Changed = w.log.Count(damage.FormatChange) > 0
	if w.varying {
		s.BitRate = 0
	}
	return s
}

// Next returns the next packet that carries audio, and io.EOF behind the last.
// Other errors are never about the content. The packet is valid until the next
// call.
func (w *Walker) Next() (*Packet, error) {
	for {
		if w.part.hasMusic() && len(w.scan.at) < maxFree+HeaderSize {
			// The next packet may be read over the bytes that are at hand.
			if err := w.sum(); err != nil {
				return nil, err
			}
		}
		p, err := w.scan.Next()
		if err != nil {
			return nil, w.ended(err)
		}
		if w.stream.First == 0 {
			w.stream.First, w.stream.Info = p.Header, p.Info
		}
		if p.Fresh {
			if p, err = w.join(p); err != nil {
				return nil, err
			}
		}
		if p.Info == nil {
			w.check(p)
			return p, nil
		}
	}
}

// ended returns what a walk ends with when its Scanner does with err.
func (w *Walker) ended(err error) error {
	if err != io.EOF || w.done {
		return err
	}
	w.done = true
	if err := w.closePart(); err != nil {
		return err
	}
	return io.EOF
}

// join ends a part in front of the packet p and begins the next with it.
func (w *Walker) join(p *Packet) (*Packet, error) {
	if err := w.closePart(); err != nil {
		return nil, err
	}
	// The end of the part before may have been read over p.
	var err error
	if p.Data, err = w.scan.peekAt(p.Offset, len(p.Data)); err != nil {
		return nil, err
	}
	w.openPart(p)
	return p, nil
}

// check counts the packet p and logs what is wrong with it.
func (w *Walker) check(p *Packet) {
	s, g := &w.stream, &w.part
	index, size := s.Packets+g.packets, int64(len(p.Data))
	if index == 0 {
		s.BitRate = p.shape.bitRate
	} else if p.shape.bitRate != s.BitRate {
		w.varying = true
	}
	g.packets++
	g.bytes += size
	g.coded += int64(p.shape.frames)
	g.end = p.Offset + size
	w.content.check(p, index, w.log)
}

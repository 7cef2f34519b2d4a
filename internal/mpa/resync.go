package mpa

import (
	"bytes"
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// chainAgain is how many headers in a row show that the stream goes on.
const chainAgain = 2

// resync passes junk up to the next packet, or to the end where there is none.
func (s *Scanner) resync() error {
	from := s.off
	zeros := true
	for s.off < s.end {
		b, err := s.peek(blockSize + lookAhead)
		if err != nil {
			return err
		}
		c := chain{b: b, whole: s.off+int64(len(b)) == s.end}
		n := min(blockSize, len(b))
		first := 0
		if s.off == from {
			first = 1
		}
		i := s.find(c, first, n)
		zeros = zeros && len(bytes.Trim(b[:max(i, 0)], "\x00")) == 0
		if i >= 0 {
			s.off += int64(i)
			return s.passed(from)
		}
		zeros = zeros && len(bytes.Trim(b[:n], "\x00")) == 0
		s.off += int64(n)
	}
	return s.rest(from, zeros)
}

// find returns the index in [from, to) of c's bytes where the stream goes on,
// another begins, or an ID3v2 tag does; -1 where nothing is found.
func (s *Scanner) find(c chain, from, to int) int {
	f := finder{}
	for i := from; i < to; i++ {
		j := bytes.IndexByte(c.b[i:to], 0xff)
		if j < 0 {
			j = to - i
		}
		if k := tag.Inside(c.b[i : i+j]); k >= 0 {
			return i + k
		}
		if i += j; i == to {
			return -1
		}
		h, ok := Parse(c.b[i:])
		if ok && (h.sameStream(s.ref) && s.goesOn(c, i, h) || f.accept(c, i, h)) {
			return i
		}
	}
	return -1
}

func (s *Scanner) goesOn(c chain, i int, h Header) bool {
	l := c.from(i, h, s.shapes.free)
	return l.n >= chainAgain || l.ends
}

// passed logs the junk between from and the present offset, where a packet or
// a tag begins.
func (s *Scanner) passed(from int64) error {
	junk, err := s.peekAt(from, int(min(s.off-from, lookAhead)))
	if err != nil {
		return err
	}
	streamEnds := s.fresh || endsWithTag(junk)
	b, err := s.peek(maxFree)
	if err != nil {
		return err
	}
	h, isPacket := Parse(b)
	switch {
	case s.packets == 0:
		s.log.Add(damage.JunkBefore, from, "%d bytes in front of the first packet", s.off-from)
	case streamEnds, !isPacket, carriesTag(b, h):
		s.log.Add(damage.JunkBetween, from, "%d bytes between one stream and the next", s.off-from)
		s.fresh = true
	default:
		s.log.Add(damage.LostSync, from, "%d bytes that are no packet, in the middle of the stream", s.off-from)
		s.gap = true
	}
	if isPacket && !h.sameStream(s.ref) {
		return s.change(h)
	}
	return nil
}

// endsWithTag reports whether the junk b begins with a tag that is found from
// behind only, or ends with an ID3v1 tag.
func endsWithTag(b []byte) bool {
	const id3v1 = 128
	return bytes.HasPrefix(b, []byte(tag.LyricsBegin)) || len(b) >= id3v1 && bytes.HasPrefix(b[len(b)-id3v1:], []byte("TAG"))
}

// rest logs the bytes from from to the end, which hold no packet.
func (s *Scanner) rest(from int64, zeros bool) error {
	n := s.end - from
	b, err := s.peekAt(from, int(min(n, HeaderSize)))
	if err != nil {
		return err
	}
	what := "bytes"
	if zeros {
		what = "zero bytes"
	}
	switch {
	case n < HeaderSize && b[0] == 0xff && s.packets > 0:
		s.log.Add(damage.Truncated, from, "the last packet is cut: %d bytes of its header", n)
	case n >= HeaderSize && s.packets > 0 && s.startsLikeAPacket(b):
		s.log.Add(damage.LostSync, from, "%d bytes that begin like a packet end the stream, and their header is broken", n)
	default:
		s.log.Add(damage.JunkAfter, from, "%d %s behind the last packet", n, what)
	}
	return nil
}

// startsLikeAPacket reports whether b begins with sync word, version and layer
// of the stream.
func (s *Scanner) startsLikeAPacket(b []byte) bool {
	const low = uint16((syncMask | versionMask | layerMask) >> 16)
	return (binary.BigEndian.Uint16(b)^uint16(s.ref>>16))&low == 0
}

package mpa

import "github.com/audiocheck/audiocheck/internal/readat"

// Head is what the first packets tell of a stream.
type Head struct {
	Header Header
	Info   *Info // the tag of the first packet; nil without one

	// Coded and Frames are the frames of samples with and without encoder delay
	// and padding; Reckoned reports that they are no more than likely. All are 0
	// when even that cannot be said.
	Coded, Frames int64
	Reckoned      bool
	BitRate       int // bits a second of the first packets' mean; 0 when it cannot be said
}

// ReadHead reads the first packets of the stream in the bytes [start, end) of
// r. A tag's count of packets is taken as it is where the bytes that are there
// could hold them. The error is never about the content.
func ReadHead(r *readat.Reader, start, end int64) (Head, error) {
	b, err := r.Peek(start, int(min(firstLook, end-start)))
	if err != nil {
		return Head{}, err
	}
	h, ok := Parse(b)
	if !ok {
		return Head{}, nil
	}
	head := Head{Header: h, Info: ParseInfo(b, h)}
	mean := meanPacket(b, h, head.Info != nil)
	if mean > 0 {
		head.BitRate = int(mean * 8 * float64(h.Rate()) / float64(h.Frames()))
	}
	head.count(end-start, mean)
	return head, nil
}

// meanPacket returns the mean length of the packets at the front of b, 0 when
// there are none. skip leaves out the first.
func meanPacket(b []byte, h Header, skip bool) float64 {
	bytes, packets := 0, 0
	for !h.FreeFormat() {
		n := h.Length()
		if !skip {
			bytes += n
			packets++
		}
		skip = false
		if len(b) < n {
			break
		}
		b = b[n:]
		next, ok := Parse(b)
		if !ok || !next.sameStream(h) {
			break
		}
		h = next
	}
	if packets == 0 {
		return 0
	}
	return float64(bytes) / float64(packets)
}

// count fills in the frames of a stream of size bytes whose packets have a mean
// length of mean bytes.
func (h *Head) count(size int64, mean float64) {
	t, each := h.Info, int64(h.Header.Frames())
	switch {
	case t != nil && t.Frames > 0 && t.plausible(h.Header, size):
		h.Coded = t.Frames * each
	case t != nil && t.Frames > 0 && t.Bytes > size && possible(h.Header, t.Frames, t.Bytes):
		h.Coded = int64(float64(t.Frames)*float64(size)/float64(t.Bytes)) * each
		h.Reckoned = true
	case mean > 0:
		h.Coded = int64(float64(size)/mean) * each
		h.Reckoned = true
	}
	h.Frames = h.Coded
	if t != nil && int64(t.Delay+t.Padding) < h.Coded {
		h.Frames -= int64(t.Delay + t.Padding)
	}
}

// maxTail is how many bytes behind the last packet leave a tag plausible.
const maxTail = 4 << 10

// plausible reports whether a stream of size bytes can be the one that the tag
// counts.
func (t *Info) plausible(h Header, size int64) bool {
	if t.Bytes > 0 && (size < t.Bytes || size > t.Bytes+maxTail) {
		return false
	}
	return possible(h, t.Frames, size)
}

// possible reports whether size bytes can hold a tag's packet and as many
// others.
func possible(h Header, packets, size int64) bool {
	const highest, lowest = 14 << 12, 1 << 12 // bit rate indices
	longest := max((h&^bitRateMask | highest | paddingMask).Length(), maxFree*h.free())
	shortest := (h&^(bitRateMask|paddingMask) | lowest).Length()
	return packets <= size/int64(shortest) && (packets+1)*int64(longest)+maxTail >= size
}

// free is 1 for free format, else 0.
func (h Header) free() int {
	if h.FreeFormat() {
		return 1
	}
	return 0
}

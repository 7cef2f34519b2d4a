package flac

import (
	"bytes"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// lastRead is how much of the end of a file LastFrame reads: a few packets of
// usual sizes.
const lastRead = 64 << 10

// LastFrame returns how many frames the stream holds by the last header that
// its final bytes show, 0 when they show none. It is an estimate: a header
// there may be chance.
func LastFrame(r *readat.Reader, head Head) (int64, error) {
	b, err := r.Peek(max(head.Audio, r.Size()-lastRead), lastRead)
	if err != nil {
		return 0, err
	}
	for i := bytes.LastIndexByte(b, 0xff); i >= 0; i = bytes.LastIndexByte(b[:i], 0xff) {
		h, ok := parseHeader(b[i:])
		switch {
		case !ok || !head.Info.fits(h):
		case h.Variable:
			return int64(h.Number) + int64(h.Block), nil
		default:
			return int64(h.Number)*int64(head.Info.MaxBlock) + int64(h.Block), nil
		}
	}
	return 0, nil
}

// fits reports whether h is the header of a packet of the stream.
func (s *StreamInfo) fits(h Header) bool {
	return (h.Rate == 0 || h.Rate == s.Rate) && h.Channels == s.Channels &&
		(h.Bits == 0 || h.Bits == s.Bits) && h.Block <= s.MaxBlock
}

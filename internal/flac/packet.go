package flac

import (
	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// ParsePacket reads b, which is one packet by the word of a container: Whole,
// Broken where the CRC-16 is not that of its bytes, or a Gap where it begins
// with no right header.
func ParsePacket(b []byte) (Header, State) {
	return judge(b, crc16.MSB(0, b))
}

// ReadPacket does the same with the n bytes of r from off on.
func ReadPacket(r *readat.Reader, off, n int64) (Header, State, error) {
	sum, err := sum16(r, off, n)
	if err != nil {
		return Header{}, Gap, err
	}
	b, err := r.Peek(off, int(min(n, maxHeader)))
	h, state := judge(b, sum)
	return h, state, err
}

// judge takes the first bytes of a packet, its header among them, and the CRC-16
// of all, which that at its end makes 0.
func judge(b []byte, sum uint16) (Header, State) {
	h, ok := parseHeader(b)
	switch {
	case !ok:
		return h, Gap
	case sum != 0:
		return h, Broken
	}
	return h, Whole
}

// sum16 returns the CRC-16 of the n bytes of r from off on.
func sum16(r *readat.Reader, off, n int64) (crc uint16, err error) {
	for end := off + n; off < end && err == nil; {
		var win []byte
		win, err = r.Window(off)
		if err == nil && len(win) == 0 {
			err = readat.ErrChanged
		}
		win = win[:min(int64(len(win)), end-off)]
		crc = crc16.MSB(crc, win)
		off += int64(len(win))
	}
	return crc, err
}

package flac

import (
	"cmp"

	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// ParsePacket reads b, which is one packet at off by the word of a container: Whole,
// Broken where the CRC-16 is not that of its bytes, or a Gap where it begins with no
// right header.
func ParsePacket(b []byte, off int64) Packet {
	return judge(b, crc16.MSB(0, b), Packet{Off: off, Len: int64(len(b))})
}

// ReadPacket does the same with the n bytes of r from off on.
func ReadPacket(r *readat.Reader, off, n int64) (Packet, error) {
	p := Packet{State: Gap, Off: off, Len: n}
	sum, err := sum16(r, off, n)
	if err != nil {
		return p, err
	}
	b, err := r.Peek(off, int(min(n, maxHeader)))
	return judge(b, sum, p), err
}

// judge completes p by its first bytes, the header among them, and the CRC-16 of
// all, which that at its end makes 0.
func judge(b []byte, sum uint16, p Packet) Packet {
	h, ok := parseHeader(b)
	p.Header = h
	switch {
	case !ok:
		p.State = Gap
	case sum != 0:
		p.State = Broken
	default:
		p.State = Whole
	}
	return p
}

// Inspect logs what is wrong with packet number index of a container, whose
// STREAMINFO s is; the zero value is none. It returns how many frames the packet
// holds, 0 where its header does not say.
func (s *StreamInfo) Inspect(p Packet, index int64, log *damage.Log) (frames int64) {
	switch {
	case p.State == Gap:
		log.Add(damage.BadPacket, p.Off, "the header of packet %d has a reserved value, or its CRC-8 is not that of its bytes", index)
		return 0
	case p.State == Broken:
		log.Add(damage.BadCRC, p.Off, "the CRC-16 of packet %d is not that of its %d bytes", index, p.Len)
	case s.Usable() && !s.Fits(p.Header):
		log.Add(damage.FormatChange, p.Off, "packet %d has %d channels, %d bits at %d Hz, STREAMINFO has %d channels, %d bits at %d Hz",
			index, p.Channels, cmp.Or(p.Bits, s.Bits), cmp.Or(p.Rate, s.Rate), s.Channels, s.Bits, s.Rate)
	}
	return int64(p.Block)
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

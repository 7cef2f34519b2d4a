package mpa

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// sideInfo is what the side information of layer III says of the main data.
type sideInfo struct {
	begin    int    // bytes in front of the packet where its main data begin
	bits     int    // length of the main data: the sum of part2_3_length
	reserved string // a field whose value is reserved or cannot be; else empty
}

// parseSideInfo returns the side information at the front of b.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7; ISO/IEC 13818-3, 2.4.1.7.
func parseSideInfo(b []byte, h Header) (s sideInfo) {
	m := &maps[h.low()]
	pos := m.first[h.Channels()]
	s.begin = int(binary.BigEndian.Uint16(b) >> (16 - m.beginBits))
	for range m.granules * h.Channels() {
		g := window(b, pos)
		s.bits += int(g >> 52)
		if bigValues := g >> 43 & 0x1ff; bigValues > maxBigValues {
			s.reserved = "big_values over 288"
		}
		// window_switching_flag and block_type
		const flag, blockType = 1 << 2, 3
		if w := g >> m.windowAt; w&flag != 0 && w&blockType == 0 {
			s.reserved = "block_type 0 with window switching"
		}
		pos += m.size
	}
	return s
}

// maxBigValues pairs fill the 576 lines of a granule.
const maxBigValues = 576 / 2

// maps says where the fields of the side information are, in bits, in MPEG-1
// and at the low sampling frequencies.
var maps = [2]struct {
	beginBits int    // of main_data_begin
	first     [3]int // granule, by channels: behind main_data_begin, private_bits and scfsi
	granules  int    // for each channel
	size      int    // of a granule's fields
	windowAt  int    // block_type, from the low end of window
}{
	{9, [3]int{1: 9 + 5 + 4, 2: 9 + 3 + 8}, 2, 59, 64 - (12 + 9 + 8 + 4 + 3)},
	{8, [3]int{1: 8 + 1, 2: 8 + 2}, 1, 63, 64 - (12 + 9 + 8 + 9 + 3)},
}

// window returns the 56 bits or more of b from bit pos on, at the high end.
func window(b []byte, pos int) uint64 {
	i := pos / 8
	if len(b) >= i+8 {
		return binary.BigEndian.Uint64(b[i:]) << (pos % 8)
	}
	var v [8]byte
	copy(v[:], b[min(i, len(b)):])
	return binary.BigEndian.Uint64(v[:]) << (pos % 8)
}

// reservoir follows the main data of layer III from packet to packet. They are
// one stream of bytes, in which each packet's part begins up to 511 bytes before
// the packet's own bytes, and behind the part of the packet before it.
//
// Source: ISO/IEC 11172-3, 2.4.2.7 (main_data_begin) and annex C.1.5.4.
type reservoir struct {
	state  refs
	pos    int64 // main data bytes of the packets so far
	first  int64 // the first of them that is there
	used   int64 // bits up to the end of the last packet's part
	lacked int64 // packets at the start of the stream without their bits
}

// refs says what a packet that refers to absent bits means.
type refs int

const (
	atStart refs = iota // the stream was cut out of a longer one
	known               // bits are missing
	atLoss              // a consequence of a loss that was logged
)

// begin forgets all bytes before the next packet.
func (r *reservoir) begin(state refs) {
	r.state, r.first, r.used = state, r.pos, r.pos*8
}

// add follows the packet p, logs what is wrong with it, and sets its Whole.
func (r *reservoir) add(p *Packet, log *damage.Log) {
	h, over := p.Header, p.shape.main
	if p.Whole = len(p.Data) >= over; !p.Whole {
		log.Add(damage.BadPacket, p.Offset, "a packet of %d bytes has no room for %d bytes of header and side information", len(p.Data), over)
		return
	}
	s := parseSideInfo(p.Data[p.shape.side:], h)
	if s.reserved != "" {
		log.Add(damage.BadPacket, p.Offset, "side information holds %s", s.reserved)
	}
	start := r.pos - int64(s.begin)
	stop := start*8 + int64(s.bits)
	r.pos += int64(len(p.Data) - over)
	whole := r.check(s, start, stop, p.Offset, log)
	r.used = min(max(r.used, stop), r.pos*8)
	if whole {
		r.state = known
	}
	p.Whole = whole && s.reserved == ""
}

func (r *reservoir) check(s sideInfo, start, stop, off int64, log *damage.Log) bool {
	switch {
	case stop > r.pos*8:
		log.Add(damage.BrokenRefs, off, "main data of %d bits, %d bytes back, end %d bits behind the packet", s.bits, s.begin, stop-r.pos*8)
		return false
	case start >= r.first && (start*8 >= r.used || s.bits == 0):
		return true
	case r.state == atStart:
		if r.lacked++; r.lacked == 1 {
			log.Add(damage.MissingRefs, off, "the main data of a first packet begin %d bytes back, where the stream has %d", s.begin, int64(s.begin)-(r.first-start))
		}
	case r.state == known && start < r.first:
		log.Add(damage.BrokenRefs, off, "main data begin %d bytes back, where only %d are left", s.begin, int64(s.begin)-(r.first-start))
	case r.state == known:
		log.Add(damage.BrokenRefs, off, "main data begin %d bits before the end of those of the packet before", r.used-start*8)
	}
	return false
}

// SideInfo returns where the side information of a layer III packet lies in it.
func (h Header) SideInfo() (from, to int) {
	return h.overhead() - h.sideInfo(), h.overhead()
}

package mpa

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// sideInfo is what the side information of layer III says of the main data.
type sideInfo struct {
	begin int // bytes in front of the packet where its main data begin
	bits  int // length of the main data: the sum of part2_3_length

	manyPairs bool // big_values are more pairs than a granule has
	noBlock   bool // block_type is that of a normal window where windows switch
}

// sideFields says where the fields of the side information are.
type sideFields struct {
	granules  granules
	beginBits uint // of main_data_begin

	// window_switching_flag and block_type in the bits of a granule, and what
	// they are where windows switch and block_type is that of a normal one.
	window, noBlock uint64
}

// granules says how many granules a packet has, and of how many channels.
type granules uint8

const (
	twoStereo granules = iota // two for each channel: MPEG-1
	twoMono
	oneStereo // one: the low sampling frequencies
	oneMono
)

// sideFieldsOf returns where the fields are in packets whose header is h.
func sideFieldsOf(h Header) sideFields {
	const flag, blockType = 1 << 2, 3
	f := sideFields{granules: twoStereo, beginBits: 9}
	at := 64 - (12 + 9 + 8 + 4 + 3) // the end of block_type; scalefac_compress has 4 bits
	if h.low() == 1 {
		f.granules, f.beginBits = oneStereo, 8
		at -= 9 - 4
	}
	if h.Channels() == 1 {
		f.granules++
	}
	f.window, f.noBlock = (flag|blockType)<<at, flag<<at
	return f
}

// load returns the fields of the granules in b, each at the high end; 0 for
// those that the packet does not have.
//
// In front of the first are main_data_begin, private_bits and scfsi: 9+3+8 bits
// or, in one channel, 9+5+4; at the low sampling frequencies main_data_begin and
// private_bits: 8+2 or 8+1. A granule has 59 bits, or 63.
func (g granules) load(b *[maxSideInfo]byte) (g0, g1, g2, g3 uint64) {
	bits := binary.BigEndian.Uint64
	switch g {
	case twoStereo:
		return bits(b[2:]) << 4, bits(b[9:]) << 7, bits(b[17:]) << 2, bits(b[24:]) << 5
	case twoMono:
		return bits(b[2:]) << 2, bits(b[9:]) << 5, 0, 0
	case oneStereo:
		return bits(b[1:]) << 2, bits(b[9:]) << 1, 0, 0
	default:
		return bits(b[1:]) << 1, 0, 0, 0
	}
}

const maxSideInfo = 32 // bytes

// parse returns the side information at the front of b, laid out as f says.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7; ISO/IEC 13818-3, 2.4.1.7.
func (f *sideFields) parse(b []byte) sideInfo {
	if len(b) < maxSideInfo {
		b = append(make([]byte, 0, maxSideInfo), b...)[:maxSideInfo]
	}
	g0, g1, g2, g3 := f.granules.load((*[maxSideInfo]byte)(b))
	return sideInfo{
		begin:     int(binary.BigEndian.Uint16(b) >> (16 - f.beginBits&15)),
		bits:      int(g0>>52 + g1>>52 + g2>>52 + g3>>52),
		manyPairs: pairsLeft(g0)|pairsLeft(g1)|pairsLeft(g2)|pairsLeft(g3) < 0,
		noBlock:   f.block(g0)|f.block(g1)|f.block(g2)|f.block(g3) < 0,
	}
}

// pairsLeft returns how many pairs fewer than fill a granule its big_values are.
func pairsLeft(g uint64) int { return maxBigValues - int(g>>43&0x1ff) }

// block is negative where the granule g switches windows to a normal one.
func (f *sideFields) block(g uint64) int64 { return int64(g&f.window^f.noBlock) - 1 }

// maxBigValues pairs fill the 576 lines of a granule.
const maxBigValues = 576 / 2

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
	over := p.shape.main
	if p.Whole = len(p.Data) >= over; !p.Whole {
		log.Add(damage.BadPacket, p.Offset, "a packet of %d bytes has no room for %d bytes of header and side information", len(p.Data), over)
		return
	}
	s := p.shape.sideInfo.parse(p.Data[p.shape.side:])
	switch {
	case s.noBlock:
		log.Add(damage.BadPacket, p.Offset, "side information holds block_type 0 with window switching")
	case s.manyPairs:
		log.Add(damage.BadPacket, p.Offset, "side information holds big_values over %d", maxBigValues)
	}
	start := r.pos - int64(s.begin)
	stop := start*8 + int64(s.bits)
	r.pos += int64(len(p.Data) - over)
	whole := stop <= r.pos*8 && start >= r.first && (start*8 >= r.used || s.bits == 0)
	if !whole {
		r.explain(s, start, stop, p.Offset, log)
	}
	r.used = min(max(r.used, stop), r.pos*8)
	if whole {
		r.state = known
	}
	p.Whole = whole && !s.noBlock && !s.manyPairs
}

// explain logs why the main data from byte start to bit stop, those of the
// packet at off, are not there.
func (r *reservoir) explain(s sideInfo, start, stop, off int64, log *damage.Log) {
	switch {
	case stop > r.pos*8:
		log.Add(damage.BrokenRefs, off, "main data of %d bits, %d bytes back, end %d bits behind the packet", s.bits, s.begin, stop-r.pos*8)
	case r.state == atStart:
		if r.lacked++; r.lacked == 1 {
			log.Add(damage.MissingRefs, off, "the main data of a first packet begin %d bytes back, where the stream has %d", s.begin, int64(s.begin)-(r.first-start))
		}
	case r.state == known && start < r.first:
		log.Add(damage.BrokenRefs, off, "main data begin %d bytes back, where only %d are left", s.begin, int64(s.begin)-(r.first-start))
	case r.state == known:
		log.Add(damage.BrokenRefs, off, "main data begin %d bits before the end of those of the packet before", r.used-start*8)
	}
}

// SideInfo returns where the side information of a layer III packet lies in it.
func (h Header) SideInfo() (from, to int) {
	return h.overhead() - h.sideInfo(), h.overhead()
}

// Package adts walks the packets of a bare AAC stream.
//
// Source: ISO/IEC 14496-3:2019, 1.A.2.2 and 1.A.3.2.
package adts

import "github.com/audiocheck/audiocheck/internal/aacconfig"

const (
	headBytes   = 7
	blockFrames = 1024 // frames of one raw data block
)

// Header is the header of one packet.
type Header struct {
	Rate      int  // Hz
	Channels  int  // 0 where only the packet's content tells
	Protected bool // a CRC follows

	Blocks int // raw data blocks

	size   int // of the packet with its header, in bytes
	object int // audio object type
	rate   int // index of Rate
	layout int // channel configuration
}

// Config returns the AudioSpecificConfig of the stream; ISO/IEC 14496-3:2019,
// 1.6.2.1.
func (h Header) Config() []byte {
	return []byte{byte(h.object<<3 | h.rate>>1), byte(h.rate<<7 | h.layout<<3)}
}

// Profile names the audio object type; ISO/IEC 14496-3:2019, 1.A.3.2.1.
func (h Header) Profile() string { return aacconfig.ProfileName(h.object) }

// fixed returns h without what may differ from packet to packet.
func (h Header) fixed() Header { return Header{object: h.object, rate: h.rate, layout: h.layout} }

// parse reads the header at the front of b.
func parse(b []byte) (Header, bool) {
	if len(b) < headBytes || b[0] != 0xff || b[1]&0xf6 != 0xf0 {
		return Header{}, false
	}
	h := Header{
		Protected: b[1]&1 == 0,
		Blocks:    int(b[6]&3) + 1,
		size:      int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5,
		object:    int(b[2]>>6) + 1,
		rate:      int(b[2] >> 2 & 15),
		layout:    int(b[2]&1<<2 | b[3]>>6),
	}
	var ok bool
	h.Rate, ok = aacconfig.Rate(h.rate)
	h.Channels = aacconfig.Channels(h.layout)
	return h, ok && h.size >= h.head()
}

// head returns the bytes in front of the first raw data block.
func (h Header) head() int {
	if !h.Protected {
		return headBytes
	}
	return headBytes + 2*h.Blocks
}

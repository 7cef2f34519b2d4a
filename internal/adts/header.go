// Package adts walks the packets of a bare AAC stream.
//
// Source: ISO/IEC 14496-3:2019, 1.A.2.2 and 1.A.3.2.
package adts

const (
	headBytes   = 7
	blockFrames = 1024 // frames of one raw data block
)

// rates are the sampling frequencies by index; ISO/IEC 14496-3, table 1.18.
var rates = [13]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// channels are the channels by configuration; table 1.19. Configuration 0 says
// that the stream defines them itself.
var channels = [8]int{0, 1, 2, 3, 4, 5, 6, 8}

// profiles are the object types that two bits can name; table 1.17.
var profiles = [4]string{"AAC Main", "AAC-LC", "AAC-SSR", "AAC-LTP"}

// Header is the header of one packet.
type Header struct {
	Rate      int // Hz
	Channels  int // 0 where only the packet's content tells
	Profile   string
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

// fixed returns h without what may differ from packet to packet.
func (h Header) fixed() Header { return Header{Rate: h.Rate, Channels: h.Channels, Profile: h.Profile} }

// parse reads the header at the front of b.
func parse(b []byte) (Header, bool) {
	if len(b) < headBytes || b[0] != 0xff || b[1]&0xf6 != 0xf0 {
		return Header{}, false
	}
	rate := int(b[2] >> 2 & 15)
	h := Header{
		Profile:   profiles[b[2]>>6],
		Channels:  channels[b[2]&1<<2|b[3]>>6],
		Protected: b[1]&1 == 0,
		size:      int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5,
		Blocks:    int(b[6]&3) + 1,
		object:    int(b[2]>>6) + 1,
		rate:      rate,
		layout:    int(b[2]&1<<2 | b[3]>>6),
	}
	if rate >= len(rates) || h.size < h.head() {
		return Header{}, false
	}
	h.Rate = rates[rate]
	return h, true
}

// head returns the bytes in front of the first raw data block.
func (h Header) head() int {
	if !h.Protected {
		return headBytes
	}
	return headBytes + 2*h.Blocks
}

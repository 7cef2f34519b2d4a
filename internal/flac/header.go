package flac

import "math/bits"

// Sizes of a packet header; RFC 9639, 9.1.
const (
	minHeader = 6
	maxHeader = 16
)

// Header is what stands in front of a packet (the standard's frame header).
type Header struct {
	Variable bool   // the blocking strategy: Number counts frames, not packets
	Number   uint64 // of the packet in a fixed-blocksize stream, of its first frame in a variable one
	Block    int    // frames in the packet, 1 to 65535
	Rate     int    // Hz; 0 when STREAMINFO has it
	Channels int    // 1 to 8
	Stereo   Stereo
	Bits     int // a sample, 0 when STREAMINFO has it
	Len      int // bytes, CRC-8 included
}

// Stereo says which of two channels is the difference of left and right.
type Stereo uint8

// Channel assignments; RFC 9639, 9.1.3.
const (
	Independent Stereo = iota
	LeftSide
	SideRight
	MidSide
)

// Side reports whether channel ch holds a difference, which takes one more bit.
func (s Stereo) Side(ch int) bool {
	return ch == 0 && s == SideRight || ch == 1 && (s == LeftSide || s == MidSide)
}

// Codes of the header; RFC 9639, 9.1.1 to 9.1.4. 0 marks what stands elsewhere,
// -1 what is reserved.
var (
	blockCodes = [16]int{-1, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768}
	rateCodes  = [16]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000, 0, 0, 0, -1}
	bitsCodes  = [8]int{0, 8, 12, -1, 16, 20, 24, 32}
)

// isSync reports whether b opens with the 15 bits of the sync code.
func isSync(b []byte) bool { return len(b) >= 2 && b[0] == 0xff && b[1]&0xfe == 0xf8 }

// parseHeader reads the header at the front of b; ok is false when it is cut,
// holds a reserved value, or its CRC-8 is wrong.
//
// Source: RFC 9639, 9.1.
func parseHeader(b []byte) (h Header, ok bool) {
	if len(b) < minHeader || !isSync(b) {
		return h, false
	}
	block, rate, channels, depth := b[2]>>4, b[2]&15, b[3]>>4, b[3]>>1&7
	if blockCodes[block] < 0 || rateCodes[rate] < 0 || bitsCodes[depth] < 0 || channels > 10 || b[3]&1 != 0 {
		return h, false
	}
	h = Header{
		Variable: b[1]&1 == 1, Block: blockCodes[block], Rate: rateCodes[rate],
		Channels: int(channels) + 1, Bits: bitsCodes[depth],
	}
	if channels > 7 {
		h.Channels, h.Stereo = 2, Stereo(channels-7)
	}
	h.Number, h.Len = codedNumber(b[4:])
	if h.Len == 0 || !h.Variable && h.Number >= 1<<31 {
		return h, false
	}
	h.Len += 4
	if !h.readUncommon(b, block, rate) || len(b) <= h.Len {
		return h, false
	}
	h.Len++
	return h, sum8(b[:h.Len]) == 0
}

// readUncommon reads the block size and rate that stand behind the number.
//
// Source: RFC 9639, 9.1.6 and 9.1.7.
func (h *Header) readUncommon(b []byte, block, rate byte) bool {
	take := func(n int) (v int, ok bool) {
		if len(b) < h.Len+n {
			return 0, false
		}
		for _, x := range b[h.Len : h.Len+n] {
			v = v<<8 | int(x)
		}
		h.Len += n
		return v, true
	}
	ok := true
	switch block {
	case 6:
		h.Block, ok = take(1)
		h.Block++
	case 7:
		h.Block, ok = take(2)
		h.Block++
	}
	if !ok || h.Block > maxBlock {
		return false
	}
	switch rate {
	case 12:
		h.Rate, ok = take(1)
		h.Rate *= 1000
	case 13:
		h.Rate, ok = take(2)
	case 14:
		h.Rate, ok = take(2)
		h.Rate *= 10
	}
	return ok && (rate < 12 || h.Rate > 0)
}

// codedNumber reads a number of up to 36 bits that is coded as UTF-8 codes
// characters. The length is 0 when there is none.
//
// Source: RFC 9639, 9.1.5.
func codedNumber(b []byte) (v uint64, n int) {
	ones := bits.LeadingZeros8(^b[0])
	switch {
	case ones == 0:
		return uint64(b[0]), 1
	case ones == 1 || ones == 8 || len(b) < ones:
		return 0, 0
	}
	v = uint64(b[0] & (0x7f >> ones))
	for _, x := range b[1:ones] {
		if x&0xc0 != 0x80 {
			return 0, 0
		}
		v = v<<6 | uint64(x&0x3f)
	}
	return v, ones
}

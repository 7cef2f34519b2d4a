package mpa

import "fmt"

// Version is the generation of the standard that a packet follows.
type Version uint8

// Versions, by their bits in the header.
const (
	MPEG25 Version = 0 // the extension to 8, 11.025 and 12 kHz; no standard, by common use
	MPEG2  Version = 2 // ISO/IEC 13818-3
	MPEG1  Version = 3 // ISO/IEC 11172-3
)

// String returns the name of v: "MPEG-1", "MPEG-2" or "MPEG-2.5".
func (v Version) String() string {
	switch v {
	case MPEG1:
		return "MPEG-1"
	case MPEG2:
		return "MPEG-2"
	}
	return "MPEG-2.5"
}

// HeaderSize is the size of a packet's header in bytes.
const HeaderSize = 4

// Header is the 32 bits in front of each packet. Only what Parse returned is
// valid.
//
// Source: ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3; ISO/IEC 13818-3, 2.4.2.3.
type Header uint32

// Fields of the header, as masks.
const (
	syncMask      Header = 0xffe00000 // 11 bits: MPEG-2.5 took the twelfth
	versionMask   Header = 0x00180000
	layerMask     Header = 0x00060000
	noCRCMask     Header = 0x00010000
	bitRateMask   Header = 0x0000f000
	rateMask      Header = 0x00000c00
	paddingMask   Header = 0x00000200
	privateMask   Header = 0x00000100
	modeMask      Header = 0x000000c0
	emphasisMask  Header = 0x00000003
	modeMono      Header = 0x000000c0
	modeJoint     Header = 0x00000040
	modeExtension Header = 0x00000030
	modeMidSide   Header = 0x00000020 // in layer III
	modeIntensity Header = 0x00000010

	// streamMask holds what does not change within one stream but for mono.
	streamMask = syncMask | versionMask | layerMask | rateMask
)

// bitRates in kbit/s by index; ISO/IEC 11172-3, 2.4.2.3 and ISO/IEC 13818-3,
// 2.4.2.3. Index 0 is free format, 15 is forbidden.
var bitRates = [2][4][16]uint16{
	{ // MPEG-1, by layer
		1: {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
		2: {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
		3: {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	},
	{ // MPEG-2 and MPEG-2.5, by layer
		1: {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
		2: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
		3: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	},
}

// rates in Hz by version and index; index 3 is reserved.
var rates = [4][3]uint16{
	MPEG25: {11025, 12000, 8000},
	MPEG2:  {22050, 24000, 16000},
	MPEG1:  {44100, 48000, 32000},
}

// Parse returns the header at the front of b, and false where b holds none: too
// few bytes, no sync word, or a reserved value in one of its fields.
func Parse(b []byte) (Header, bool) {
	if len(b) < HeaderSize || b[0] != 0xff {
		return 0, false
	}
	h := Header(b[0])<<24 | Header(b[1])<<16 | Header(b[2])<<8 | Header(b[3])
	const (
		reservedVersion  = 0x00080000
		reservedEmphasis = 2
	)
	switch {
	case h&syncMask != syncMask, h&versionMask == reservedVersion, h&layerMask == 0,
		h&bitRateMask == bitRateMask, h&rateMask == rateMask, h&emphasisMask == reservedEmphasis:
		return 0, false
	}
	return h, true
}

// Version returns the generation of the standard.
func (h Header) Version() Version { return Version(h & versionMask >> 19) }

// Layer returns 1, 2 or 3.
func (h Header) Layer() int { return 4 - int(h&layerMask>>17) }

// HasCRC reports whether a CRC-16 follows the header.
func (h Header) HasCRC() bool { return h&noCRCMask == 0 }

// FreeFormat reports whether the header leaves the bit rate open.
func (h Header) FreeFormat() bool { return h&bitRateMask == 0 }

// BitRate returns the bit rate in bits a second, 0 for free format.
func (h Header) BitRate() int {
	return int(bitRates[h.low()][h.Layer()][h&bitRateMask>>12]) * 1000
}

// Rate returns the sampling rate in Hz.
func (h Header) Rate() int { return int(rates[h.Version()][h&rateMask>>10]) }

// Channels returns 1 or 2.
func (h Header) Channels() int {
	if h&modeMask == modeMono {
		return 1
	}
	return 2
}

// MidSide reports whether layer III codes the sum and the difference of the
// channels instead of left and right.
//
// Source: ISO/IEC 11172-3, 2.4.2.3 (mode_extension).
func (h Header) MidSide() bool { return h&(modeMask|modeMidSide) == modeJoint|modeMidSide }

// Intensity reports whether layer III may code the upper part of the spectrum as
// one channel with a position for each band.
func (h Header) Intensity() bool { return h&(modeMask|modeIntensity) == modeJoint|modeIntensity }

// Profile returns what the packet is by the standards: "MPEG-1 Layer III".
func (h Header) Profile() string {
	return h.Version().String() + " Layer " + [...]string{1: "I", 2: "II", 3: "III"}[h.Layer()]
}

// String returns the profile, the rate and the channels.
func (h Header) String() string {
	return fmt.Sprintf("%s, %d Hz, %s", h.Profile(), h.Rate(), [...]string{1: "mono", 2: "stereo"}[h.Channels()])
}

// Frames returns how many frames of samples the packet holds.
func (h Header) Frames() int {
	switch {
	case h.Layer() == 1:
		return 384
	case h.Layer() == 3 && h.low() == 1:
		return 576
	}
	return 1152
}

// Length returns the size of the packet in bytes, its header included; 0 for
// free format.
//
// Source: ISO/IEC 11172-3, 2.4.3.1.
func (h Header) Length() int {
	if h.FreeFormat() {
		return 0
	}
	return h.length(h.BitRate())
}

// length returns the size of the packet in bytes at bits a second.
func (h Header) length(bits int) int {
	slots := h.Frames() / 8 * bits / h.Rate()
	if h.Layer() == 1 {
		slots = 12 * bits / h.Rate() * 4
	}
	return slots + h.padding()
}

// padding returns the size of the padding slot in bytes.
func (h Header) padding() int {
	switch {
	case h&paddingMask == 0:
		return 0
	case h.Layer() == 1:
		return 4
	}
	return 1
}

// low is 1 for the low sampling frequencies of MPEG-2 and MPEG-2.5, else 0.
func (h Header) low() int {
	if h.Version() == MPEG1 {
		return 0
	}
	return 1
}

// sideInfo returns the size of layer III's side information in bytes.
//
// Source: ISO/IEC 11172-3, 2.4.1.7; ISO/IEC 13818-3, 2.4.1.7.
func (h Header) sideInfo() int {
	switch {
	case h.low() == 0 && h.Channels() == 2:
		return 32
	case h.low() == 1 && h.Channels() == 1:
		return 9
	}
	return 17
}

// overhead returns how many bytes stand before the main data of layer III.
func (h Header) overhead() int {
	n := HeaderSize + h.sideInfo()
	if h.HasCRC() {
		n += crcSize
	}
	return n
}

// sameStream reports whether h and g can be packets of one stream: version,
// layer, rate and number of channels stay, and free format stays free.
func (h Header) sameStream(g Header) bool {
	return (h^g)&streamMask == 0 && h.FreeFormat() == g.FreeFormat() && h.Channels() == g.Channels()
}

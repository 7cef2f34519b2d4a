package mpa

import (
	"encoding/binary"
	"strings"
)

// Info is what the tag of a Xing, Info or VBRI packet says of its stream. The
// packet itself holds no audio.
type Info struct {
	Name    string // "Xing", "Info" or "VBRI"
	Frames  int64  // audio packets, -1 when it does not say
	Bytes   int64  // of the stream, this packet included; -1 when it does not say
	Encoder string // "LAME3.100"; empty without LAME's extension

	// Delay and Padding are what the encoder put in front of and behind the
	// sound, in frames of samples; 0 without LAME's extension.
	Delay, Padding int

	MusicCRC uint16 // CRC-16 of all bytes behind this packet; 0 when it does not say
	TagCRC   uint16 // CRC-16 of this packet up to the field
	crcAt    int    // offset of TagCRC in the packet, 0 when there is none
}

const (
	vbriAt   = HeaderSize + 32 // whatever the version and the channels
	vbriSize = 26              // fields without the table of contents
	lameSize = 36              // LAME's extension
)

// carriesTag reports whether the packet at the front of b, with header h, is a
// Xing, Info or VBRI packet.
func carriesTag(b []byte, h Header) bool {
	if h.Layer() != 3 {
		return false
	}
	_, xing := xingAt(b, h)
	return xing || hasMagic(b, vbriAt, "VBRI")
}

// xingAt returns where the Xing or Info tag stands in the packet b. Some
// writers leave no room for the CRC that their header announces.
func xingAt(b []byte, h Header) (int, bool) {
	for _, at := range [2]int{h.overhead(), HeaderSize + h.sideInfo()} {
		if hasMagic(b, at, "Xing") || hasMagic(b, at, "Info") {
			return at, true
		}
	}
	return 0, false
}

func hasMagic(b []byte, at int, magic string) bool {
	return len(b) >= at+len(magic) && string(b[at:at+len(magic)]) == magic
}

// ParseInfo returns the tag in the packet b, whose header is h; nil for a
// packet that carries none.
//
// Source: the Xing VBR header SDK; Mp3 Info Tag revision 1 (LAME); VBRI header
// of Fraunhofer's VBR SDK.
func ParseInfo(b []byte, h Header) *Info {
	if h.Layer() != 3 {
		return nil
	}
	if at, ok := xingAt(b, h); ok {
		return parseXing(b, at)
	}
	if hasMagic(b, vbriAt, "VBRI") && len(b) >= vbriAt+vbriSize {
		t := b[vbriAt:]
		return &Info{
			Name: "VBRI", Bytes: int64(binary.BigEndian.Uint32(t[10:])), Frames: int64(binary.BigEndian.Uint32(t[14:])),
		}
	}
	return nil
}

func parseXing(b []byte, at int) *Info {
	const (
		hasFrames = 1 << iota
		hasBytes
		hasContents
		hasQuality
	)
	t := &Info{Name: string(b[at : at+4]), Frames: -1, Bytes: -1}
	b = b[:min(len(b), maxFree)]
	pos := at + 8
	if len(b) < pos {
		return t
	}
	flags := binary.BigEndian.Uint32(b[at+4:])
	field := func(flag uint32, size int) (int64, bool) {
		if flags&flag == 0 || len(b) < pos+size {
			return -1, false
		}
		v := int64(binary.BigEndian.Uint32(b[pos:]))
		pos += size
		return v, true
	}
	t.Frames, _ = field(hasFrames, 4)
	t.Bytes, _ = field(hasBytes, 4)
	field(hasContents, 100)
	field(hasQuality, 4)
	t.parseLAME(b, pos)
	return t
}

// parseLAME reads LAME's extension at b[at:], which other encoders write too.
func (t *Info) parseLAME(b []byte, at int) {
	if len(b) < at+lameSize {
		return
	}
	x := b[at : at+lameSize]
	name := strings.TrimRight(string(x[:9]), "\x00 ")
	if !isEncoder(name) {
		return
	}
	t.Encoder = name
	t.Delay = int(x[21])<<4 | int(x[22])>>4
	t.Padding = int(x[22]&0xf)<<8 | int(x[23])
	t.MusicCRC = binary.BigEndian.Uint16(x[32:])
	t.TagCRC = binary.BigEndian.Uint16(x[34:])
	t.crcAt = at + 34
}

// isEncoder reports whether s is the short version string of an encoder that
// writes LAME's extension, rather than the padding of an older tag.
func isEncoder(s string) bool {
	for _, p := range [...]string{"LAME", "Lavf", "Lavc", "L3.9", "GOGO"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// tagCRCRight reports whether the tag's own checksum is that of the packet b.
// LAME sums up to the field; libavformat sums 190 bytes of a larger buffer,
// wherever the field stands, in which it and what follows the packet are zero.
func (t *Info) tagCRCRight(b []byte) bool {
	const summed = 190
	if t.crcAt == 0 || len(b) < t.crcAt+crcSize || crcARC(0, b[:t.crcAt]) == t.TagCRC {
		return true
	}
	var buf [summed]byte
	copy(buf[:], b)
	if t.crcAt+crcSize <= summed {
		copy(buf[t.crcAt:], []byte{0, 0})
	}
	return crcARC(0, buf[:]) == t.TagCRC
}

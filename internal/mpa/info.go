package mpa

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/internal/crc16"
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
	s := shapeOf(h, 0)
	return s.tagAt(b) > 0
}

// tagsOf returns where a tag may begin in packets of layer III whose header is
// h. Some writers leave no room for the CRC that their header announces.
func tagsOf(h Header) (at [3]int) {
	list := at[:0]
	for _, place := range [...]int{h.overhead(), HeaderSize + h.sideInfo(), vbriAt} {
		if !slices.Contains(list, place) {
			list = append(list, place)
		}
	}
	return at
}

// tagAt returns where in the packet b a Xing, Info or VBRI tag begins, 0 where
// none does.
func (s *shape) tagAt(b []byte) int {
	for i := range s.tags {
		at := s.tags[i]
		if at == 0 {
			break
		}
		if len(b) < at+4 {
			continue
		}
		switch binary.BigEndian.Uint32(b[at:]) {
		case magicXing, magicInfo:
			return at
		case magicVBRI:
			if at == vbriAt {
				return at
			}
		}
	}
	return 0
}

// Magics of the tags.
const (
	magicXing = 'X'<<24 | 'i'<<16 | 'n'<<8 | 'g'
	magicInfo = 'I'<<24 | 'n'<<16 | 'f'<<8 | 'o'
	magicVBRI = 'V'<<24 | 'B'<<16 | 'R'<<8 | 'I'
)

// ParseInfo returns the tag in the packet b, whose header is h; nil for a
// packet that carries none.
//
// Source: the Xing VBR header SDK; Mp3 Info Tag revision 1 (LAME); VBRI header
// of Fraunhofer's VBR SDK.
func ParseInfo(b []byte, h Header) *Info {
	shape := shapeOf(h, 0)
	at := shape.tagAt(b)
	switch {
	case at == 0:
		return nil
	case binary.BigEndian.Uint32(b[at:]) != magicVBRI:
		return parseXing(b, at)
	case len(b) < vbriAt+vbriSize:
		return nil
	}
	t := b[vbriAt:]
	return &Info{
		Name: "VBRI", Bytes: int64(binary.BigEndian.Uint32(t[10:])), Frames: int64(binary.BigEndian.Uint32(t[14:])),
	}
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
	if t.crcAt == 0 || len(b) < t.crcAt+crcSize || crc16.LSB(0, b[:t.crcAt]) == t.TagCRC {
		return true
	}
	var buf [summed]byte
	copy(buf[:], b)
	if t.crcAt+crcSize <= summed {
		copy(buf[t.crcAt:], []byte{0, 0})
	}
	return crc16.LSB(0, buf[:]) == t.TagCRC
}

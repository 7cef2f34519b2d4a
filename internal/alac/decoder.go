// Package alac turns packets of Apple Lossless into samples.
//
// The format is the one of Apple's reference (https://github.com/macosforge/alac,
// Apache-2.0): ALACMagicCookieDescription.txt, and what ALACDecoder.cpp, ag_dec.c,
// dp_dec.c and matrix_dec.c read. A packet carries no checksum. All that can tell
// damage is that it is built as an encoder builds it, so that whatever no encoder
// writes is an error here, also where the reference reads on.
//
// A packet is what the reference calls a frame; a frame is one sample for each
// channel.
package alac

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
)

// Decoder decodes the packets of one stream. Nothing is kept from one packet to
// the next but room.
type Decoder struct {
	config alacconfig.Config
	bits   bitReader
	u, v   []int32 // one channel, or what a pair is mixed to
	out    []int32

	frames  int  // of the packet, once an element said it; else 0
	escaped bool // whether the last element was
}

// NewDecoder returns a decoder of packets that c describes, which Parse of
// alacconfig gave. It takes room for all that packets may hold: at most 640 KiB.
func NewDecoder(c alacconfig.Config) *Decoder {
	return &Decoder{
		config: c,
		u:      make([]int32, c.Frames), v: make([]int32, c.Frames),
		out: make([]int32, c.Frames*c.Channels),
	}
}

// Error says what a packet holds that no packet may hold.
type Error struct {
	Bit  int // where it stands, from the start of the packet
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s (bit %d of the packet)", e.Text, e.Bit) }

func illegal(bit int, text string, args ...any) *Error {
	return &Error{Bit: bit, Text: fmt.Sprintf(text, args...)}
}

// Tags of the elements of a packet; ALACAudioTypes.h.
const (
	singleTag   = 0 // SCE
	pairTag     = 1 // CPE
	couplingTag = 2 // CCE, which the reference does not support
	lfeTag      = 3 // LFE, read as SCE
	dataTag     = 4 // DSE
	programTag  = 5 // PCE, which the reference does not support
	fillTag     = 6 // FIL
	endTag      = 7 // END
)

var tagNames = [...]string{"SCE", "CPE", "CCE", "LFE", "DSE", "PCE", "FIL", "END"}

// Decode returns the samples of the packet in b, full scale ±2^(bits-1),
// interleaved in the order of WAVE files: left, right, centre, LFE, left and right
// surround, the rest. They are valid until the next call. Its error is an *Error,
// after which the decoder is ready for the next packet.
func (d *Decoder) Decode(b []byte) ([]int32, error) {
	d.bits, d.frames = bitReader{b: b}, 0
	for _, e := range layouts[d.config.Channels-1] {
		if err := d.sound(e); err != nil {
			return nil, err
		}
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return d.out[:d.frames*d.config.Channels], nil
}

// sound reads e, and what stands in front of it.
func (d *Decoder) sound(e element) *Error {
	tag, at, err := d.tag()
	switch {
	case err != nil:
		return err
	case e.channels == 1 && (tag == singleTag || tag == lfeTag), e.channels == 2 && tag == pairTag:
		err = d.element(e, at)
	case tag == endTag:
		err = illegal(at, "END in front of channel %d of %d", e.at+1, d.config.Channels)
	case e.channels == 1:
		err = illegal(at, "element %s, want SCE or LFE", tagNames[tag])
	default:
		err = illegal(at, "element %s, want CPE", tagNames[tag])
	}
	if d.bits.over() {
		err = illegal(8*len(d.bits.b), "the packet ends within element %s at bit %d", tagNames[tag], at)
	}
	return err
}

// tag reads the tag of the next element, and its place, behind those without
// sound.
func (d *Decoder) tag() (tag, at int, err *Error) {
	for {
		at = d.bits.p
		if d.bits.left() < 3 {
			return 0, 0, illegal(at, "the packet has no END")
		}
		switch tag = int(d.bits.take(3)); tag {
		case dataTag:
			d.skipData()
		case fillTag:
			d.skipFill()
		default:
			return tag, at, nil
		}
		if d.bits.over() {
			return 0, 0, illegal(8*len(d.bits.b), "the packet ends within element %s at bit %d", tagNames[tag], at)
		}
	}
}

// skipData passes a data stream element; DataStreamElement of ALACDecoder.cpp.
func (d *Decoder) skipData() {
	d.bits.take(4) // the instance
	aligned := d.bits.take(1)
	n := int(d.bits.take(8))
	if n == 255 {
		n += int(d.bits.take(8))
	}
	if aligned == 1 {
		d.bits.p += -d.bits.p & 7
	}
	d.bits.p += 8 * n
}

// skipFill passes a fill element; FillElement of ALACDecoder.cpp.
func (d *Decoder) skipFill() {
	n := int(d.bits.take(4))
	if n == 15 {
		n += int(d.bits.take(8)) - 1
	}
	d.bits.p += 8 * n
}

// end holds that END follows, and nothing behind it but what fills a byte.
//
// Uncompressed packets from Apple's shop may lack END: zeros are in its place, up
// to the end of the second byte. Players go no further than the last channel.
func (d *Decoder) end() *Error {
	if d.escaped && d.bits.left() < 16 && d.bits.peek() == 0 {
		return nil
	}
	tag, at, err := d.tag()
	switch {
	case err != nil:
		return err
	case tag != endTag:
		return illegal(at, "element %s behind the last channel, want END", tagNames[tag])
	case d.bits.left() >= 8:
		return illegal(d.bits.p, "%d bits stand behind END, want less than 8", d.bits.left())
	}
	return nil
}

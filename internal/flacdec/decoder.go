// Package flacdec turns whole FLAC packets, whose place and checksums package
// flac has proven, into samples.
//
// A packet is what RFC 9639 calls a frame; a frame is one sample for each
// channel.
package flacdec

import (
	"fmt"
	"slices"

	"github.com/audiocheck/audiocheck/internal/flac"
)

// footer is the bytes of the CRC-16 that ends a packet; RFC 9639, 9.3.
const footer = 2

// Decoder decodes packets. Its buffers are kept from packet to packet and grow
// with the largest, which is bounded by 8 channels of 65535 frames. The zero
// value is ready for use.
type Decoder struct {
	bits      bitReader
	predictor predictor
	planes    []int64 // one channel behind the other, each with its lead
	out       []int32
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

// Decode returns the samples of the packet in b, interleaved and valid until the
// next call. b reaches from the packet's first byte to its last, h is its
// header, and depth the bits of a sample, 4 to 32. The checksums are not looked
// at again.
//
// Source: RFC 9639, 9.
func (d *Decoder) Decode(b []byte, h flac.Header, depth int) ([]int32, *Error) {
	if len(b) < h.Len+footer {
		return nil, illegal(0, "%d bytes are too few for a header of %d and a CRC-16", len(b), h.Len)
	}
	d.bits = bitReader{b: b[:len(b)-footer], p: 8 * h.Len}
	d.grow(h)
	for ch := range h.Channels {
		bits := depth
		if h.Stereo.Side(ch) {
			bits++
		}
		err := d.subframe(d.plane(h, ch), bits)
		if d.bits.over() {
			err = illegal(8*len(d.bits.b), "the packet ends within the subframe")
		}
		if err != nil {
			err.Text = fmt.Sprintf("channel %d of %d: %s", ch+1, h.Channels, err.Text)
			return nil, err
		}
	}
	if err := d.bits.finish(); err != nil {
		return nil, err
	}
	if !d.join(h, depth) {
		return nil, illegal(8*h.Len, "left and right, restored from their difference, do not all fit into %d bits", depth)
	}
	return d.out, nil
}

// grow makes room for a packet with header h.
func (d *Decoder) grow(h flac.Header) {
	planes, out := h.Channels*(lead+h.Block), h.Channels*h.Block
	d.planes = slices.Grow(d.planes[:0], planes)[:planes]
	d.out = slices.Grow(d.out[:0], out)[:out]
}

// plane returns the room of channel ch with its lead.
func (d *Decoder) plane(h flac.Header, ch int) []int64 {
	n := lead + h.Block
	return d.planes[ch*n : (ch+1)*n]
}

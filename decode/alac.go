package decode

import (
	"errors"
	"fmt"

	"github.com/audiocheck/audiocheck/pcm"
	alac "github.com/mycophonic/saprobe-alac"
)

// maxALACFrames bounds what a magic cookie asks to allocate. Encoders write
// 4096; Apple's names 16384 as the most of its own.
const maxALACFrames = 16384

// alacDecoder decodes the packets of Apple Lossless.
type alacDecoder struct {
	config alac.PacketConfig
	dec    *alac.PacketDecoder
	ints   []int32
}

// openALAC opens a decoder by a magic cookie. saprobe-alac trusts the cookie, so
// that every field is held against the specification before it sees one.
//
// Source: ALACMagicCookieDescription.txt of the Apple Lossless reference.
func openALAC(cookie []byte) (PacketDecoder, error) {
	c, err := alac.ParseMagicCookie(cookie)
	if err != nil {
		return nil, failure(ErrMalformed, "alac", NoOffset, "magic cookie of %d bytes: %v", len(cookie), err)
	}
	switch {
	case c.FrameLength < 1 || c.FrameLength > maxALACFrames:
		return nil, failure(ErrMalformed, "alac", NoOffset, "packets of %d frames, want 1 to %d", c.FrameLength, maxALACFrames)
	case c.NumChannels < 1 || c.NumChannels > 8:
		return nil, failure(ErrMalformed, "alac", NoOffset, "%d channels, want 1 to 8", c.NumChannels)
	case c.SampleRate < 1 || c.SampleRate > 1<<30:
		return nil, failure(ErrMalformed, "alac", NoOffset, "a rate of %d Hz", c.SampleRate)
	}
	dec, err := alac.NewPacketDecoder(c)
	if err != nil {
		return nil, failure(ErrMalformed, "alac", NoOffset, "magic cookie: %v", err)
	}
	return &alacDecoder{config: c, dec: dec}, nil
}

func (d *alacDecoder) Format() pcm.Format {
	return pcm.Format{Rate: int(d.config.SampleRate), Channels: int(d.config.NumChannels)}
}

func (d *alacDecoder) Bits() int { return int(d.config.BitDepth) }

// Decode decodes one packet.
func (d *alacDecoder) Decode(packet []byte) (Block, error) {
	out, err := d.decode(packet)
	if err != nil {
		return Block{}, err
	}
	d.unpack(out)
	return Block{Ints: d.ints}, nil
}

var errALACPacket = errors.New("a count in the packet is larger than its decoder's buffers")

// decode guards saprobe-alac, which slices its buffers by a frame count that
// stands in the packet: a broken one panics. The count of each element stands
// behind the bits of the one before, so that no look beforehand can find it. The
// decoder keeps nothing from one packet to the next and stays usable.
func (d *alacDecoder) decode(packet []byte) (out []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			out, err = nil, fmt.Errorf("%w (%v)", errALACPacket, v)
		}
	}()
	return d.dec.DecodePacket(packet)
}

// unpack reads little-endian samples: 2 bytes of 16 bits, 3 of 20 (in the upper
// ones) and 24, 4 of 32.
func (d *alacDecoder) unpack(out []byte) {
	width := (int(d.config.BitDepth) + 7) / 8
	n := len(out) / width
	if cap(d.ints) < n {
		d.ints = make([]int32, n)
	}
	d.ints = d.ints[:n]
	switch d.config.BitDepth {
	case 16:
		s16le(d.ints, out)
	case 20, 24:
		s24le(d.ints, out)
	default:
		s32le(d.ints, out)
	}
	if d.config.BitDepth == 20 {
		const spare = 4 // bits below the 20
		for i := range d.ints {
			d.ints[i] >>= spare
		}
	}
}

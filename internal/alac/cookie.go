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
	"encoding/binary"
	"fmt"
)

// Config is what the magic cookie says of all packets of a stream.
type Config struct {
	Frames   int // in a packet that does not say another count, 1 to 16384
	Bits     int // of a sample: 16, 20, 24 or 32
	Channels int // 1 to 8
	Rate     int // in Hz, 1 to 2^30

	// Of the adaptive Golomb codes: how fast the mean follows, with what it
	// begins, and the most bits of a remainder. FFmpeg leaves all at 0 in streams
	// that it does not compress.
	pb, mb, kb uint32
}

const (
	cookieBytes = 24
	maxFrames   = 16384   // the most of the reference's ALACAudioTypes.h; encoders write 4096
	maxRate     = 1 << 30 // so that an int of 32 bits holds it
)

// ParseCookie reads a magic cookie, an ALACSpecificConfig. What follows, a layout
// of channels, is not looked at: the number of channels fixes it.
//
// Its error says what is broken.
//
// Source: ALACMagicCookieDescription.txt.
func ParseCookie(b []byte) (Config, error) {
	if len(b) < cookieBytes {
		return Config{}, fmt.Errorf("%d bytes, want %d", len(b), cookieBytes)
	}
	frames, rate := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[20:])
	c := Config{
		Bits: int(b[5]), Channels: int(b[9]),
		pb: uint32(b[6]), mb: uint32(b[7]), kb: uint32(b[8]),
	}
	switch {
	case b[4] != 0:
		return Config{}, fmt.Errorf("version %d of the format, want 0", b[4])
	case frames < 1 || frames > maxFrames:
		return Config{}, fmt.Errorf("packets of %d frames, want 1 to %d", frames, maxFrames)
	case c.Bits != 16 && c.Bits != 20 && c.Bits != 24 && c.Bits != 32:
		return Config{}, fmt.Errorf("%d bits, want 16, 20, 24 or 32", c.Bits)
	case c.Channels < 1 || c.Channels > len(layouts):
		return Config{}, fmt.Errorf("%d channels, want 1 to %d", c.Channels, len(layouts))
	case rate < 1 || rate > maxRate:
		return Config{}, fmt.Errorf("a rate of %d Hz, want 1 to %d", rate, maxRate)
	}
	c.Frames, c.Rate = int(frames), int(rate)
	return c, nil
}

// element is one single channel (SCE, or LFE) or channel pair (CPE) of a packet.
type element struct {
	channels int
	at       int // where its first channel stands among those that are put out
}

// layouts are the elements of packets by the number of channels. They stand in
// MPEG's order, and are put out in the one of WAVE files and of ffmpeg: left,
// right, centre, LFE, left and right surround, the rest.
//
// Source: ALACMagicCookieDescription.txt, Channel Layout Tags; ALACEncoder.cpp,
// sChannelMaps.
var layouts = [8][]element{
	{{1, 0}},
	{{2, 0}},
	{{1, 2}, {2, 0}},                         // C, L R
	{{1, 2}, {2, 0}, {1, 3}},                 // C, L R, Cs
	{{1, 2}, {2, 0}, {2, 3}},                 // C, L R, Ls Rs
	{{1, 2}, {2, 0}, {2, 4}, {1, 3}},         // C, L R, Ls Rs, LFE
	{{1, 2}, {2, 0}, {2, 4}, {1, 6}, {1, 3}}, // C, L R, Ls Rs, Cs, LFE
	{{1, 2}, {2, 6}, {2, 0}, {2, 4}, {1, 3}}, // C, Lc Rc, L R, Ls Rs, LFE
}

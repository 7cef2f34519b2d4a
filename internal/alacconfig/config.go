// Package alacconfig reads the magic cookie of Apple Lossless, an
// ALACSpecificConfig.
//
// Source: ALACMagicCookieDescription.txt of Apple's reference
// (https://github.com/macosforge/alac).
package alacconfig

import (
	"encoding/binary"
	"fmt"
)

// Config is what the magic cookie says of all packets of a stream.
type Config struct {
	Frames   int   // in a packet that does not say another count, 1 to 16384
	Bits     int   // of a sample: 16, 20, 24 or 32
	Channels int   // 1 to MaxChannels
	Rate     int   // in Hz, 1 to 2^24
	BitRate  int64 // the mean, in bits a second; 0 where it is not known

	// PB, MB and KB are of the adaptive Golomb codes: how fast the mean follows,
	// with what it begins, and the most bits of a remainder. FFmpeg leaves all at
	// 0 in streams that it does not compress.
	PB, MB, KB uint32
}

// MaxChannels is the most channels of a stream; ALACAudioTypes.h.
const MaxChannels = 8

const (
	size      = 24
	maxFrames = 16384   // ALACAudioTypes.h; encoders write 4096
	maxRate   = 1 << 24 // far above what anybody records
)

// Parse reads a magic cookie. What follows, a layout of channels, is not looked
// at: the number of channels fixes it. The error says what is broken.
func Parse(b []byte) (Config, error) {
	if len(b) < size {
		return Config{}, fmt.Errorf("%d bytes, want %d", len(b), size)
	}
	frames, rate := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[20:])
	bits, channels := b[5], b[9]
	switch {
	case b[4] != 0:
		return Config{}, fmt.Errorf("version %d of the format, want 0", b[4])
	case frames < 1 || frames > maxFrames:
		return Config{}, fmt.Errorf("packets of %d frames, want 1 to %d", frames, maxFrames)
	case bits != 16 && bits != 20 && bits != 24 && bits != 32:
		return Config{}, fmt.Errorf("%d bits, want 16, 20, 24 or 32", bits)
	case channels < 1 || channels > MaxChannels:
		return Config{}, fmt.Errorf("%d channels, want 1 to %d", channels, MaxChannels)
	case rate < 1 || rate > maxRate:
		return Config{}, fmt.Errorf("a rate of %d Hz, want 1 to %d", rate, maxRate)
	}
	return Config{
		Frames: int(frames), Bits: int(bits), Channels: int(channels), Rate: int(rate),
		BitRate: int64(binary.BigEndian.Uint32(b[16:])),
		PB:      uint32(b[6]), MB: uint32(b[7]), KB: uint32(b[8]),
	}, nil
}

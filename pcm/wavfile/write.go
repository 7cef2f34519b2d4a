// Package wavfile writes a pcm.Source as a WAV file.
package wavfile

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/audiocheck/audiocheck/pcm"
)

// Samples says how samples are stored.
type Samples int

// Kinds of samples.
const (
	Auto    Samples = iota // as the source has them: integers of a lossless source, else Float32
	Int16                  // integers of 16 bits
	Int24                  // integers of 24 bits
	Int32                  // integers of 32 bits
	Float32                // IEEE 754 single precision
)

// bits returns the bits of a stored sample.
func (s Samples) bits() int { return [...]int{0, 16, 24, 32, 32}[s] }

// Options change how a file is written. The zero value is ready for use.
type Options struct {
	Samples Samples
}

// IntSource is a Source that can also give its frames as exact integers.
// ReadInts moves the same position as ReadFrames, and its samples are full
// scale ±2^(Bits-1). Bits of 0 say that there are no integers after all.
type IntSource interface {
	pcm.Source
	Bits() int
	ReadInts(dst []int32) (n int, err error)
}

// ErrTooLarge reports more audio than the 32-bit sizes of a WAV file can state.
var ErrTooLarge = errors.New("wavfile: the audio does not fit into the 4 GiB of a WAV file")

const (
	maxBytes     = math.MaxUint32 - 1024 // of audio; leaves room for the headers
	maxChannels  = math.MaxUint16
	blockSamples = 8192 // are converted at a time
)

// Write writes all frames of src to w, which must stand at the start of an
// empty file, and returns how many there were.
//
// Integers of an IntSource are stored exactly where they fit, otherwise shifted
// to the new depth. Float samples become integers as x*2^(bits-1), rounded half
// to even and clipped to [-2^(bits-1), 2^(bits-1)-1]; NaN becomes 0. There is
// no dither. Float32 stores every value as it is.
//
// It returns ErrTooLarge before it writes anything where src has a method
// Frames() int64 that tells too much, and before the first byte too many
// otherwise. Any other error is w's or src's. What was written before an error
// is no complete file.
func Write(w io.WriteSeeker, src pcm.Source, o Options) (frames int64, err error) {
	return write(w, src, o, maxBytes)
}

func write(w io.WriteSeeker, src pcm.Source, o Options, limit int64) (int64, error) {
	f := src.Format()
	if f.Channels < 1 || f.Channels > maxChannels || f.Rate < 1 || int64(f.Rate) > math.MaxUint32 {
		return 0, fmt.Errorf("wavfile: %d channels at %d Hz", f.Channels, f.Rate)
	}
	ints, _ := src.(IntSource)
	if ints != nil && ints.Bits() <= 0 {
		ints = nil
	}
	kind := choose(o.Samples, ints)
	frame := int64(f.Channels * kind.bits() / 8)
	if frame > math.MaxUint16 {
		return 0, fmt.Errorf("wavfile: %d channels of %d bits: a frame has %d bytes, at most 65535 are possible", f.Channels, kind.bits(), frame)
	}
	if s, ok := src.(interface{ Frames() int64 }); ok && s.Frames() > limit/frame {
		return 0, fmt.Errorf("%w: %d frames of %d bytes", ErrTooLarge, s.Frames(), frame)
	}
	left := limit / frame
	switch {
	case kind == Float32:
		return writeFloats(w, src, left)
	case ints != nil:
		return writeInts(w, f, kind.bits(), left, exact(ints, kind.bits()))
	}
	return writeInts(w, f, kind.bits(), left, rounded(src, kind.bits()))
}

// block returns the samples in a block of whole frames, at least one.
func block(channels int) int { return max(blockSamples/channels, 1) * channels }

// choose returns the kind of samples for Auto: the smallest that holds the
// integers of the source.
func choose(s Samples, ints IntSource) Samples {
	switch {
	case s >= Int16 && s <= Float32:
		return s
	case ints == nil:
		return Float32
	case ints.Bits() <= 16:
		return Int16
	case ints.Bits() <= 24:
		return Int24
	}
	return Int32
}

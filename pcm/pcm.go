// Package pcm is the shared vocabulary of sound: a Format, a Source of frames
// and a Clip that holds them.
//
// A frame is one sample for each channel. Samples are float32, interleaved,
// full scale ±1; values outside are kept as they are.
package pcm

import (
	"errors"
	"fmt"
	"io"
)

// Format is the shape of a stream of frames.
type Format struct {
	Rate     int // frames a second, Hz
	Channels int // samples a frame
}

// Source is a stream of frames.
//
// ReadFrames fills dst, which holds interleaved samples, with whole frames and
// returns how many; n may be smaller than what dst has room for. Room for less
// than one frame gives 0, nil. It returns 0, io.EOF only where the format
// proves that the stream ends there, and any other error once and for ever:
// after an error each call returns 0 and the same error.
type Source interface {
	Format() Format
	ReadFrames(dst []float32) (n int, err error)
}

// Clip is a stretch of sound in memory.
type Clip struct {
	Format  Format
	Samples []float32 // interleaved
}

// Frames returns the number of whole frames in c.
func (c Clip) Frames() int {
	if c.Format.Channels <= 0 {
		return 0
	}
	return len(c.Samples) / c.Format.Channels
}

// Source returns a Source of the frames of c. It reads c.Samples in place.
func (c Clip) Source() Source { return &clipSource{clip: c} }

type clipSource struct {
	clip Clip
	pos  int // in frames
}

func (s *clipSource) Format() Format { return s.clip.Format }

func (s *clipSource) ReadFrames(dst []float32) (int, error) {
	ch := s.clip.Format.Channels
	left := s.clip.Frames() - s.pos
	if left == 0 {
		return 0, io.EOF
	}
	n := min(left, len(dst)/ch)
	copy(dst, s.clip.Samples[s.pos*ch:(s.pos+n)*ch])
	s.pos += n
	return n, nil
}

// ErrTooLong reports a source that holds more frames than its reader allows.
var ErrTooLong = errors.New("pcm: source is longer than allowed")

// ReadAll reads src to its end. It returns what it has read and ErrTooLong as
// soon as src gives more than maxFrames frames, or the source's own error.
func ReadAll(src Source, maxFrames int) (Clip, error) {
	f := src.Format()
	clip := Clip{Format: f}
	if f.Channels <= 0 {
		return clip, fmt.Errorf("pcm: source has %d channels", f.Channels)
	}
	buf := make([]float32, 4096*f.Channels)
	for {
		n, err := src.ReadFrames(buf)
		if clip.Frames()+n > maxFrames {
			return clip, fmt.Errorf("%w: more than %d frames", ErrTooLong, maxFrames)
		}
		clip.Samples = append(clip.Samples, buf[:n*f.Channels]...)
		if errors.Is(err, io.EOF) {
			return clip, nil
		}
		if err != nil {
			return clip, err
		}
	}
}

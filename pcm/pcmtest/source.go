// Package pcmtest answers one question about any pcm.Source: does it keep the
// promises of the interface?
package pcmtest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/pcm"
)

// bufferFrames are the sizes of buffer that the source is read with: a usual
// one, the smallest, one that divides nothing, and an MPEG frame.
var bufferFrames = []int{4096, 1, 7, 1152}

// maxFrames bounds a source that never ends.
const maxFrames = 1 << 26

// poison fills the buffer before each read, so that a sample which is counted
// but not written shows as a difference between two readings.
var poison = []float32{math.Float32frombits(0x7fc0aaaa), -12345}

// TestSource reads the source that open gives, once with each of several sizes
// of buffer, and returns an error that names the first broken promise: equal
// samples whatever the buffer, no write behind the frames that were counted,
// the same error for ever after the first. open is called anew for each
// reading. It returns the frames that were read and the error that ended them,
// io.EOF at a proven end.
func TestSource(open func() (pcm.Source, error)) (clip pcm.Clip, end error, err error) {
	for i, frames := range bufferFrames {
		src, err := open()
		if err != nil {
			return pcm.Clip{}, nil, fmt.Errorf("open: %w", err)
		}
		got, gotEnd, err := read(src, frames, poison[i%len(poison)])
		if err != nil {
			return pcm.Clip{}, nil, fmt.Errorf("buffer of %d frames: %w", frames, err)
		}
		if i == 0 {
			clip, end = got, gotEnd
			continue
		}
		if err := same(clip, got); err != nil {
			return clip, end, fmt.Errorf("buffer of %d frames against %d: %w", frames, bufferFrames[0], err)
		}
		if gotEnd.Error() != end.Error() {
			return clip, end, fmt.Errorf("buffer of %d frames ends with %q, of %d with %q", frames, gotEnd, bufferFrames[0], end)
		}
	}
	return clip, end, nil
}

func read(src pcm.Source, frames int, fill float32) (pcm.Clip, error, error) {
	f := src.Format()
	if f.Channels < 1 || f.Rate < 1 {
		return pcm.Clip{}, nil, fmt.Errorf("format is %d Hz, %d channels", f.Rate, f.Channels)
	}
	clip := pcm.Clip{Format: f}
	buf := make([]float32, frames*f.Channels)
	for idle := 0; ; {
		for i := range buf {
			buf[i] = fill
		}
		n, end := src.ReadFrames(buf)
		if n < 0 || n > frames {
			return clip, nil, fmt.Errorf("ReadFrames returned %d frames into room for %d", n, frames)
		}
		if end != nil && n != 0 {
			return clip, nil, fmt.Errorf("ReadFrames returned %d frames together with %w", n, end)
		}
		clip.Samples = append(clip.Samples, buf[:n*f.Channels]...)
		if end != nil {
			return clip, end, forEver(src, buf, end)
		}
		if n == 0 {
			if idle++; idle > 100 {
				return clip, nil, errors.New("100 reads in a row gave no frame and no error")
			}
			continue
		}
		idle = 0
		if clip.Frames() > maxFrames {
			return clip, nil, fmt.Errorf("more than %d frames", maxFrames)
		}
	}
}

func forEver(src pcm.Source, buf []float32, end error) error {
	for range 3 {
		n, err := src.ReadFrames(buf)
		if n != 0 || err == nil || err.Error() != end.Error() {
			return fmt.Errorf("after %w, ReadFrames returned %d, %w", end, n, err)
		}
		if errors.Is(end, io.EOF) != errors.Is(err, io.EOF) {
			return fmt.Errorf("after %w, the error is of another kind: %w", end, err)
		}
	}
	return nil
}

func same(a, b pcm.Clip) error {
	if a.Format != b.Format {
		return fmt.Errorf("format %v and %v", a.Format, b.Format)
	}
	if len(a.Samples) != len(b.Samples) {
		return fmt.Errorf("%d and %d frames", a.Frames(), b.Frames())
	}
	bits := func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) }
	if !slices.EqualFunc(a.Samples, b.Samples, bits) {
		return errors.New("the samples differ")
	}
	return nil
}

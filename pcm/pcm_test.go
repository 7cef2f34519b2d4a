package pcm_test

import (
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

func clip(channels, frames int) pcm.Clip {
	c := pcm.Clip{Format: pcm.Format{Rate: 8000, Channels: channels}}
	for i := range frames * channels {
		c.Samples = append(c.Samples, float32(i))
	}
	return c
}

func TestClipSource(t *testing.T) {
	for _, frames := range []int{0, 1, 5000} {
		want := clip(3, frames)
		got, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return want.Source(), nil })
		if err != nil || !errors.Is(end, io.EOF) {
			t.Fatalf("%d frames: end %v: %v", frames, end, err)
		}
		if !slices.Equal(got.Samples, want.Samples) || got.Format != want.Format {
			t.Errorf("%d frames: the source gives other samples than the clip", frames)
		}
	}
}

func TestClipSourceLeavesPartOfAFrame(t *testing.T) {
	c := clip(2, 3)
	c.Samples = c.Samples[:5]
	if c.Frames() != 2 {
		t.Errorf("%d frames of 5 samples in 2 channels, want 2", c.Frames())
	}
	dst := []float32{-1, -1, -1}
	n, err := c.Source().ReadFrames(dst)
	if n != 1 || err != nil || dst[2] != -1 {
		t.Errorf("ReadFrames into 3 samples: %d frames, %v, %v", n, err, dst)
	}
	if n := (pcm.Clip{}).Frames(); n != 0 {
		t.Errorf("an empty clip has %d frames", n)
	}
}

func TestReadAll(t *testing.T) {
	want := clip(2, 10000)
	got, err := pcm.ReadAll(want.Source(), 10000)
	if err != nil || !slices.Equal(got.Samples, want.Samples) {
		t.Errorf("%d frames, %v", got.Frames(), err)
	}
	if got, err = pcm.ReadAll(want.Source(), 9999); !errors.Is(err, pcm.ErrTooLong) || got.Frames() > 9999 {
		t.Errorf("limit of 9999: %d frames, %v", got.Frames(), err)
	}
	if _, err = pcm.ReadAll(pcm.Clip{}.Source(), 1); err == nil {
		t.Error("a source of 0 channels is accepted")
	}
}

// lazy breaks the promise not to return frames together with an error.
type lazy struct{ pcm.Source }

func (lazy) ReadFrames(dst []float32) (int, error) {
	dst[0] = 1
	return 1, io.EOF
}

// forgetful writes nothing into the frames that it counts.
type forgetful struct {
	pcm.Source
	left int
}

func (s *forgetful) ReadFrames([]float32) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	s.left--
	return 1, nil
}

// TestSourceFindsFaults: the harness itself must not pass everything.
func TestSourceFindsFaults(t *testing.T) {
	for name, open := range map[string]func() pcm.Source{
		"frames with the error": func() pcm.Source { return lazy{clip(1, 1).Source()} },
		"unwritten frames":      func() pcm.Source { return &forgetful{clip(1, 1).Source(), 10} },
	} {
		if _, _, err := pcmtest.TestSource(func() (pcm.Source, error) { return open(), nil }); err == nil {
			t.Errorf("%s: not found", name)
		}
	}
}

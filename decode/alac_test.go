package decode

import (
	"errors"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
)

// TestALACDamage zeroes 100 bytes in the second packet of a file, of which ffmpeg
// 5.1 cannot make samples any more.
func TestALACDamage(t *testing.T) {
	b := testFile(t, "mp4", "alac16.m4a")
	const second, within = 6657, 7000 // bytes of the file
	clear(b[within:][:100])
	s, err := openBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	clip, err := pcm.ReadAll(s, 1<<20)
	var e *Error
	if !errors.As(err, &e) || e.Kind != ErrMalformed || e.Format != "alac" || e.Offset != second || clip.Frames() != 4096 {
		t.Errorf("%d frames, %v", clip.Frames(), err)
	}
}

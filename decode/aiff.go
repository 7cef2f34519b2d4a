package decode

import (
	"github.com/audiocheck/audiocheck/internal/aiff"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
)

// openAIFF opens AIFF and AIFF-C files.
func openAIFF(r *readat.Reader, start int64, _ *Options) (*track, error) {
	var log damage.Log
	f, err := aiff.Parse(r, start, &log)
	if err != nil {
		return nil, err
	}
	if !f.Playable() {
		if f.Codec != "" && f.Block == 0 && f.Channels > 0 {
			return nil, failure(ErrUnsupported, "aiff", NoOffset, "compression type %s is not decoded here", f.Codec)
		}
		return nil, unplayable("aiff", &log)
	}
	t := &track{
		codec:  f.Codec,
		format: pcm.Format{Rate: f.Rate, Channels: f.Channels},
		frames: -1,
		log:    &log,
	}
	if have, _ := f.Frames(); f.Declared > 0 {
		t.frames = max(f.Declared, have)
	}
	in := &runs{r: r, format: "aiff", spans: []span{{f.Off, f.Len}}}
	if f.BlockFrames == 1 {
		return linear(t, in, f.Block)
	}
	if f.Channels > maxChannels {
		return nil, failure(ErrUnsupported, "aiff", NoOffset, "%d channels are not decoded here, at most %d", f.Channels, maxChannels)
	}
	t.bits = 16
	t.blocks = newQuickTimeBlocks(in, f.Channels)
	return t, nil
}

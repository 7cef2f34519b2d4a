package decode

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/riff"
	"github.com/audiocheck/audiocheck/pcm"
)

// openRIFF opens WAV, RF64, BW64, RIFX and Wave64 files.
func openRIFF(r *readat.Reader, start int64, _ *Options) (*track, error) {
	var log damage.Log
	f, err := riff.Parse(r, start, &log)
	if err != nil {
		return nil, err
	}
	if !f.Playable() {
		return nil, unplayable("wav", &log)
	}
	t := &track{
		codec:  f.Format.Codec,
		format: pcm.Format{Rate: f.Format.Rate, Channels: f.Format.Channels},
		frames: -1,
		log:    &log,
	}
	if n, ok := f.Promised(); ok {
		t.frames = n
	} else if n, ok := f.Frames(); ok && f.Format.BlockFrames > 1 {
		t.frames = n // the fact chunk tells the padding of the last block
	}
	in := &runs{r: r, format: "wav"}
	for _, s := range f.Data {
		in.spans = append(in.spans, span{s.Off, s.Len})
	}
	if f.Format.Frame > 0 {
		return linear(t, in, f.Format.Frame)
	}
	return packed(t, in, f.Format)
}

// unplayable returns the error for a file without audio that can be found: the
// first thing that the parser complained about.
func unplayable(format string, log *damage.Log) error {
	if err := firstLoss(log, format, false); err != nil {
		return err
	}
	return failure(ErrMalformed, format, NoOffset, "the headers describe no audio")
}

// linear completes t for samples that are stored one by one.
func linear(t *track, in *runs, frame int64) (*track, error) {
	s, ok := samplers()[t.codec]
	if !ok {
		return nil, failure(ErrUnsupported, in.format, NoOffset, "samples of the kind %s are not decoded here", t.codec)
	}
	if t.format.Channels > maxChannels {
		return nil, failure(ErrUnsupported, in.format, NoOffset, "%d channels are not decoded here, at most %d", t.format.Channels, maxChannels)
	}
	t.bits = s.bits
	t.blocks = &pcmBlocks{in: in, frame: frame, c: converter{sampler: s}}
	return t, nil
}

// packed completes t for ADPCM.
func packed(t *track, in *runs, f riff.Format) (*track, error) {
	switch {
	case f.Tag == riff.TagMSADPCM && f.Channels <= 2, f.Tag == riff.TagIMAADPCM && f.Bits == 4 && f.Channels <= maxChannels:
	case f.Tag == riff.TagMSADPCM || f.Tag == riff.TagIMAADPCM:
		return nil, failure(ErrUnsupported, in.format, NoOffset, "%s of %d channels and %d bits is not decoded here", f.Codec, f.Channels, f.Bits)
	case f.Tag == riff.TagGSM:
		return nil, failure(ErrUnsupported, in.format, NoOffset, "GSM 6.10 in WAV is not decoded here")
	case f.Tag == riff.TagMP3:
		return nil, failure(ErrUnsupported, in.format, NoOffset, "MP3 in WAV is not decoded here")
	default:
		return nil, failure(ErrUnsupported, in.format, NoOffset, "%s in WAV (format tag 0x%04x) is not decoded here", f.Codec, f.Tag)
	}
	if f.BlockFrames < 1 {
		return nil, failure(ErrMalformed, in.format, NoOffset, "block align of %d bytes holds no frame", f.BlockAlign)
	}
	t.bits = 16
	t.blocks = newADPCMBlocks(in, f)
	return t, nil
}

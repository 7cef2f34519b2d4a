package probe

import "github.com/audiocheck/audiocheck/internal/aiff"

// probeAIFF establishes the facts of AIFF and AIFF-C files.
func probeAIFF(j *job) error {
	f, err := aiff.Parse(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	j.reached(Packets)
	if f.Codec != "" {
		j.info.Codec.set(f.Codec, FromHeader)
	}
	if f.Rate > 0 {
		j.info.Rate.set(f.Rate, FromHeader)
	}
	if f.Channels > 0 {
		j.info.Channels.set(f.Channels, FromHeader)
	}
	if f.Bits > 0 && isLinear(f.Codec) {
		j.info.Bits.set(f.Bits, FromHeader)
	}
	if frames, ok := f.Frames(); ok {
		j.setFrames(frames, frames, f.Len)
	} else if f.Declared > 0 && f.Channels > 0 && f.Rate > 0 {
		j.reached(Header)
		j.info.Frames.set(f.Declared, Estimate)
		j.info.CodedFrames.set(f.Declared, Estimate)
	}
	return nil
}

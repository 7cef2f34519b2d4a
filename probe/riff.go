package probe

import (
	"strings"

	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/riff"
)

// probeRIFF establishes the facts of WAV, RF64, BW64, RIFX and Wave64 files.
// The chunk headers tell all there is, but for codecs whose packets vary.
func probeRIFF(j *job) error {
	f, err := riff.Parse(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	j.reached(Packets)
	if !f.HasFormat() {
		return nil
	}
	j.setRIFFFormat(f.Format)
	if !f.Playable() {
		return nil
	}
	if frames, ok := f.Frames(); ok {
		coded, _ := f.CodedFrames()
		j.setFrames(frames, coded, f.Bytes())
		return nil
	}
	if walked, err := j.mpegInRIFF(f); walked || err != nil {
		return err
	}
	j.reached(Header)
	j.estimateRIFF(f)
	return nil
}

func (j *job) setRIFFFormat(f riff.Format) {
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
}

// isLinear reports whether codec is integer or float PCM, whose samples have a
// number of bits.
func isLinear(codec string) bool {
	return strings.HasPrefix(codec, "pcm_") && !strings.HasSuffix(codec, "law")
}

// setFrames records the frames that follow from so many bytes of audio.
func (j *job) setFrames(frames, coded, bytes int64) {
	basis := FromHeader
	if j.depth >= Packets {
		basis = FromPackets
	}
	j.info.Frames.set(frames, basis)
	j.info.CodedFrames.set(coded, basis)
	if rate := j.info.Rate.Value; rate > 0 && coded > 0 {
		j.info.BitRate.set(bitRate(bytes, coded, rate), basis)
	}
}

// bitRate returns the bits a second of so many bytes in so many frames,
// rounded.
func bitRate(bytes, frames int64, rate int) int64 {
	return int64(float64(bytes)*8*float64(rate)/float64(frames) + 0.5)
}

// mpegInRIFF walks the packets of MPEG audio in the data chunk. The fact chunk
// is not asked: writers differ in whether encoder delay is part of it.
func (j *job) mpegInRIFF(f *riff.File) (walked bool, err error) {
	tag := f.Format.Tag
	if j.depth <= Header || tag != riff.TagMPEG && tag != riff.TagMP3 || len(f.Data) == 0 {
		return false, nil
	}
	data := f.Data[0]
	start, found, err := mpa.Sync(j.r, data.Off, data.Len)
	if err != nil || !found {
		return false, err
	}
	s, err := mpa.Walk(j.r, start, data.Off+data.Len, false, &j.log)
	if err != nil {
		return true, err
	}
	j.mpegFormat(s.First, FromPackets)
	j.setFrames(s.Frames, s.Coded, s.Bytes)
	return true, nil
}

// estimateRIFF is for codecs whose packets are not walked: the fact chunk, or
// else the byte rate, gives an estimate, and the depth stays at Header.
func (j *job) estimateRIFF(f *riff.File) {
	frames := f.Fact
	if frames <= 0 && f.Format.ByteRate > 0 {
		frames = int64(float64(f.Bytes()) / float64(f.Format.ByteRate) * float64(f.Format.Rate))
	}
	if frames <= 0 {
		return
	}
	j.info.Frames.set(frames, Estimate)
	j.info.CodedFrames.set(frames, Estimate)
	j.info.BitRate.set(bitRate(f.Bytes(), frames, f.Format.Rate), Estimate)
}

package probe

import (
	"github.com/audiocheck/audiocheck/internal/ogg"
)

// probeOgg reads the pages of an Ogg file.
//
// Source: RFC 3533.
func probeOgg(j *job) error {
	var sum ogg.Summary
	var err error
	if j.depth == Header {
		sum, err = ogg.Head(j.r, j.start)
	} else {
		sum, err = ogg.Walk(j.r, j.start, &j.log)
	}
	if err != nil {
		return err
	}
	j.reached(Packets)
	j.info.AudioTracks, j.info.VideoTracks = sum.AudioTracks, sum.VideoTracks
	c := sum.Codec
	if c.Name == "" {
		j.info.Problem = "the Ogg file holds no stream of Vorbis, Opus, FLAC or Speex"
		return nil
	}
	j.info.Codec.set(c.Name, FromHeader)
	if c.Rate > 0 {
		j.info.Rate.set(c.Rate, FromHeader)
	}
	if c.Channels > 0 {
		j.info.Channels.set(c.Channels, FromHeader)
	}
	if c.FLAC.Bits > 0 {
		j.info.Bits.set(c.FLAC.Bits, FromHeader)
	}
	j.oggFrames(sum)
	if sum.Intact && j.depth > Header {
		j.info.VerifiedBy = "crc"
	}
	return nil
}

func (j *job) oggFrames(sum ogg.Summary) {
	basis := FromPackets
	if sum.Guessed {
		basis = Estimate
	}
	if j.depth == Header {
		if sum.Coded == 0 {
			return
		}
		sum.Bytes = j.r.Size() - j.start
	}
	j.info.Frames.set(sum.Frames, basis)
	j.info.CodedFrames.set(sum.Coded, basis)
	if seconds, ok := j.info.Duration(); ok && seconds > 0 {
		j.info.BitRate.set(int64(float64(sum.Bytes)*8/seconds), basis)
	}
}

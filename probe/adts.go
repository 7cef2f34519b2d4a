package probe

import "github.com/audiocheck/audiocheck/internal/adts"

// probeADTS establishes the facts of a bare AAC stream. Its headers say nothing
// of encoder delay, and cannot say that spectral band replication doubles the
// rate, which only the packets' content tells.
func probeADTS(j *job) error {
	if j.depth == Header {
		s, frames, err := adts.Head(j.r, j.start)
		if err != nil || s.Packets == 0 {
			return err
		}
		j.reached(Header)
		j.setADTSFormat(s.First)
		j.setStream(frames, j.r.Size()-j.start, Estimate)
		return nil
	}
	s, err := adts.Walk(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	j.reached(Packets)
	if s.Packets > 0 {
		j.setADTSFormat(s.First)
		j.setStream(s.Frames, s.Bytes, FromPackets)
	}
	return nil
}

func (j *job) setADTSFormat(h adts.Header) {
	j.info.Codec.set("aac", FromHeader)
	j.info.Profile.set(h.Profile(), FromHeader)
	j.info.Rate.set(h.Rate, FromHeader)
	if h.Channels > 0 {
		j.info.Channels.set(h.Channels, FromHeader)
	}
}

// setStream records the frames of a stream without delay or padding that is
// known of.
func (j *job) setStream(frames, bytes int64, basis Basis) {
	j.info.Frames.set(frames, basis)
	j.info.CodedFrames.set(frames, basis)
	if frames > 0 {
		j.info.BitRate.set(bitRate(bytes, frames, j.info.Rate.Value), basis)
	}
}

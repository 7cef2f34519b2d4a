package probe

import "github.com/audiocheck/audiocheck/internal/amr"

// probeAMR establishes the facts of an AMR or AMR-WB file.
func probeAMR(j *job) error {
	if j.depth == Header {
		s, frames, err := amr.Head(j.r, j.start, &j.log)
		if err != nil {
			return err
		}
		j.reached(Header)
		j.setAMR(s, frames, j.r.Size()-j.start, Estimate)
		return nil
	}
	s, err := amr.Walk(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	j.reached(Packets)
	j.setAMR(s, s.Frames, s.Bytes, FromPackets)
	return nil
}

func (j *job) setAMR(s amr.Stream, frames, bytes int64, basis Basis) {
	if s.Codec == "" {
		return
	}
	j.info.Codec.set(s.Codec, FromHeader)
	j.info.Rate.set(s.Rate, FromHeader)
	j.info.Channels.set(s.Channels, FromHeader)
	j.setStream(frames, bytes, basis)
}

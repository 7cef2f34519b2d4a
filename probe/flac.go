package probe

import (
	"github.com/audiocheck/audiocheck/internal/flac"
)

// probeFLAC reads a native FLAC stream.
//
// Source: RFC 9639.
func probeFLAC(j *job) error {
	if j.depth == Header {
		return j.flacHeader()
	}
	head, err := flac.ReadHead(j.r, j.start, &j.log)
	if err != nil || !j.flacInfo(head) {
		return err
	}
	end, err := flac.End(j.r, head.Audio, &j.log)
	if err != nil {
		return err
	}
	sum, err := flac.Check(j.r, head, end, &j.log)
	if err != nil {
		return err
	}
	j.flacSummary(sum)
	return nil
}

func (j *job) flacHeader() error {
	head, err := flac.ReadInfo(j.r, j.start, &j.log)
	if err != nil || !j.flacInfo(head) {
		return err
	}
	frames, basis := head.Info.Total, FromHeader
	if frames == 0 {
		basis = Estimate
		if frames, err = flac.LastFrame(j.r, head); err != nil {
			return err
		}
	}
	if frames > 0 {
		j.info.Frames.set(frames, basis)
		j.info.CodedFrames.set(frames, basis)
		j.flacBitRate(j.r.Size()-head.Audio, Estimate)
	}
	return nil
}

// flacInfo takes over STREAMINFO; false when there is none.
func (j *job) flacInfo(head flac.Head) bool {
	j.reached(Header)
	j.info.Codec.set("flac", FromHeader)
	if !head.Found {
		j.info.Problem = "the stream has no STREAMINFO block"
		return false
	}
	s := head.Info
	if s.Rate > 0 {
		j.info.Rate.set(s.Rate, FromHeader)
	}
	j.info.Channels.set(s.Channels, FromHeader)
	j.info.Bits.set(s.Bits, FromHeader)
	return true
}

// flacSummary takes over what the packets say.
func (j *job) flacSummary(sum flac.Summary) {
	j.reached(Packets)
	j.info.Frames.set(sum.Frames, FromPackets)
	j.info.CodedFrames.set(sum.Frames, FromPackets)
	if sum.Channels > 0 {
		j.info.Channels.set(sum.Channels, FromPackets)
	}
	if sum.Rate > 0 {
		j.info.Rate.set(sum.Rate, FromPackets)
	}
	if sum.Bits > 0 {
		j.info.Bits.set(sum.Bits, FromPackets)
	}
	j.flacBitRate(sum.Bytes, FromPackets)
	if sum.Intact {
		j.info.VerifiedBy = "crc"
	}
}

func (j *job) flacBitRate(bytes int64, basis Basis) {
	if seconds, ok := j.info.CodedDuration(); ok && seconds > 0 {
		j.info.BitRate.set(int64(float64(bytes)*8/seconds), basis)
	}
}

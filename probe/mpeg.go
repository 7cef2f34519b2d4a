package probe

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// probeMPEG establishes the facts of an MPEG audio stream, layers I to III.
func probeMPEG(j *job) error {
	end, edited, err := mpa.End(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	if j.depth <= Header {
		return j.mpegHead(end)
	}
	if err := j.tagsInFront(); err != nil {
		return err
	}
	s, err := mpa.Walk(j.r, j.start, end, edited, &j.log)
	j.mpegFormat(s.First, FromPackets)
	if err != nil {
		return err
	}
	i := &j.info
	i.Frames.set(s.Frames, FromPackets)
	i.CodedFrames.set(s.Coded, FromPackets)
	switch {
	case s.BitRate > 0:
		i.BitRate.set(int64(s.BitRate), FromPackets)
	case s.Coded > 0:
		i.BitRate.set(s.Bytes*8*int64(s.First.Rate())/s.Coded, FromPackets)
	}
	if s.Protected {
		i.VerifiedBy = "crc"
	}
	j.reached(Packets)
	return nil
}

// mpegHead sets what the first packets tell.
func (j *job) mpegHead(end int64) error {
	h, err := mpa.ReadHead(j.r, j.start, end)
	if err != nil {
		return err
	}
	j.reached(Header)
	j.mpegFormat(h.Header, FromHeader)
	basis := FromHeader
	if h.Reckoned {
		basis = Estimate
	}
	if h.Coded > 0 {
		j.info.Frames.set(h.Frames, basis)
		j.info.CodedFrames.set(h.Coded, basis)
	}
	if h.BitRate > 0 {
		j.info.BitRate.set(int64(h.BitRate), Estimate)
	}
	return nil
}

func (j *job) mpegFormat(h mpa.Header, b Basis) {
	if h == 0 {
		return
	}
	j.info.Codec.set(fmt.Sprintf("mp%d", h.Layer()), b)
	profile := h.Profile()
	if h.FreeFormat() {
		profile += ", free format"
	}
	j.info.Profile.set(profile, b)
	j.info.Rate.set(h.Rate(), b)
	j.info.Channels.set(h.Channels(), b)
}

// tagsInFront logs what is wrong in front of the first packet.
func (j *job) tagsInFront() error {
	spans, err := tag.Front(j.r, 0)
	if err != nil {
		return err
	}
	behind := int64(0)
	for _, s := range spans {
		lie := s.Lie
		if lie == "" && s.End > j.start {
			lie = fmt.Sprintf("claims %d bytes, and audio begins %d bytes into it", s.End-s.Start, j.start-s.Start)
			s.End = j.start
		}
		if lie != "" {
			j.log.Add(damage.BadTag, s.Start, "%s tag %s", s.Kind, lie)
			s.End = j.start
		}
		behind = s.End
	}
	if behind < j.start {
		j.log.Add(damage.JunkBefore, behind, "%d bytes in front of the first packet", j.start-behind)
	}
	return nil
}

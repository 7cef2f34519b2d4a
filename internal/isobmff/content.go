package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/opus"
)

// content is what can be said of a codec's packets without decoding them.
type content struct {
	sync, mask uint16 // what each begins with; 0 where that can be anything
	marked     bool   // each ends in a mark, so that nothing but zeros is none
	check      func(s *survey, k Packet, e Entry) error
}

// contents has a row for each codec whose packets are looked into.
var contents = map[string]content{
	"aac":  {marked: true},
	"alac": {marked: true},
	"mp3":  {sync: 0xffe0, mask: 0xffe0, check: (*survey).mpegPacket}, // ISO/IEC 11172-3, 2.4.1.3
	"mp2":  {sync: 0xffe0, mask: 0xffe0, check: (*survey).mpegPacket},
	"mp1":  {sync: 0xffe0, mask: 0xffe0, check: (*survey).mpegPacket},
	"flac": {sync: 0xfff8, mask: 0xfffc, check: (*survey).flacPacket}, // RFC 9639, 9.1
	"ac3":  {sync: 0x0b77, mask: 0xffff},                              // ETSI TS 102 366, 4.4.1
	"eac3": {sync: 0x0b77, mask: 0xffff},
	"opus": {check: (*survey).opusPacket},
}

const zeroLook = 4 << 10

// content looks into a packet that is there.
func (s *survey) content(k Packet) error {
	e := s.t.at(k.Entry)
	c, ok := contents[e.Codec]
	if !ok || e.Encrypted || k.Size == 0 {
		return nil
	}
	h, err := s.r.Peek(k.Offset, int(min(k.Size, 16)))
	if err != nil {
		return err
	}
	if len(h) >= 2 && binary.BigEndian.Uint16(h)&c.mask != c.sync {
		s.log.Add(damage.LostSync, k.Offset, "packet %d begins with % x, which is no %s packet", k.Index, h[:2], e.Codec)
		return nil
	}
	if c.marked && zeros(h) {
		if h, err = s.r.Peek(k.Offset, int(min(k.Size, zeroLook))); err != nil {
			return err
		}
		if zeros(h) {
			s.log.Add(damage.BadPacket, k.Offset, "packet %d of %d bytes is nothing but zeros", k.Index, k.Size)
			return nil
		}
	}
	if c.check == nil {
		return nil
	}
	return c.check(s, k, e)
}

func zeros(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

func (s *survey) opusPacket(k Packet, _ Entry) error {
	h, err := s.r.Peek(k.Offset, int(min(k.Size, 2)))
	if err != nil {
		return err
	}
	if s.held = opus.Frames(h); s.held == 0 {
		s.log.Add(damage.BadPacket, k.Offset, "packet %d begins with % x, which is no Opus packet", k.Index, h)
	}
	return nil
}

// flacPacket holds a packet against its checksums and STREAMINFO.
//
// Source: Encapsulation of FLAC in ISO Base Media File Format, 3.3.3.
func (s *survey) flacPacket(k Packet, e Entry) error {
	p, err := flac.ReadPacket(s.r, k.Offset, k.Size)
	if err != nil {
		return err
	}
	info, _ := flac.ParseStreamInfo(e.Config)
	s.held = info.Inspect(p, k.Index, s.log)
	if p.State == flac.Whole {
		s.protected++
	}
	return nil
}

// flacTotal holds the length that STREAMINFO states against the packets. Players
// go by the tables.
func (s *survey) flacTotal() {
	f, ok := flac.ParseStreamInfo(s.t.at(0).Config)
	if s.t.at(0).Codec == "flac" && ok && f.Total > 0 && f.Total != s.tally.Coded && !s.log.Lost() {
		s.log.Add(damage.CountOff, damage.NoOffset, "STREAMINFO has %d frames, the packets hold %d", f.Total, s.tally.Coded)
	}
}

// mpegPacket holds a packet of MPEG audio against its header, its checksum and
// the packets before.
func (s *survey) mpegPacket(k Packet, _ Entry) error {
	if s.mpeg == nil {
		s.mpeg = mpa.NewChecker(s.log)
	}
	b, err := s.r.Peek(k.Offset, int(min(k.Size, mpa.MaxPacket)))
	if err != nil {
		return err
	}
	s.mpeg.Check(b, k.Offset, k.Index)
	s.protected = s.mpeg.Protected()
	return nil
}

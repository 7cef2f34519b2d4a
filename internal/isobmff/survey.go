package isobmff

import (
	"bytes"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Tally is what the packets of a track add up to.
type Tally struct {
	Packets int64 // that lie in the file as a whole
	Missing int64 // that the file ends before or within
	Bytes   int64 // of those that are there
	Frames  int64 // playable
	Coded   int64 // all that the packets hold

	Windows []Window // the playable runs among the coded frames

	// Protected reports that each packet carries a checksum of its own, and a
	// right one.
	Protected bool
}

// Survey goes through every packet of t and holds it against the file: where it
// lies, what it begins with, and how long all of them are against what the
// headers say. Nothing is decoded.
func (t *Track) Survey(r *readat.Reader, log *damage.Log) (Tally, error) {
	if err := t.Refine(r); err != nil {
		return Tally{}, err
	}
	layout, err := t.movie.Scan(r, log)
	if err != nil {
		return Tally{}, err
	}
	s := &survey{r: r, t: t, log: log, layout: layout, firstEntry: -1}
	p := t.Packets(r, log)
	for {
		k, ok := p.Next()
		if !ok {
			break
		}
		if err := s.packet(k); err != nil {
			return s.tally, err
		}
	}
	if p.Err() != nil {
		return s.tally, p.Err()
	}
	s.count(true)
	s.finish(p)
	return s.tally, nil
}

type survey struct {
	r      *readat.Reader
	t      *Track
	log    *damage.Log
	layout *Layout
	tally  Tally

	before     Packet
	some       bool  // before is one
	there      bool  // before lies in the file
	firstEntry int   // that the first packet was of
	told       bool  // a packet or its codec said how long it is
	held       int64 // frames that before says it holds; 0 where packets of its codec do not say
	frames     int64 // of packets whose length the codec tells
	timed      int64 // units of time of the others
	promised   int64 // frames, the missing packets included
	odd        int64 // packets whose duration is not that of their frames
	longest    int64 // duration of a packet
	lostAt     int64 // of the first missing packet
	lostIndex  int64
	protected  int64        // packets with a right checksum of their own
	mpeg       *mpa.Checker // of packets of MPEG audio; nil before the first
}

func (s *survey) packet(k Packet) error {
	s.entry(k)
	s.count(false)
	s.overlap(k)
	s.before, s.some, s.held = k, true, 0
	s.longest = max(s.longest, k.Duration/max(k.Units, 1))
	end := k.Offset + k.Size
	s.there = k.Offset >= 0 && end <= s.r.Size()
	switch {
	case k.Offset < 0: // as a fragment can say, that counts from another place
		s.log.Add(damage.BadStructure, damage.NoOffset, "packet %d begins %d bytes in front of the file", k.Index, -k.Offset)
		return nil
	case !s.there:
		if s.tally.Missing == 0 {
			s.lostAt, s.lostIndex = k.Offset, k.Index
		}
		s.missing(k)
		return nil
	case k.Size == 0:
		s.log.Add(damage.BadPacket, k.Offset, "packet %d is 0 bytes", k.Index)
	case !s.layout.Inside(k.Offset, end):
		s.log.Add(damage.BadStructure, k.Offset, "packet %d of %d bytes does not lie in a media data box", k.Index, k.Size)
	}
	s.tally.Packets += k.Units
	s.tally.Bytes += k.Size
	return s.content(k)
}

// missing keeps the part of a run of PCM that is there.
func (s *survey) missing(k Packet) {
	e := s.t.at(k.Entry)
	s.tally.Missing += k.Units
	if e.UnitBytes <= 0 || k.Offset >= s.r.Size() {
		return
	}
	units := (s.r.Size() - k.Offset) / e.UnitBytes
	s.frames += units * e.UnitFrames
	s.tally.Bytes += units * e.UnitBytes
}

// at returns the entry i, an empty one where there is none.
func (t *Track) at(i int) Entry {
	if i < 0 || i >= len(t.Entries) {
		return Entry{}
	}
	return t.Entries[i]
}

// Rate returns the frames a second of the track: the first entry's, or the
// timescale where that one does not say.
func (t *Track) Rate() int {
	if rate := t.at(0).Rate; rate > 0 {
		return rate
	}
	return int(min(t.Timescale, 1<<30))
}

// entry records a change of the format inside the stream.
func (s *survey) entry(k Packet) {
	if s.firstEntry < 0 {
		s.firstEntry = k.Entry
		return
	}
	a, b := s.t.at(s.firstEntry), s.t.at(k.Entry)
	same := k.Entry == s.firstEntry || a.Codec == b.Codec && a.Rate == b.Rate && a.Channels == b.Channels && bytes.Equal(a.Config, b.Config)
	if !same {
		s.log.Add(damage.FormatChange, k.Offset, "packet %d is %s at %d Hz with %d channels, the first was %s at %d Hz with %d",
			k.Index, b.Codec, b.Rate, b.Channels, a.Codec, a.Rate, a.Channels)
	}
}

func (s *survey) overlap(k Packet) {
	if s.some && k.Size > 0 && k.Offset < s.before.Offset+s.before.Size && s.before.Offset < k.Offset+k.Size {
		s.log.Add(damage.BadStructure, k.Offset, "packet %d overlaps the one before, which begins at byte %d with %d bytes",
			k.Index, s.before.Offset, s.before.Size)
	}
}

// count adds the frames of the packet before, now that it is known whether it
// is the last.
func (s *survey) count(last bool) {
	if !s.some {
		return
	}
	e := s.t.at(s.before.Entry)
	frames, known := s.framesOf(e, s.before, last)
	s.promised += frames
	s.told = s.told || known
	if known && e.UnitBytes == 0 {
		want := scale(frames, s.t.Timescale, int64(e.Rate))
		if d := s.before.Duration - want; !last && (d > 1 || d < -1) {
			s.odd++
		}
	}
	switch {
	case !s.there:
	case known:
		s.frames += frames
	default:
		s.timed += s.before.Duration
	}
}

// framesOf returns the frames of a packet, and false where only its duration
// tells.
func (s *survey) framesOf(e Entry, k Packet, last bool) (int64, bool) {
	byTime := scale(k.Duration, int64(s.t.Rate()), s.t.Timescale)
	switch {
	case e.UnitBytes > 0:
		return k.Size / e.UnitBytes * e.UnitFrames, true
	case s.held > 0:
		return s.held, true
	case e.PacketFrames > 0:
		return e.PacketFrames, true
	case e.MaxFrames > 0 && (!last || byTime > e.MaxFrames):
		return e.MaxFrames, true
	}
	return byTime, false
}

// finish compares the totals and fills the tally.
func (s *survey) finish(p *Packets) {
	t := s.t
	if s.tally.Missing > 0 {
		s.log.Add(damage.Truncated, min(s.lostAt, s.r.Size()), "packet %d of %d begins at byte %d, the file is %d bytes: %d packets are missing",
			s.lostIndex, p.Count, s.lostAt, s.r.Size(), s.tally.Missing)
	}
	s.tally.Protected = s.tally.Packets > 0 && s.protected == s.tally.Packets
	rate := t.Rate()
	s.tally.Coded = s.frames + scale(s.timed, int64(rate), t.Timescale)
	s.tally.Windows = t.Windows(s.tally.Coded, p.Duration, rate)
	for _, w := range s.tally.Windows {
		s.tally.Frames += w.End - w.Start
	}
	if t.External {
		s.log.Add(damage.MissingHeader, damage.NoOffset, "the packets of track %d lie in another file", t.ID)
	}
	if p.Count > 0 {
		s.totals(p)
	}
	s.flacTotal()
}

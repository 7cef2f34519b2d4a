package isobmff

import "github.com/audiocheck/audiocheck/internal/damage"

// totals holds the durations that headers declare against the packets. Encoders
// shorten the last packet, round to milliseconds and leave small gaps; what is
// recorded is more than that.
func (s *survey) totals(p *Packets) {
	t := s.t
	if t.mdhd == 0 {
		s.log.Add(damage.MissingHeader, t.start, "track %d has no media header (mdhd), which says how long its units of time are", t.ID)
	}
	if t.Timescale <= 0 {
		return
	}
	slack := max(2*s.longest, t.Timescale/10)
	s.timing(p)
	s.mediaHeader(p, slack)
	s.editList(p, slack)
	s.movieHeader(p)
}

// timing holds stts or the fragments' durations against what the packets of the
// codec last.
func (s *survey) timing(p *Packets) {
	e := s.t.at(s.firstEntry)
	if !s.told || e.Rate == 0 {
		return
	}
	want := scale(s.promised, s.t.Timescale, int64(e.Rate))
	off := max(p.Duration-want, want-p.Duration)
	const most, some = 20, 50 // parts of the whole: 5 % and 2 %
	single := off > s.t.Timescale && off > want/most
	all := s.odd > p.Count/2 && off > want/some
	if single || all {
		s.log.Add(damage.LyingTotal, s.t.stts.first, "the timing table gives %d packets %.3f s, they hold %.3f s",
			p.Count, s.seconds(p.Duration), s.seconds(want))
	}
}

func (s *survey) seconds(v int64) float64 { return float64(v) / float64(s.t.Timescale) }

func (s *survey) mediaHeader(p *Packets, slack int64) {
	got, want := s.t.Duration, p.Duration
	if got == 0 && !s.t.movie.Fragmented && want > 0 && s.t.mdhd > 0 {
		s.log.Add(damage.UnknownTotal, s.t.mdhd, "the media header leaves the duration open, the packets last %.3f s", s.seconds(want))
	}
	if got == 0 {
		return
	}
	if s.t.movie.Fragmented && got < want {
		return // it may count the packets of the tables only
	}
	if got > want+slack || got < want-slack {
		s.log.Add(damage.LyingTotal, s.t.mdhd, "the media header declares %.3f s, the packets last %.3f s", s.seconds(got), s.seconds(want))
	}
}

func (s *survey) editList(p *Packets, slack int64) {
	_, end, ok := s.t.EditedDuration()
	if ok && end > p.Duration+slack+s.t.unit() {
		s.log.Add(damage.LyingTotal, s.t.elst, "the edit list plays up to %.3f s of the media, the packets end at %.3f s",
			s.seconds(end), s.seconds(p.Duration))
	}
}

// movieHeader holds mvhd and mehd against the longest track. Where there are
// tracks beside this one, their own headers are believed.
func (s *survey) movieHeader(p *Packets) {
	m := s.t.movie
	declared := max(m.Duration, m.FragmentDuration)
	if declared == 0 || m.Timescale <= 0 {
		return
	}
	longest := scale(p.Duration, m.Timescale, s.t.Timescale)
	for _, t := range m.Tracks {
		if t != s.t && m.Fragmented {
			return // the others were not walked
		}
		if t != s.t {
			longest = max(longest, scale(t.Duration, m.Timescale, t.Timescale))
		}
		var edits int64
		for _, e := range t.Edits {
			edits = min(edits+max(e.Duration, 0), maxTime)
		}
		longest = max(longest, edits)
	}
	const part = 50 // 2 %
	if slack := max(m.Timescale, longest/part); declared > longest+slack {
		s.log.Add(damage.LyingTotal, m.mvhd, "the movie header declares %.3f s, its longest track is %.3f s",
			float64(declared)/float64(m.Timescale), float64(longest)/float64(m.Timescale))
	}
}

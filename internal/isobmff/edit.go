package isobmff

import "math/big"

// Edit is one entry of an edit list.
type Edit struct {
	Duration  int64 // in units of the movie's timescale; 0 in fragmented files: all there is
	MediaTime int64 // where it begins, in units of the track's timescale; -1 for silence
}

// Window is a run of playable frames [Start, End) among the coded ones.
type Window struct{ Start, End int64 }

// Windows returns the playable runs of t: what the edit list plays, or what is
// left without the delay and padding of iTunSMPB, or all. coded is how many
// frames of rate Hz the packets hold, and every window is cut to them; media is
// their duration by the timing table, in units of the track's timescale, 0 when
// it is not known.
//
// The duration of an edit is rounded to the movie's timescale, often to
// milliseconds. An edit that ends within one such unit of the last packet's end
// by the timing table plays exactly up to there. An empty edit shifts what follows
// in time and adds no frames. The rate of an edit is not looked at, which FFmpeg does
// not either.
//
// Sources: ISO/IEC 14496-12:2022, 8.6.5 and 8.6.6; QuickTime File Format
// Specification, appendix G (audio priming).
func (t *Track) Windows(coded, media int64, rate int) []Window {
	edits := t.playing()
	if g := t.movie.gapless; g.fits(coded) && t.wholeMedia(edits, media) {
		return []Window{{g.delay, min(g.delay+g.frames, coded)}}
	}
	if len(t.Edits) == 0 || len(edits) == 0 && t.movie.Fragmented {
		return []Window{{0, coded}}
	}
	var out []Window
	for _, e := range edits {
		w := t.window(e, coded, media, rate)
		if w.End <= w.Start {
			continue
		}
		if n := len(out); n > 0 && out[n-1].End == w.Start {
			out[n-1].End = w.End
			continue
		}
		out = append(out, w)
	}
	return out
}

// playing returns the edits that play something.
func (t *Track) playing() []Edit {
	var out []Edit
	for _, e := range t.Edits {
		if e.MediaTime >= 0 && e.MediaTime < 1<<62 {
			out = append(out, e)
		}
	}
	return out
}

// wholeMedia reports whether the edits say no more than that all is played.
func (t *Track) wholeMedia(edits []Edit, media int64) bool {
	if len(edits) == 0 {
		return true
	}
	if len(edits) > 1 || edits[0].MediaTime != 0 || t.movie.Timescale <= 0 {
		return false
	}
	end := scale(edits[0].Duration, t.Timescale, t.movie.Timescale)
	return edits[0].Duration == 0 || media > 0 && end >= media-t.unit()
}

// unit returns one unit of the movie's timescale in the track's, rounded up.
func (t *Track) unit() int64 {
	if t.movie.Timescale <= 0 {
		return 0
	}
	return t.Timescale/t.movie.Timescale + 1
}

func (t *Track) window(e Edit, coded, media int64, rate int) Window {
	start := scale(e.MediaTime, int64(rate), t.Timescale)
	end := coded
	if m := scale(media, int64(rate), t.Timescale); media > 0 && m < coded && coded-m < largestPacket {
		end = m // the last packet is declared to be shorter: an encoder's padding
	}
	if e.Duration > 0 || !t.movie.Fragmented {
		end = start + scale(e.Duration, int64(rate), t.movie.Timescale)
		stop := e.MediaTime + scale(e.Duration, t.Timescale, t.movie.Timescale)
		if media > 0 && stop >= media-t.unit() && stop <= media+t.unit() {
			end = scale(media, int64(rate), t.Timescale)
		}
	}
	return Window{min(start, coded), min(max(end, start), coded)}
}

// EditedDuration returns what the edits play in units of the track's timescale,
// without a look at what is there, and where the last of them ends in the media.
// ok is false where there is no edit list, or where it is open.
func (t *Track) EditedDuration() (total, end int64, ok bool) {
	for _, e := range t.playing() {
		if e.Duration == 0 && t.movie.Fragmented {
			return 0, 0, false
		}
		d := scale(e.Duration, t.Timescale, t.movie.Timescale)
		total += d
		end = max(end, e.MediaTime+d)
		ok = true
	}
	return total, end, ok
}

// maxTime bounds times so that sums of a list of edits do not overflow.
const maxTime = 1 << 50

// scale returns v*num/den rounded to the nearest, at most maxTime; 0 for a den
// of 0.
func scale(v, num, den int64) int64 {
	if den <= 0 || num <= 0 || v <= 0 {
		return 0
	}
	if v < 1<<31 && num < 1<<31 {
		return min((v*num+den/2)/den, maxTime)
	}
	p := new(big.Int).Mul(big.NewInt(v), big.NewInt(num))
	p.Add(p, big.NewInt(den/2)).Quo(p, big.NewInt(den))
	if !p.IsInt64() {
		return maxTime
	}
	return min(p.Int64(), maxTime)
}

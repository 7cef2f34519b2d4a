package trace

import (
	"slices"
	"strconv"
)

// side is one side of the window pairs that are being judged.
type side struct {
	name string
	key  string
	span map[int64]Span // by index, of one match
	keys []int64
}

func newSide(name string) side {
	return side{name: name, key: name + "_audio_timestamps", span: make(map[int64]Span)}
}

func (s *side) reset() {
	clear(s.span)
	s.keys = s.keys[:0]
}

// windows judges the matched windows of one block.
func (c *checker) windows(b *LatentScores, at string) {
	if len(b.MatchedWindows) == 0 {
		return
	}
	clear(c.pairs)
	c.sides[0].reset()
	c.sides[1].reset()
	for i := range b.MatchedWindows {
		c.window(&b.MatchedWindows[i], b, at+"/matched_windows/"+strconv.Itoa(i))
	}
	for i := range c.sides {
		c.indexOrder(&c.sides[i], at+"/matched_windows")
	}
}

func (c *checker) window(w *WindowMatch, b *LatentScores, at string) {
	c.log.Needs(&w.Object, at, "query_index", "candidate_index", "similarity_score")
	c.windowScore(w, b, at)
	c.windowSide(0, w, "query_index", w.QueryIndex, w.QueryTimestamps, at)
	c.windowSide(1, w, "candidate_index", w.CandidateIndex, w.CandidateTimestamps, at)
	if w.Lacks("query_index") || w.Lacks("candidate_index") {
		return
	}
	p := [2]int64{w.QueryIndex, w.CandidateIndex}
	if c.pairs[p] {
		c.add(windowTwice, at, p, "each pair once", "query window %d and candidate window %d are listed a second time", p[0], p[1])
	}
	c.pairs[p] = true
}

func (c *checker) windowScore(w *WindowMatch, b *LatentScores, at string) {
	if w.Lacks("similarity_score") {
		return
	}
	at += "/similarity_score"
	c.similarity(w.SimilarityScore, at)
	if top, ok := b.named("max"); ok && w.SimilarityScore > top+rounding+tiny {
		c.add(windowAboveMax, at, w.SimilarityScore, top, "the window's similarity %v is over max %v", w.SimilarityScore, top)
	}
}

func (c *checker) windowSide(n int, w *WindowMatch, key string, index int64, t *Span, at string) {
	s := &c.sides[n]
	if index < 0 {
		c.add(windowIndex, at+"/"+key, index, "0 or more", "%s is %d", key, index)
	}
	if t == nil {
		return
	}
	if !c.windowSpan(t, at+"/"+s.key) || w.Lacks(key) {
		return
	}
	if c.fullMix {
		c.diag.window(n, index, t, at+"/"+s.key)
	}
	before, seen := s.span[index]
	if !seen {
		s.span[index] = *t
		s.keys = append(s.keys, index)
		if n == 0 && c.fullMix {
			c.queryWindow(index, t, at+"/"+s.key)
		}
	} else if before.Start != t.Start || before.End != t.End {
		c.add(indexTwoTimes, at+"/"+s.key, seconds(t), seconds(&before),
			"%s window %d is at %s here and at %s before", s.name, index, seconds(t), seconds(&before))
	}
}

// windowSpan judges one window's times and reports whether they make sense.
func (c *checker) windowSpan(t *Span, at string) bool {
	if t.Start < 0 || t.End <= t.Start {
		c.add(windowTimes, at, seconds(t), "end > start >= 0", "the window runs from %v s to %v s", t.Start, t.End)
		return false
	}
	c.late(t, at)
	if d := t.Seconds(); d < windowSecs-windowSlop-tiny || d > windowSecs+windowSlop+tiny {
		c.add(windowLength, at, short(d), windowSecs, "the window lasts %s s, the documented ones %v s", short(d), windowSecs)
	}
	return true
}

// late judges whether a stretch lies in the longest track that the vendor takes.
func (c *checker) late(t *Span, at string) {
	if t.End > MaxSeconds+windowSecs {
		c.add(windowLate, at, t.End, MaxSeconds, "it ends at %v s, behind the longest track of %d s", t.End, MaxSeconds)
	}
}

func seconds(t *Span) string {
	return strconv.FormatFloat(t.Start, 'g', -1, 64) + " to " + strconv.FormatFloat(t.End, 'g', -1, 64) + " s"
}

// indexOrder judges whether later indexes start later.
func (c *checker) indexOrder(s *side, at string) {
	slices.Sort(s.keys)
	for i := 1; i < len(s.keys); i++ {
		a, b := s.keys[i-1], s.keys[i]
		if from, to := s.span[a].Start, s.span[b].Start; to < from {
			c.add(indexOrder, at, to, from, "%s window %d starts at %v s, earlier than window %d at %v s", s.name, b, to, a, from)
		}
	}
}

package trace

import (
	"strings"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// totals are sums and extremes over all listed matches.
type totals struct {
	mean, vocal           extremes
	vocalsMotifs, oMotifs int64
}

// extremes are the largest, smallest and mean of what was added.
type extremes struct {
	n                 int64
	largest, low, sum float64
}

func (e *extremes) add(f float64) {
	if e.n == 0 {
		e.largest, e.low = f, f
	}
	e.n++
	e.largest, e.low = max(e.largest, f), min(e.low, f)
	e.sum += f
}

func (e *extremes) mean() float64 { return e.sum / float64(max(e.n, 1)) }

func (t *totals) add(m *Match) {
	if f, ok := m.FullAudio.named("max_then_mean"); ok {
		t.mean.add(f)
	}
	if f, ok := m.Vocal.named("max"); ok {
		t.vocal.add(f)
	}
	for stem, s := range m.Motifs {
		switch {
		case s == nil || s.TotalMatches < 0:
		case strings.HasPrefix(stem, "vocal"):
			t.vocalsMotifs += s.TotalMatches
		default:
			t.oMotifs += s.TotalMatches
		}
	}
}

// endSummary holds the summary against the listed matches.
func (c *checker) endSummary() {
	s, at := c.summary, c.job.summaryAt
	if s == nil {
		return
	}
	c.log.Needs(&s.Object, at, "full_audio_max_then_mean", "vocal_max", "motif_matches_other_count", "motif_matches_vocals_count")
	for _, n := range []struct {
		key            string
		count, atLeast int64
	}{
		{"motif_matches_other_count", s.MotifOtherCount, c.listed.oMotifs},
		{"motif_matches_vocals_count", s.MotifVocalsCount, c.listed.vocalsMotifs},
	} {
		if !s.Lacks(n.key) {
			c.summaryCount(at+"/"+n.key, n.count, n.atLeast)
		}
	}
	c.summaryScore(s.FullAudioMaxThenMean, s, "full_audio_max_then_mean")
	c.summaryScore(s.VocalMax, s, "vocal_max")
	if top := c.listed.vocal.largest; c.listed.vocal.n > 0 && !s.Lacks("vocal_max") && s.VocalMax < top-rounding-tiny {
		c.add(summaryVocal, at+"/vocal_max", s.VocalMax, top, "vocal_max is %v, but a listed match has the vocal max %v", s.VocalMax, top)
	}
}

func (c *checker) summaryScore(v float64, s *Summary, key string) {
	if s.Lacks(key) {
		return
	}
	c.similarity(v, c.job.summaryAt+"/"+key)
}

func (c *checker) summaryCount(at string, count, listed int64) {
	switch {
	case count < 0:
		c.add(summaryCount, at, count, "0 or more", "the count is %d", count)
	case count < listed:
		c.add(summaryBelow, at, count, listed, "the count is %d, but the listed matches have %d", count, listed)
	case count > listed:
		c.add(summaryUnlisted, at, count, listed, "the count is %d, the listed matches have %d: some are not listed", count, listed)
	}
}

// endDiagnosis turns what was gathered into readings and notes.
func (c *checker) endDiagnosis() {
	d := &c.out.Diagnosis
	*d = c.diag.d
	d.Readings = c.diag.readings()
	c.windowNotes()
	if c.summary == nil || c.job.results != jsonobj.Object {
		return
	}
	d.SummaryMean, d.ListedMean = c.summary.FullAudioMaxThenMean, c.listed.mean.mean()
	d.ListedLargest, d.ListedLow = c.listed.mean.largest, c.listed.mean.low
	c.summaryReadings(d)
}

// windowNotes tells what matched_windows and their times turn out to be.
func (c *checker) windowNotes() {
	w, at := &c.diag.windows, c.diag.lists.firstAt
	if c.diag.lists.lists == 0 {
		return
	}
	if c.diag.lists.long > 0 && w.open(readBest) {
		c.add(windowsBest, at, nil, nil, "matched_windows read as each query window's best: their mean is max_then_mean, and one is max")
	}
	if c.diag.lists.long > 0 && w.open(readAssignment) {
		c.add(windowsAssigned, at, nil, nil, "matched_windows read as a one-to-one assignment: their mean is hungarian_mean, and no window is there twice")
	}
	if !w.open(readBest) && !w.open(readAssignment) && !w.open(readTop) {
		c.add(windowsAbridged, at, nil, nil, "matched_windows are a selection: %s; %s", w.fate[readBest].why, w.fate[readAssignment].why)
	}
	if g := &c.diag.grid; !g.open(0) && !g.open(1) && !g.open(2) {
		c.add(noSharedGrid, g.fate[2].at, nil, nil, "windows fit no grid that all tracks share: %s", g.fate[2].why)
	}
}

func (c *checker) summaryReadings(d *Diagnosis) {
	at := c.job.summaryAt + "/"
	if !c.summary.Lacks("full_audio_max_then_mean") {
		rs := c.listed.mean.readings(QuestionSummary, c.summary.FullAudioMaxThenMean, at+"full_audio_max_then_mean")
		d.Readings = append(d.Readings, rs...)
		if len(rs) > 0 && !c.listed.mean.explains(d.SummaryMean) {
			c.add(summaryMean, rs[0].Pointer, d.SummaryMean, d.ListedLargest,
				"full_audio_max_then_mean %v is neither the largest (%v), the mean (%s) nor the smallest (%v) of the %d listed matches",
				d.SummaryMean, d.ListedLargest, short(d.ListedMean), d.ListedLow, c.listed.mean.n)
		}
	}
	if !c.summary.Lacks("vocal_max") {
		d.Readings = append(d.Readings, c.listed.vocal.readings(QuestionVocalMax, c.summary.VocalMax, at+"vocal_max")...)
	}
}

// explains reports whether f is the largest, the mean or the smallest.
func (e *extremes) explains(f float64) bool {
	return near(f, e.largest) || near(f, e.mean()) || near(f, e.low)
}

// readings says what a number of the summary can be. The listed matches need not
// be all that there are, so only an extreme can be refuted: by a match beyond it.
func (e *extremes) readings(name string, got float64, at string) []Reading {
	if e.n == 0 {
		return nil
	}
	q := newQuestion(name, "the largest of all matches", "their mean", "their smallest")
	if got < e.largest-rounding-tiny {
		q.refute(0, at, "it is %v, but a match with %v is listed", got, e.largest)
	}
	if got > e.low+rounding+tiny {
		q.refute(2, at, "it is %v, but a match with %v is listed", got, e.low)
	}
	return q.readings(false)
}

package verify

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// evidence holds the matches of one search answer against what is here.
type evidence struct {
	*answer

	query     *compare.Query // of the matches at hand, nil when it has no embeddings
	queryID   string
	queryN    int // of the queries so far
	memory    []float32
	scores    scoreFits
	windows   windowFits
	ranked    ranked
	unmatched map[string]bool // ids without evidence that were recorded
	unnamed   unnamedScore
	others    bool // the answer has scores that are not of the full mix
}

func newEvidence(a *answer) *evidence {
	return &evidence{answer: a, queryN: -1, scores: newScoreFits(), unmatched: make(map[string]bool)}
}

func (e *evidence) any() bool { return e.opt.Candidates != nil || e.opt.Audio != nil }

// match is called for every match of the answer.
func (e *evidence) match(query, at string, m *trace.Match) {
	if e.ctx.Err() != nil {
		return
	}
	if e.queryN < 0 || query != e.queryID {
		e.queryID = query
		e.queryN++
		e.nextQuery(at)
	}
	if e.opt.Audio != nil {
		e.audio(query, at, m)
	}
	if e.query != nil {
		e.pair(at, m)
	} else if e.opt.Candidates != nil {
		e.absent(e.opt.Candidates, m.ID, at+"/id", noEmbedding)
	}
}

// nextQuery loads the embeddings of another query.
func (e *evidence) nextQuery(at string) {
	e.query = nil
	if e.opt.Queries == nil {
		return
	}
	at = queryPointer(at)
	if e.queryID == "" {
		e.log.add(noEmbedding, at, nil, nil, "the query has no id in front of its matches; its pairs are not compared")
		return
	}
	t, ok := e.load(e.opt.Queries, e.queryID, at, new([]float32))
	if !ok {
		return
	}
	q, err := compare.NewQuery(t)
	if err != nil {
		e.log.add(unusable, at, nil, nil, "the embeddings of %q cannot be compared: %v", e.queryID, err)
		return
	}
	e.query = q
}

// queryPointer returns the place of a query's id from that of its match.
func queryPointer(match string) string {
	if i := strings.LastIndex(match, "/matches/"); i >= 0 {
		return match[:i] + "/query_audio_id"
	}
	return match
}

// absent records an id that has no track, and reports whether it has none.
func (e *evidence) absent(ts *Tracks, id, at, rule string) bool {
	if _, ok := ts.ids.find(id); ok {
		return false
	}
	e.missing(rule, id, at)
	return true
}

// missing records, once each, an id without evidence of one kind.
func (e *evidence) missing(rule, id, at string) {
	key := rule + id
	if e.unmatched[key] || len(e.unmatched) > MaxMissing {
		return
	}
	e.unmatched[key] = true
	if !slices.Contains(e.out.Missing, id) && len(e.out.Missing) < MaxMissing {
		e.out.Missing = append(e.out.Missing, id)
	}
	what := "embeddings"
	if rule == noAudio {
		what = "audio file"
	}
	e.log.add(rule, at, id, "a track called "+Fold(id), "no %s here for %q, which would be called %q or have the whole id as its name", what, id, Fold(id))
}

// load returns the track that an id names, in the memory of buf where it is not
// held anyway.
func (e *evidence) load(ts *Tracks, id, at string, buf *[]float32) (compare.Track, bool) {
	i, ok := ts.ids.find(id)
	if !ok {
		e.missing(noEmbedding, id, at)
		return compare.Track{}, false
	}
	t, err := ts.load(i, buf)
	if err != nil {
		e.log.add(unusable, at, nil, nil, "the embeddings of %q cannot be read: %v", id, err)
		return t, false
	}
	return t, true
}

// pair holds one match against the embeddings of both of its tracks.
func (e *evidence) pair(at string, m *trace.Match) {
	t, ok := e.load(e.opt.Candidates, m.ID, at+"/id", &e.memory)
	if !ok {
		return
	}
	c, err := e.query.Compare(t)
	if err != nil {
		e.log.add(unusable, at+"/id", nil, nil, "the embeddings of %q cannot be compared with those of %q: %v", m.ID, e.queryID, err)
		return
	}
	e.out.Compared++
	place := Place{Pointer: at, Query: e.queryID, Candidate: m.ID, bare: m.FullAudio == nil}
	local := c.Readings()
	vendor := claimed(m)
	e.scores.add(place, vendor, local, e.opt.Tolerance)
	if m.FullAudio != nil {
		e.windows.add(place, m.FullAudio.MatchedWindows, c, e.query.Rows(), t.Rows(), e.opt.Tolerance)
	}
	e.ranked.add(place, e.queryN, m, vendor, local)
	e.unnamed.add(m, at)
	e.others = e.others || m.Vocal != nil || len(m.Motifs) > 0
}

// unnamedScore asks which of the three scores the score of matches is whose
// payload names none.
type unnamedScore struct {
	refuted [len(metrics)]bool
	at      string // of the match that refuted the last
	got     float64
}

func (u *unnamedScore) add(m *trace.Match, at string) {
	if m.FullAudio == nil || m.Lacks("score") || m.Payload != nil && metricOf(m) == compare.Metric(m.Payload.Metric) {
		return
	}
	for i, v := range claimed(m) {
		if !u.refuted[i] && math.Abs(v-m.Score) > rounding+slack {
			u.refuted[i], u.at, u.got = true, at+"/score", m.Score
		}
	}
}

// rounding is what two numbers may differ by that are each rounded to 3 decimals.
const rounding = 0.001

// metrics are the three scores in the order of claims.
var metrics = [...]compare.Metric{compare.Max, compare.MaxThenMean, compare.HungarianMean}

// claims are the vendor's three scores of a pair in the order of metrics, NaN
// where the answer does not say.
type claims [len(metrics)]float64

// claimed returns what a match says of the full mix. A match without a block of
// scores says one, which its payload names.
func claimed(m *trace.Match) (c claims) {
	nan := math.NaN()
	c = claims{nan, nan, nan}
	if b := m.FullAudio; b != nil {
		for i, v := range []float64{b.Max, b.MaxThenMean, b.HungarianMean} {
			if !b.Lacks(string(metrics[i])) {
				c[i] = v
			}
		}
		return c
	}
	if i := slices.Index(metrics[:], metricOf(m)); !m.Lacks("score") {
		c[i] = m.Score
	}
	return c
}

// metricOf returns which score a match is ranked by: max_then_mean unless its
// payload names another.
func metricOf(m *trace.Match) compare.Metric {
	if m.Payload != nil && slices.Contains(metrics[:], compare.Metric(m.Payload.Metric)) {
		return compare.Metric(m.Payload.Metric)
	}
	return compare.MaxThenMean
}

// Place is one pair of an answer.
type Place struct {
	Pointer          string // RFC 6901
	Query, Candidate string // ids

	bare bool // the match has no block of scores, its score alone
}

// finish draws the conclusions once the answer was read.
func (e *evidence) finish() {
	if e.opt.Candidates == nil || e.ctx.Err() != nil {
		return
	}
	if e.out.Compared == 0 {
		if e.out.Listed > 0 {
			e.because("none of its pairs has embeddings here for both tracks")
		}
		return
	}
	if e.unnamed.refuted == [len(metrics)]bool{true, true, true} {
		e.log.add(scoreOdd, e.unnamed.at, e.unnamed.got, "one of the match's three scores", "score is none of max, max_then_mean and hungarian_mean throughout the answer; here it is %v", e.unnamed.got)
	}
	s := e.scores.settle()
	e.out.Readings = s.readings
	switch {
	case s.numbers == 0:
		e.because("no pair with embeddings carries a score")
	case s.fits == s.numbers:
		e.repeated(s)
	case s.same():
		e.tampered(s)
	default:
		e.another(s)
	}
}

// share says how many of the listed matches were compared.
func (e *evidence) share() string {
	switch {
	case e.out.Listed == 1:
		return "the one pair"
	case e.out.Compared == e.out.Listed:
		return fmt.Sprintf("all %s", plural(e.out.Listed, "pair"))
	}
	return fmt.Sprintf("%d of %s", e.out.Compared, plural(e.out.Listed, "pair"))
}

func plural(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// repeated: every number that could be compared follows from the embeddings.
func (e *evidence) repeated(s settlement) {
	e.because(fmt.Sprintf("the local embeddings give every score of %s within %v, read as %s", e.share(), e.opt.Tolerance, s.names()))
	ok := e.windowsSettled(s)
	e.confirmed = ok && e.out.Compared == e.out.Listed && s.numbers >= fewNumbers
	e.partly = true
	if e.others {
		e.because("scores of vocals and motifs are not compared: the embeddings are of the full mix")
	}
	if s.numbers < fewNumbers {
		e.because(fmt.Sprintf("%s: too few to rule out chance", plural(s.numbers, "number")))
	}
}

// fewNumbers is how many scores must fit before chance is ruled out: with a
// tolerance of 0.002 and scores spread over 0.3, one fits one of 12 readings by
// chance in one case of six, three together in one of several hundred.
const fewNumbers = 3

// tampered: most numbers follow from the embeddings, some do not.
func (e *evidence) tampered(s settlement) {
	e.partly = true
	e.because(fmt.Sprintf("the local embeddings give %d of %s in %s within %v, read as %s: the vendor's encoder is theirs, and the other scores are not what it gives",
		s.fits, plural(s.numbers, "score"), e.share(), e.opt.Tolerance, s.names()))
	for i, k := range s.best {
		if k < 0 {
			continue
		}
		r := &e.scores.rows[k]
		if 2*r.fits < r.n { // a few fit by chance
			e.log.add(noneFits, r.worst.score(metrics[i]), nil, nil,
				"no reading of %s gives the vendor's values of %s; the nearest, %s, is off by up to %.4f", metrics[i], plural(r.n, "pair"), r.Name, r.worstOff)
			continue
		}
		for _, x := range r.misfits {
			e.log.add(scoreRefuted, x.score(metrics[i]), x.vendor, short(x.local), "%s of %q and %q is %v in the answer and %.4f by the local embeddings (%s)",
				metrics[i], x.Query, x.Candidate, x.vendor, x.local, r.Name)
		}
		e.log.more(scoreRefuted, r.n-r.fits-int64(len(r.misfits)))
	}
	e.windowsSettled(s)
}

func short(f float64) string { return fmt.Sprintf("%.4f", f) }

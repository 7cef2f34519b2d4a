package verify

import (
	"fmt"
	"math"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// windowFits gathers how well the listed windows' similarities follow from the
// embeddings, for indexes from 0 and from 1, and for each scale.
type windowFits struct {
	n    int64
	rows [2][len(scales)]windowRow
}

type windowRow struct {
	fits    int64
	misfits []windowMisfit
}

type windowMisfit struct {
	Place
	w       trace.WindowMatch
	local   float64 // NaN where an index lies behind the last window
	m, n, i int
}

// scaleReadings are what scales stand for.
var scaleReadings = [len(scales)]compare.Reading{{}, {Negatives: compare.Clamped}, {Similarity: compare.Shifted}}

// add holds the windows of one pair of m and n windows against c.
func (f *windowFits) add(at Place, list []trace.WindowMatch, c *compare.Comparison, m, n int, tolerance float64) {
	for i := range list {
		w := &list[i]
		if w.Lacks("query_index") || w.Lacks("candidate_index") || w.Lacks("similarity_score") {
			continue
		}
		f.n++
		for base := range f.rows {
			q, k := w.QueryIndex-int64(base), w.CandidateIndex-int64(base)
			inside := q >= 0 && q < int64(m) && k >= 0 && k < int64(n)
			for s := range scales {
				local := math.NaN()
				if inside {
					local = c.Similarity(int(q), int(k), scaleReadings[s])
				}
				f.rows[base][s].add(windowMisfit{at, *w, local, m, n, i}, tolerance)
			}
		}
	}
}

func (r *windowRow) add(x windowMisfit, tolerance float64) {
	if math.Abs(x.w.SimilarityScore-x.local) <= tolerance+slack {
		r.fits++
	} else if len(r.misfits) < perRule {
		r.misfits = append(r.misfits, x)
	}
}

// windowsSettled judges the windows of an answer whose encoder is that of the
// embeddings, and reports whether they are right.
func (e *evidence) windowsSettled(s settlement) bool {
	f := &e.windows
	if f.n == 0 {
		return true
	}
	scale := 0
	for i := range scales {
		if scales[i] == s.scale {
			scale = i
		}
	}
	base, row := 0, &f.rows[0][scale]
	if other := &f.rows[1][scale]; other.fits > row.fits {
		base, row = 1, other
	}
	from := fmt.Sprintf("counted from %d", base)
	switch {
	case row.fits == f.n:
		e.because(fmt.Sprintf("%s in matched_windows %s as alike as the local ones at their indexes, %s", plural(f.n, "window pair"), is(f.n), from))
		return true
	case row.fits == 0 && f.n > 1:
		x := &row.misfits[0]
		e.log.add(windowsOther, x.Pointer+"/full_audio_latent_scores/matched_windows", nil, nil,
			"none of %s in matched_windows is as alike as the local ones at their indexes, counted from 0 or 1", plural(f.n, "window pair"))
		return false
	}
	for i := range row.misfits {
		e.windowRefuted(&row.misfits[i], from)
	}
	e.log.more(windowRefuted, f.n-row.fits-int64(len(row.misfits)))
	return false
}

func is(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func (e *evidence) windowRefuted(x *windowMisfit, from string) {
	at := fmt.Sprintf("%s/full_audio_latent_scores/matched_windows/%d", x.Pointer, x.i)
	q, c := x.w.QueryIndex, x.w.CandidateIndex
	if math.IsNaN(x.local) {
		e.log.add(windowRefuted, at, fmt.Sprintf("%d, %d", q, c), fmt.Sprintf("below %d, %d", x.m, x.n),
			"windows %d and %d (%s) are not both there: %q has %d and %q has %d", q, c, from, x.Query, x.m, x.Candidate, x.n)
		return
	}
	e.log.add(windowRefuted, at+"/similarity_score", x.w.SimilarityScore, short(x.local),
		"windows %d and %d (%s) have the similarity %v in the answer and %.4f by the local embeddings", q, c, from, x.w.SimilarityScore, x.local)
}

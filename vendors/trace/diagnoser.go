package trace

import "math"

// diagnoser gathers, match by match, what speaks against each reading.
type diagnoser struct {
	d        Diagnosis
	negative bool // a similarity below 0 was seen

	scores, score, scale, windows, order question
	grid                                 grid
	lists                                listCounts
}

// listCounts say how much the lists of windows can tell.
type listCounts struct {
	lists, long int64 // lists with windows; lists with at least two
	firstAt     string
}

func newDiagnoser() *diagnoser {
	d := &diagnoser{
		scores:  newQuestion(QuestionScores, combinations()...),
		score:   newQuestion(QuestionScore, metrics[:]...),
		scale:   newQuestion(QuestionScale, "as it is, -1 to 1", "negatives clamped to 0", "(1+cos)/2"),
		windows: newQuestion(QuestionWindows, "each query window's best, all of them", "the assignment's pairs, all of them", "the most alike pairs", "a selection"),
		order:   newQuestion(QuestionOrder, "similarity, descending", "query index", "start in the query"),
		grid:    newGrid(),
	}
	d.d.LastQueryIndex, d.d.LastCandidateIndex = -1, -1
	return d
}

func combinations() (names []string) {
	for _, dir := range directions {
		for _, div := range divisors {
			names = append(names, "direction "+dir+", divisor "+div)
		}
	}
	return names
}

// readings returns the outcome of all questions that the matches can answer.
func (d *diagnoser) readings() (all []Reading) {
	for _, q := range []*question{&d.scores, &d.score, &d.scale, &d.windows, &d.order, &d.grid.question} {
		all = append(all, q.readings(d.negative)...)
	}
	return all
}

// scoreOf holds a match's score against each number of the full mix.
func (d *diagnoser) scoreOf(m *Match, at string) {
	if m.FullAudio == nil || m.Lacks("score") {
		return
	}
	for i, name := range metrics {
		if s, ok := m.FullAudio.named(name); ok && d.score.open(i) && math.Abs(s-m.Score) > rounding+tiny {
			d.score.refute(i, at+"/score", "score is %v, the full mix's %s %v", m.Score, name, s)
		}
	}
}

// block asks what three scores of one matrix allow.
func (d *diagnoser) block(b *LatentScores, at string) {
	mean, hasMean := b.named("max_then_mean")
	hung, hasHung := b.named("hungarian_mean")
	if hasMean && hasHung && hung > mean+rounding+tiny {
		d.hungLarger(mean, hung, at)
	}
	if top, ok := b.named("max"); ok && top < 0 || mean < 0 || hung < 0 {
		d.scale.refute(1, at, "a score is negative")
		d.scale.refute(2, at, "a score is negative")
	}
	if len(b.MatchedWindows) > 0 {
		d.list(b, at)
	}
}

// hungLarger rules out the readings under which hungarian_mean cannot be larger
// than max_then_mean. For an m x n matrix S with an assignment of k = min(m,n)
// pairs and the sum H, whatever the signs, the mean of maxima over the shorter
// side is at least H/k, so the larger of both is. If no entry is negative, the
// mean over the query's m rows is at least H/m, the one over the candidate's n
// columns at least H/n, and each is at least H/max(m,n).
func (d *diagnoser) hungLarger(mean, hung float64, at string) {
	for i := range d.scores.names {
		if !d.scores.open(i) {
			continue
		}
		dir, div := directions[i/len(divisors)], divisors[i%len(divisors)]
		switch {
		case dir == "larger" && div == "min":
			d.scores.refute(i, at, "hungarian_mean %v is over max_then_mean %v, which is then at least as large", hung, mean)
		case dir == "larger" || div == "max" || dir == "query" && div == "m" || dir == "candidate" && div == "n":
			d.scores.refuteUnsigned(i, at, "hungarian_mean %v is over max_then_mean %v, which is then at least as large", hung, mean)
		}
	}
}

// window records one window's place in its track: side 0 is the query.
func (d *diagnoser) window(n int, index int64, t *Span, at string) {
	x := &d.d
	length := t.Seconds()
	if x.Windows == 0 {
		x.MinSeconds, x.MaxSeconds = length, length
	}
	x.Windows++
	x.MinSeconds, x.MaxSeconds = min(x.MinSeconds, length), max(x.MaxSeconds, length)
	x.LatestEnd = max(x.LatestEnd, t.End)
	if n == 0 {
		x.LastQueryIndex = max(x.LastQueryIndex, index)
	} else {
		x.LastCandidateIndex = max(x.LastCandidateIndex, index)
	}
	d.grid.window(index, t.Start, at)
}

package trace

// Readings of QuestionWindows and QuestionOrder, by their place.
const (
	readBest = iota
	readAssignment
	readTop
)

const (
	bySimilarity = iota
	byIndex
	byStart
)

// listFacts are what one list of matched windows looks like as a whole.
type listFacts struct {
	n                             int
	queryUnique, candidateUnique  bool
	holdsMax                      bool
	mean                          float64
	lastQuery, lastCandidate      int64
	queryCovered, candidateCovers bool // every index up to the last is there, from 0 or 1
}

// list asks what a list of matched windows can be.
func (d *diagnoser) list(b *LatentScores, at string) {
	at += "/matched_windows"
	for i := range b.MatchedWindows {
		if w := &b.MatchedWindows[i]; w.Lacks("query_index") || w.Lacks("candidate_index") || w.Lacks("similarity_score") {
			return
		}
	}
	d.lists.lists++
	if d.lists.firstAt == "" {
		d.lists.firstAt = at
	}
	if len(b.MatchedWindows) > 1 {
		d.lists.long++
		d.orderOf(b.MatchedWindows, at)
	}
	if !d.windows.open(readBest) && !d.windows.open(readAssignment) && !d.windows.open(readTop) {
		return
	}
	f := factsOf(b)
	d.best(&f, b, at)
	d.assignment(&f, b, at)
	if _, ok := b.named("max"); ok && !f.holdsMax {
		d.windows.refute(readTop, at, "none of the %d windows is as alike as max %v", f.n, b.Max)
	}
}

func (d *diagnoser) best(f *listFacts, b *LatentScores, at string) {
	mean, ok := b.named("max_then_mean")
	switch {
	case !f.queryUnique:
		d.windows.refute(readBest, at, "a query window is listed twice")
	case !b.Lacks("max") && !f.holdsMax:
		d.windows.refute(readBest, at, "none of the %d windows is as alike as max %v", f.n, b.Max)
	case !f.queryCovered:
		d.windows.refute(readBest, at, "%d windows are listed, but query indexes go up to %d", f.n, f.lastQuery)
	case ok && !near(f.mean, mean):
		d.windows.refute(readBest, at, "the windows' mean is %s, max_then_mean %v", short(f.mean), mean)
	}
}

func (d *diagnoser) assignment(f *listFacts, b *LatentScores, at string) {
	hung, ok := b.named("hungarian_mean")
	switch {
	case !f.queryUnique || !f.candidateUnique:
		d.windows.refute(readAssignment, at, "a window is listed twice")
	case !f.queryCovered && !f.candidateCovers:
		d.windows.refute(readAssignment, at, "%d pairs are listed, but indexes go up to %d and %d", f.n, f.lastQuery, f.lastCandidate)
	case ok && !near(f.mean, hung):
		d.windows.refute(readAssignment, at, "the pairs' mean is %s, hungarian_mean %v", short(f.mean), hung)
	}
}

// near allows for the rounding of the mean and of what it is a mean of.
func near(a, b float64) bool { return a-b <= rounding+tiny && b-a <= rounding+tiny }

func factsOf(b *LatentScores) listFacts {
	f := listFacts{n: len(b.MatchedWindows), lastQuery: -1, lastCandidate: -1}
	query, candidate := make(map[int64]bool, f.n), make(map[int64]bool, f.n)
	for i := range b.MatchedWindows {
		w := &b.MatchedWindows[i]
		query[w.QueryIndex], candidate[w.CandidateIndex] = true, true
		f.lastQuery, f.lastCandidate = max(f.lastQuery, w.QueryIndex), max(f.lastCandidate, w.CandidateIndex)
		f.holdsMax = f.holdsMax || near(w.SimilarityScore, b.Max)
		f.mean += w.SimilarityScore / float64(f.n)
	}
	f.queryUnique, f.candidateUnique = len(query) == f.n, len(candidate) == f.n
	f.queryCovered = covered(query, f.lastQuery)
	f.candidateCovers = covered(candidate, f.lastCandidate)
	return f
}

// covered reports whether the indexes can be all that there are up to last,
// counted from 0 or from 1.
func covered(indexes map[int64]bool, last int64) bool {
	n := int64(len(indexes))
	return n == last+1 || n == last && !indexes[0]
}

// orderOf asks by what a list is sorted.
func (d *diagnoser) orderOf(ws []WindowMatch, at string) {
	for i := 1; i < len(ws); i++ {
		a, b := &ws[i-1], &ws[i]
		if b.SimilarityScore > a.SimilarityScore+tiny {
			d.order.refute(bySimilarity, at, "similarity %v follows %v", b.SimilarityScore, a.SimilarityScore)
		}
		if b.QueryIndex < a.QueryIndex {
			d.order.refute(byIndex, at, "query index %d follows %d", b.QueryIndex, a.QueryIndex)
		}
		if s, t := a.QueryTimestamps, b.QueryTimestamps; s != nil && t != nil && t.Start < s.Start {
			d.order.refute(byStart, at, "start %v s follows %v s", t.Start, s.Start)
		}
	}
}

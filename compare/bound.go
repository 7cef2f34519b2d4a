package compare

import (
	"math"
	"slices"
)

// boundSlack is added to every bound before anything is left out because of it:
// bound and score come from the same float32 similarities and differ by no more
// than the rounding of float64 sums.
const boundSlack = 1e-6

// below reports whether the score of metric m under reading r is certainly below
// floor, where s are the scores that need no assignment.
//
// A total of k pairs uses k rows and k columns once each, so it is no larger than
// the sum of the k largest row maxima, and than that of the k largest column
// maxima. The sum of all maxima is no bound: where one side is longer and maxima
// are negative, it is too small.
func (g *grid) below(floor float64, m Metric, r Reading, s Scores) bool {
	if math.IsInf(floor, -1) {
		return false
	}
	floor -= boundSlack
	if m != HungarianMean {
		return s.Of(m) < floor
	}
	shorter, longer := g.ofQuery(), g.ofCandidate()
	if len(shorter) > len(longer) {
		shorter, longer = longer, shorter
	}
	floor *= r.divisor(g.Cols, g.Rows)
	return sum(shorter, r) < floor || g.largest(longer, len(shorter), r) < floor
}

// largest returns the sum under reading r of the k largest cosines.
func (g *grid) largest(cosines []float32, k int, r Reading) float64 {
	if len(cosines) == k {
		return sum(cosines, r)
	}
	g.sorted = append(g.sorted[:0], cosines...)
	slices.Sort(g.sorted)
	return sum(g.sorted[len(g.sorted)-k:], r)
}

package compare

import (
	"slices"

	"github.com/audiocheck/audiocheck/internal/kernel"
	"github.com/audiocheck/audiocheck/internal/lap"
)

// grid is the similarity matrix of one pair of tracks with what is needed to score
// it, and memory that it keeps from one pair to the next. Its rows are the
// candidate's windows and its columns the query's: S transposed.
type grid struct {
	kernel.Grid
	solver  lap.Solver
	clamped []float32 // the matrix with zero for negative values
	sorted  []float32 // maxima, to find the largest
}

// fill computes all cosines of q and the candidate, and their maxima.
func (g *grid) fill(q *Query, c *side) {
	g.Fill(c.data, q.panels, c.scale)
}

// ofQuery returns the best cosine of each of the query's windows.
func (g *grid) ofQuery() []float32 { return g.ColMax[:g.Cols] }

// ofCandidate returns the best cosine of each of the candidate's windows.
func (g *grid) ofCandidate() []float32 { return g.RowMax }

// scores returns all scores under reading r.
func (g *grid) scores(r Reading) Scores {
	s := g.maxima(r)
	s.HungarianMean = g.total(r) / r.divisor(g.Cols, g.Rows)
	return s
}

// maxima returns the scores that need no assignment.
func (g *grid) maxima(r Reading) Scores {
	return Scores{
		Max:         r.of(float64(slices.Max(g.ofCandidate()))),
		MaxThenMean: r.direction(sum(g.ofQuery(), r)/float64(g.Cols), sum(g.ofCandidate(), r)/float64(g.Rows)),
		Coverage:    float64(min(g.Cols, g.Rows)) / float64(max(g.Cols, g.Rows)),
	}
}

// sum returns the sum of similarities under reading r.
func sum(cosines []float32, r Reading) float64 {
	total := 0.0
	if r.Negatives == Raw {
		for _, x := range cosines {
			total += float64(x)
		}
		return scaleTotal(total, len(cosines), r)
	}
	for _, x := range cosines {
		total += r.of(float64(x))
	}
	return total
}

// scaleTotal returns the total under r of pairs whose cosines have that total.
func scaleTotal(cosines float64, pairs int, r Reading) float64 {
	if r.Similarity == Shifted {
		return (float64(pairs) + cosines) / 2
	}
	return cosines
}

// total returns the largest total of a one-to-one assignment under reading r, and
// leaves the pairs in g.solver: the query window of each candidate window.
func (g *grid) total(r Reading) float64 {
	data := g.Data
	if r.Negatives == Clamped && r.Similarity == Cosine {
		data = g.clamp()
	}
	g.solver.Solve(data, g.Rows, g.Cols, g.Stride)
	return scaleTotal(g.solver.Total, min(g.Rows, g.Cols), r)
}

// clamp returns the matrix with zero for negative values. Clamping chooses other
// pairs than the plain cosines do.
func (g *grid) clamp() []float32 {
	g.clamped = append(g.clamped[:0], g.Data...)
	for start := 0; start < len(g.clamped); start += g.Stride {
		for i, x := range g.clamped[start : start+g.Cols] {
			g.clamped[start+i] = max(x, 0)
		}
	}
	return g.clamped
}

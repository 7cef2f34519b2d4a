package compare

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"

	"github.com/audiocheck/audiocheck/internal/lap"
)

// Scores are the scores of one query against one candidate.
type Scores struct {
	Max           float64
	MaxThenMean   float64
	HungarianMean float64
	Coverage      float64 // pairs divided by the windows of the longer side, in (0, 1]
}

// Of returns the score that m names, NaN where m is unknown.
func (s Scores) Of(m Metric) float64 {
	switch m {
	case Max:
		return s.Max
	case MaxThenMean:
		return s.MaxThenMean
	case HungarianMean:
		return s.HungarianMean
	}
	return math.NaN()
}

// Pair is a window of the query, one of the candidate, both counted from zero,
// and their similarity under the reading in use.
type Pair struct {
	Query      int
	Candidate  int
	Similarity float64
}

// Reference returns the scores of q, m x d, against c, n x d, in float64 and
// straight from the formulas of the package's documentation: it is what the fast
// engine is tested against, and some twenty times slower.
//
// Errors are those of [Score].
func Reference(q, c Windows, r Reading) (Scores, error) {
	if err := r.check(); err != nil {
		return Scores{}, err
	}
	s, err := ReferenceSimilarities(q, c, r)
	if err != nil {
		return Scores{}, err
	}
	m, n := s.Dims()
	bestOfQuery := make([]float64, m)
	for i := range bestOfQuery {
		bestOfQuery[i] = floats.Max(mat.Row(nil, i, s))
	}
	bestOfCandidate := make([]float64, n)
	for j := range bestOfCandidate {
		bestOfCandidate[j] = floats.Max(mat.Col(nil, j, s))
	}
	total := 0.0
	for i, j := range lap.Exact(s.RawMatrix().Data, m, n) {
		if j >= 0 {
			total += s.At(i, j)
		}
	}
	return Scores{
		Max:           mat.Max(s),
		MaxThenMean:   r.direction(floats.Sum(bestOfQuery)/float64(m), floats.Sum(bestOfCandidate)/float64(n)),
		HungarianMean: total / r.divisor(m, n),
		Coverage:      float64(min(m, n)) / float64(max(m, n)),
	}, nil
}

// ReferenceSimilarities returns the m x n matrix S under reading r in float64.
//
// Errors are those of [Score].
func ReferenceSimilarities(q, c Windows, r Reading) (*mat.Dense, error) {
	if err := checkPair("query", q, "candidate", c); err != nil {
		return nil, err
	}
	unitQuery, err := unitRows("query", q)
	if err != nil {
		return nil, err
	}
	unitCandidate, err := unitRows("candidate", c)
	if err != nil {
		return nil, err
	}
	var s mat.Dense
	s.Mul(unitQuery, unitCandidate.T())
	s.Apply(func(_, _ int, cosine float64) float64 { return r.of(cosine) }, &s)
	return &s, nil
}

// unitRows returns w's rows divided by their Euclidean norms.
func unitRows(track string, w Windows) (*mat.Dense, error) {
	unit := mat.NewDense(w.Rows(), w.Dim, nil)
	for i := range w.Rows() {
		row := unit.RawRowView(i)
		for k, x := range w.Row(i) {
			row[k] = float64(x)
		}
		norm := floats.Norm(row, 2)
		if err := checkNorm(track, i, norm); err != nil {
			return nil, err
		}
		floats.Scale(1/norm, row)
	}
	return unit, nil
}

// checkNorm returns the error of a row with that norm, computed in float64, where
// no sum of squares of float32 values overflows or vanishes.
func checkNorm(track string, row int, norm float64) error {
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return &Error{Track: track, Row: row, Err: ErrNotFinite}
	}
	if norm == 0 {
		return &Error{Track: track, Row: row, Err: ErrZeroRow}
	}
	return nil
}

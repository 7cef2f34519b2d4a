package compare

import (
	"cmp"
	"slices"
)

// Comparison is one pair of tracks with all their window similarities, from which
// every score, reading and list of pairs can be taken. One goroutine at a time.
type Comparison struct {
	grid grid
}

// Score returns the scores of q, m x d, against c, n x d, under reading r, and
// the min(m, n) pairs of the assignment, sorted by similarity, the largest first,
// then by query window, then by candidate window.
//
// Errors: ErrEmpty, ErrShape, ErrDims, ErrTooLarge, ErrZeroRow and ErrNotFinite as
// an *Error that names the side and the row; ErrReading.
func Score(q, c Windows, r Reading) (Scores, []Pair, error) {
	if err := r.check(); err != nil {
		return Scores{}, nil, err
	}
	x, err := Compare(Track{"query", q}, Track{"candidate", c})
	if err != nil {
		return Scores{}, nil, err
	}
	return x.Scores(r), x.Assignment(r), nil
}

// Compare computes the window similarities of query and candidate, which errors
// name by their ids.
//
// Errors are those of [Score].
func Compare(query, candidate Track) (*Comparison, error) {
	if err := checkPair(query.ID, query.Windows, candidate.ID, candidate.Windows); err != nil {
		return nil, err
	}
	q, err := NewQuery(query)
	if err != nil {
		return nil, err
	}
	return q.Compare(candidate)
}

// Compare computes the window similarities of q and candidate.
//
// Errors: ErrEmpty, ErrShape, ErrDims, ErrTooLarge, ErrZeroRow and ErrNotFinite as
// an *Error that names candidate.ID and the row.
func (q *Query) Compare(candidate Track) (*Comparison, error) {
	if err := q.accepts(candidate); err != nil {
		return nil, err
	}
	var s side
	if err := s.set(candidate); err != nil {
		return nil, err
	}
	c := new(Comparison)
	c.grid.fill(q, &s)
	return c, nil
}

// accepts returns an error where t's shape does not fit q.
func (q *Query) accepts(t Track) error {
	if err := checkShape(t.ID, t.Windows); err != nil {
		return err
	}
	return checkSize(q.Rows(), q.Dim(), t.ID, t.Windows)
}

// Scores returns the scores under reading r, which must be a valid one: an unknown
// value of a part counts as that part's default.
func (c *Comparison) Scores(r Reading) Scores { return c.grid.scores(r) }

// Readings returns the value of every row of the table that [Readings] returns,
// in its order. It solves two assignments, one of them for clamped similarities.
func (c *Comparison) Readings() []NamedScore {
	table := Readings()
	all := make([]NamedScore, len(table))
	raw := c.grid.total(Reading{})
	clamped := c.grid.total(Reading{Negatives: Clamped})
	for i, named := range table {
		s := c.grid.maxima(named.Reading)
		total := scaleTotal(raw, min(c.grid.Rows, c.grid.Cols), named.Reading)
		if named.Reading.Negatives == Clamped {
			total = clamped
		}
		s.HungarianMean = total / named.Reading.divisor(c.grid.Cols, c.grid.Rows)
		all[i] = NamedScore{named, s.Of(named.Metric)}
	}
	return all
}

// Assignment returns the min(m, n) pairs whose similarities under reading r have
// the largest total, none of whose windows stands twice, sorted by similarity, the
// largest first, then by query window, then by candidate window.
func (c *Comparison) Assignment(r Reading) []Pair {
	c.grid.total(r)
	pairs := make([]Pair, 0, min(c.grid.Rows, c.grid.Cols))
	for j, i := range c.grid.solver.ColOf {
		if i >= 0 {
			pairs = append(pairs, c.pair(int(i), j, r))
		}
	}
	return sortPairs(pairs)
}

// Best returns each query window with the candidate window most similar to it, of
// those as similar the first, sorted as [Comparison.Assignment] sorts.
func (c *Comparison) Best(r Reading) []Pair {
	pairs := make([]Pair, c.grid.Cols)
	for i, most := range c.grid.ofQuery() {
		j := 0
		for c.grid.Data[j*c.grid.Stride+i] != most {
			j++
		}
		pairs[i] = c.pair(i, j, r)
	}
	return sortPairs(pairs)
}

// Similarity returns the similarity under reading r of query window i, from 0 to
// m-1, and candidate window j, from 0 to n-1. It panics outside of these ranges.
func (c *Comparison) Similarity(i, j int, r Reading) float64 {
	if i < 0 || i >= c.grid.Cols {
		panic("compare: query window out of range")
	}
	return r.of(float64(c.grid.Data[j*c.grid.Stride+i]))
}

func (c *Comparison) pair(i, j int, r Reading) Pair {
	return Pair{Query: i, Candidate: j, Similarity: c.Similarity(i, j, r)}
}

// sortPairs sorts by similarity, the largest first, then by the windows.
func sortPairs(pairs []Pair) []Pair {
	slices.SortFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Query, b.Query), cmp.Compare(a.Candidate, b.Candidate))
	})
	return pairs
}

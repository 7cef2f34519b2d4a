package compare

import (
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/internal/kernel"
)

// Track is the windows of one track with the name that errors and answers use.
type Track struct {
	ID string
	Windows
}

// Query is a track made ready to be compared with many others. It does not share
// memory with the track that it was made from and can be used by many goroutines.
type Query struct {
	ID     string
	panels *kernel.Panels
}

// NewQuery makes t ready to be compared.
//
// Errors: ErrEmpty, ErrShape, ErrZeroRow and ErrNotFinite as an *Error that names
// t.ID and the row.
func NewQuery(t Track) (*Query, error) {
	if err := checkShape(t.ID, t.Windows); err != nil {
		return nil, err
	}
	unit, err := appendUnitRows(nil, t)
	if err != nil {
		return nil, err
	}
	return &Query{ID: t.ID, panels: kernel.NewPanels(unit, t.Rows(), t.Dim)}, nil
}

// Rows returns the number of the query's windows.
func (q *Query) Rows() int { return q.panels.Rows }

// Dim returns the number of values a window.
func (q *Query) Dim() int { return q.panels.Dim }

// appendUnitRows appends t's rows, each divided by its Euclidean norm.
func appendUnitRows(dst []float32, t Track) ([]float32, error) {
	dst = slices.Grow(dst, len(t.Data))
	for i := range t.Rows() {
		row := t.Row(i)
		norm, err := exactNorm(t.ID, i, row)
		if err != nil {
			return nil, err
		}
		for _, x := range row {
			dst = append(dst, float32(float64(x)/norm))
		}
	}
	return dst, nil
}

// exactNorm returns the Euclidean norm of a row, computed in float64.
func exactNorm(track string, i int, row []float32) (float64, error) {
	sum := 0.0
	for _, x := range row {
		sum += float64(x) * float64(x)
	}
	norm := math.Sqrt(sum)
	return norm, checkNorm(track, i, norm)
}

// side is a candidate made ready for one or more queries, with memory that it
// keeps from one candidate to the next.
type side struct {
	data  []float32 // the rows: the track's own memory, or unit
	scale []float32 // one over the norm of each row
	unit  []float32 // rows of unit length, where the track's own would overflow
}

// Sums of squares in float32 are used between these bounds: outside, squares or
// inner products may leave the range of float32, 1e-38 to 3e38.
const (
	leastSquares = 1e-20
	mostSquares  = 1e20
)

// set takes a track over. Rows are used in place and the inner products scaled,
// unless a row is so short or so long that float32 cannot hold them.
func (s *side) set(t Track) error {
	rows := t.Rows()
	s.data, s.scale = t.Data, slices.Grow(s.scale[:0], rows)[:rows]
	for i := range s.scale {
		sum := kernel.SumSquares(t.Row(i))
		if !(sum >= leastSquares && sum <= mostSquares) {
			return s.setExact(t)
		}
		s.scale[i] = float32(1 / math.Sqrt(float64(sum)))
	}
	return nil
}

// setExact takes over a copy whose rows have unit length.
func (s *side) setExact(t Track) error {
	unit, err := appendUnitRows(s.unit[:0], t)
	if err != nil {
		return err
	}
	s.unit, s.data = unit, unit
	for i := range s.scale {
		s.scale[i] = 1
	}
	return nil
}

package lap

import (
	"math"

	"github.com/audiocheck/audiocheck/internal/kernel"
)

var inf = float32(math.Inf(1))

// Solver pairs rows with columns in float32, with memory that it keeps from one
// matrix to the next. The zero value is ready for use; one goroutine at a time.
type Solver struct {
	// ColOf is the column of each row of the last matrix, or -1.
	ColOf []int32
	// Total is the sum of the paired values of the last matrix, in float64.
	Total float64
	// Fallbacks counts the matrices that were solved again in float64.
	Fallbacks int

	data   []float32 // the matrix that is being solved, not taller than wide
	stride int

	kernel.Row           // one value a column
	rowOf      []int32   // of each column, or -1
	colOf      []int32   // of each row of the matrix that is not taller than wide, or -1
	u          []float32 // dual variables of the rows
	turned     []float32 // the transposed matrix
	final      []hidden  // columns whose distance is final, in the order of their distances
}

// Solve pairs the rows and columns of a matrix with the largest total and leaves
// the answer in s.ColOf and s.Total.
//
// data holds rows of stride values, of which cols are the matrix and those up to
// the next multiple of kernel.Lanes are -Inf; the values of the matrix are finite.
// The total is within 1e-6 a pair of the optimum: it is compared with the dual
// bound, and a matrix where the two differ by more is solved again in float64.
//
// Where several pairings have the largest total, the answer is the one that the
// search meets first: rows of the shorter side in ascending order, the nearest
// column first, of those as near a free one, then the lowest. It depends on
// nothing but the matrix.
func (s *Solver) Solve(data []float32, rows, cols, stride int) {
	if rows <= cols {
		s.solve(data, rows, cols, stride)
		s.ColOf = append(s.ColOf[:0], s.colOf...)
		return
	}
	width := padded(rows)
	s.turned = turn(grow(s.turned, cols*width), data, rows, cols, stride, width)
	s.solve(s.turned, cols, rows, width)
	s.ColOf = append(s.ColOf[:0], s.rowOf[:rows]...)
}

// solve handles a matrix that is not taller than wide.
func (s *Solver) solve(data []float32, rows, cols, stride int) {
	width := padded(cols)
	s.reset(rows, cols, width)
	s.data, s.stride = data, stride
	if rows == cols {
		s.reduceColumns(cols)
	}
	s.start(rows)
	for i, j := range s.colOf {
		if j < 0 {
			s.augment(int32(i))
		}
	}
	s.Total = 0
	for i, j := range s.colOf {
		s.Total += float64(data[i*stride+int(j)])
	}
	if gap := s.bound(rows, cols) - s.Total; !(gap <= maxGap*float64(rows)) {
		s.fallBack(data, rows, cols, stride)
	}
	s.data = nil
}

package lap

import (
	"slices"

	"github.com/audiocheck/audiocheck/internal/kernel"
)

// maxGap is how far a total may stay below its dual bound, a pair: float32 values
// of size 1 carry a rounding error of 6e-8, and a mean within 1e-6 is asked for.
const maxGap = 1e-6

// padded returns the number of columns with their padding.
func padded(cols int) int {
	return (cols + kernel.Lanes - 1) / kernel.Lanes * kernel.Lanes
}

// bids is how many bids a row may make on average before the search for shortest
// paths takes over.
const bids = 1

// grow returns a slice of n values whose content is not defined.
func grow[T any](s []T, n int) []T {
	return slices.Grow(s[:0], n)[:n]
}

// fill sets all values of s to x.
func fill[T any](s []T, x T) {
	for i := range s {
		s[i] = x
	}
}

// turn writes the transposed matrix to dst, its rows padded with -Inf to width.
func turn(dst, data []float32, rows, cols, stride, width int) []float32 {
	for j := range cols {
		out := dst[j*width : (j+1)*width]
		for i := range rows {
			out[i] = data[i*stride+j]
		}
		fill(out[rows:], -inf)
	}
	return dst
}

// reset forgets the last matrix: no pairs, all dual variables zero.
func (s *Solver) reset(rows, cols, width int) {
	s.u, s.colOf = grow(s.u, rows), grow(s.colOf, rows)
	s.W, s.Dist = grow(s.W, width), grow(s.Dist, width)
	s.Busy, s.Prev, s.rowOf = grow(s.Busy, width), grow(s.Prev, width), grow(s.rowOf, width)
	s.final = grow(s.final, cols)
	fill(s.W, 0)
	fill(s.Busy, 0)
	fill(s.rowOf, -1)
	fill(s.colOf, -1)
}

// row returns row i of the matrix with its padding.
func (s *Solver) row(i int32) []float32 {
	start := int(i) * s.stride
	return s.data[start : start+len(s.W)]
}

// reduceColumns sets the dual variable of each column of a square matrix to its
// least cost. A matrix that is wider than tall has columns without a pair, whose
// dual variables must stay zero.
func (s *Solver) reduceColumns(cols int) {
	copy(s.W, s.row(0))
	for i := 1; i < cols; i++ {
		kernel.Highest(s.W, s.row(int32(i)))
	}
	fill(s.W[cols:], 0)
}

// start pairs what needs no search: each row bids for its nearest column, pays
// what the second nearest would cost it, and a row that is outbid bids again, as
// long as the budget lasts.
//
// Source: R. Jonker and A. Volgenant, A shortest augmenting path algorithm for
// dense and sparse linear assignment problems, Computing 38, 1987, augmenting row
// reduction.
func (s *Solver) start(rows int) {
	budget := bids * rows
	for first := range rows {
		for i := int32(first); i >= 0; {
			least, at, second := kernel.Nearest(s.W, s.row(i))
			outbid := s.rowOf[at]
			if outbid >= 0 && (budget <= 0 || !(least < second)) {
				s.u[i] = least
				break
			}
			budget--
			if second < inf {
				s.u[i] = second
				s.W[at] += second - least
			} else {
				s.u[i] = least
			}
			s.rowOf[at], s.colOf[i] = i, at
			s.Busy[at] = inf
			if i = outbid; i >= 0 {
				s.colOf[i] = -1
			}
		}
	}
}

// hidden is a column whose distance is final, taken out of the search.
type hidden struct {
	col    int32
	length float32 // its distance
	w      float32 // its value in W
}

// augment pairs row start, which has no column yet, along the shortest path to a
// free column, and moves the dual variables so that all pairs stay tight.
func (s *Solver) augment(start int32) {
	fill(s.Dist, inf)
	s.final = s.final[:0]
	least, at, leastFree := kernel.Relax(&s.Row, s.row(start), -s.u[start], start, -1)
	for least != leastFree {
		s.final = append(s.final, hidden{at, least, s.W[at]})
		i := s.rowOf[at]
		least, at, leastFree = kernel.Relax(&s.Row, s.row(i), least-s.u[i], i, at)
	}
	s.moveDuals(start, least)
	s.flip(start, s.lowestFree(least))
}

// moveDuals makes the edges of the shortest paths tight: total is the length of
// the path from row start to the free column.
func (s *Solver) moveDuals(start int32, total float32) {
	s.u[start] += total
	for _, f := range s.final {
		s.u[s.rowOf[f.col]] += total - f.length
		s.W[f.col] = f.w + (total - f.length)
	}
}

// lowestFree returns the lowest free column at that distance.
func (s *Solver) lowestFree(dist float32) int32 {
	for j, d := range s.Dist {
		if d == dist && s.rowOf[j] < 0 {
			return int32(j)
		}
	}
	panic("lap: no free column at the end of a path")
}

// flip pairs the rows and columns along the path from row start to column sink.
func (s *Solver) flip(start, sink int32) {
	s.Busy[sink] = inf
	for j := sink; ; {
		i := s.Prev[j]
		s.rowOf[j] = i
		s.colOf[i], j = j, s.colOf[i]
		if i == start {
			return
		}
	}
}

// bound returns the total that no pairing exceeds: the sum of the dual variables,
// those of the rows taken anew so that no rounding of the search is in them.
func (s *Solver) bound(rows, cols int) float64 {
	total := 0.0
	for i := range rows {
		least, _, _ := kernel.Nearest(s.W, s.row(int32(i)))
		total -= float64(least)
	}
	for _, w := range s.W[:cols] {
		if rows == cols || w > 0 {
			total += float64(w)
		}
	}
	return total
}

// fallBack solves the matrix again in float64.
func (s *Solver) fallBack(data []float32, rows, cols, stride int) {
	s.Fallbacks++
	exact := make([]float64, 0, rows*cols)
	for i := range rows {
		for _, x := range data[i*stride : i*stride+cols] {
			exact = append(exact, float64(x))
		}
	}
	fill(s.rowOf, -1)
	s.Total = 0
	for i, j := range Exact(exact, rows, cols) {
		s.colOf[i], s.rowOf[j] = int32(j), int32(i)
		s.Total += exact[i*cols+j]
	}
}

// Package lap solves the linear assignment problem: as many pairs of a row and a
// column as the shorter side has, none used twice, with the largest total.
package lap

import "math"

// Exact returns for each row of the row-major rows x cols matrix s the column
// that it is paired with, or -1; min(rows, cols) rows have one. It works in
// float64 with shortest augmenting paths, in O(min^2 * max) steps.
//
// All values of s are finite and len(s) >= rows*cols.
//
// Source: D. F. Crouse, On implementing 2D rectangular assignment algorithms,
// IEEE Transactions on Aerospace and Electronic Systems 52(4), 2016, algorithm of
// section III.
func Exact(s []float64, rows, cols int) []int {
	at := func(i, j int) float64 { return -s[i*cols+j] }
	if rows > cols {
		at = func(i, j int) float64 { return -s[j*cols+i] }
	}
	short := min(rows, cols)
	e := newExact(short, max(rows, cols), at)
	for i := range short {
		e.augment(i)
	}
	if rows <= cols {
		return e.colOf
	}
	return e.rowOf
}

// exact is the state of the search over a cost matrix that is not taller than wide.
type exact struct {
	at    func(i, j int) float64
	u, v  []float64 // dual variables of rows and columns
	dist  []float64 // length of the shortest path to each column
	prev  []int     // the row before each column on that path
	done  []bool    // columns whose dist is final
	colOf []int     // of each row, or -1
	rowOf []int     // of each column, or -1
}

func newExact(rows, cols int, at func(i, j int) float64) *exact {
	e := &exact{
		at: at, u: make([]float64, rows), v: make([]float64, cols),
		dist: make([]float64, cols), prev: make([]int, cols), done: make([]bool, cols),
		colOf: make([]int, rows), rowOf: make([]int, cols),
	}
	for i := range e.colOf {
		e.colOf[i] = -1
	}
	for j := range e.rowOf {
		e.rowOf[j] = -1
	}
	return e
}

// augment pairs row start, which has no column yet, along the shortest path to a
// free column, and moves the dual variables so that all pairs stay tight.
func (e *exact) augment(start int) {
	for j := range e.dist {
		e.dist[j], e.done[j] = math.Inf(1), false
	}
	length, sink := 0.0, -1
	for i := start; sink < 0; {
		j := e.scan(i, length)
		length = e.dist[j]
		e.done[j] = true
		if e.rowOf[j] < 0 {
			sink = j
		} else {
			i = e.rowOf[j]
		}
	}
	e.u[start] += length
	for j, done := range e.done {
		if done && j != sink {
			e.u[e.rowOf[j]] += length - e.dist[j]
			e.v[j] -= length - e.dist[j]
		}
	}
	for j := sink; ; {
		i := e.prev[j]
		e.rowOf[j] = i
		e.colOf[i], j = j, e.colOf[i]
		if i == start {
			return
		}
	}
}

// scan relaxes the edges of row i, reached at that length, and returns the open
// column that is nearest: of those as near, a free one, then the lowest.
func (e *exact) scan(i int, length float64) int {
	best := -1
	for j := range e.dist {
		if e.done[j] {
			continue
		}
		if d := length + e.at(i, j) - e.u[i] - e.v[j]; d < e.dist[j] {
			e.dist[j], e.prev[j] = d, i
		}
		switch {
		case best < 0 || e.dist[j] < e.dist[best]:
			best = j
		case e.dist[j] == e.dist[best] && e.rowOf[j] < 0 && e.rowOf[best] >= 0:
			best = j
		}
	}
	return best
}

// Package kernel holds the inner loops of package compare: each in plain Go, and
// for processors with AVX2 and FMA in assembly that the tests hold against it. The
// inner products also use AVX-512 where the processor has it. The build tag purego
// leaves all assembly out; GODEBUG=cpu.avx2=off or cpu.avx512f=off does so for one
// run.
//
// The assembly is written by the program in the folder gen, a module of its own:
//
//	cd internal/kernel/gen && go run . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg kernel
package kernel

// Lanes is the number of float32 values that the assembly handles at once: rows of
// assignment matrices are padded to a multiple of it.
const Lanes = 8

// Row is the state of a shortest path search, one value a column; the columns are
// a multiple of Lanes.
type Row struct {
	Dist []float32 // length of the shortest path so far; +Inf where none is, or where it is final
	W    []float32 // minus the column's dual variable; +Inf where the distance is final
	Busy []float32 // 0 where the column is free, else +Inf
	Prev []int32   // the row before the column on that path
}

// Relax shortens the paths to the columns by the edges of one row with costs
// -s[j]: where (h - s[j]) + W[j] is below Dist[j] it becomes Dist[j] and row
// becomes Prev[j]. It returns the least distance and the lowest column that has
// it, and the least distance of a free column.
//
// Before that it takes column done out of the search, unless it is negative: its
// Dist and W become +Inf. A store to them before the call would make the vector
// loads wait.
//
// The number of columns is len(s), a multiple of Lanes; s may hold -Inf.
func Relax(r *Row, s []float32, h float32, row, done int32) (least float32, at int32, leastFree float32) {
	return relax(r, s, h, row, done)
}

// Nearest returns the least value of w[j] - s[j], the lowest column that has it,
// and the least value of the other columns.
//
// The number of columns is len(s), a multiple of Lanes; s may hold -Inf.
func Nearest(w, s []float32) (least float32, at int32, second float32) {
	return nearest(w, s)
}

// Highest sets each value of most, of which there are a multiple of Lanes, to that
// of s at the same place if that is larger.
func Highest(most, s []float32) { highest(most, s) }

// SumSquares returns the sum of the squares of row's values.
func SumSquares(row []float32) float32 {
	return sumSquares(row)
}

// Peak runs the fused multiply-adds of the widest vector unit in use for that many
// turns, on registers alone, and returns how many floating-point operations that
// were: the most that Fill could do in the same time. It is 0 in plain Go.
func Peak(turns int) float64 { return peak(turns) }

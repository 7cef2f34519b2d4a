package lap

import (
	"bufio"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sums reads the totals that scipy found.
func sums(t *testing.T) []float64 {
	t.Helper()
	file, err := os.Open("testdata/sums.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []float64
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		x, err := strconv.ParseFloat(lines.Text(), 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	if len(all) != 3200 {
		t.Fatalf("got %d totals, want 3200", len(all))
	}
	return all
}

// sumTolerance covers the eight decimals of sums.txt; scipy's totals are float64.
const sumTolerance = 1e-6

func TestSolveEqualsScipy(t *testing.T) {
	var solver Solver
	for i, want := range sums(t) {
		s, rows, cols := matrixOf(i)
		data, stride := pad(s, rows, cols)
		solver.Solve(data, rows, cols, stride)
		if math.Abs(solver.Total-want) > sumTolerance {
			t.Errorf("matrix %d, %d x %d: got total %.9f, scipy says %.9f", i, rows, cols, solver.Total, want)
		}
		checkPairs(t, s, rows, cols, solver.ColOf, solver.Total)
	}
	t.Logf("%d matrices were solved again in float64", solver.Fallbacks)
}

func TestExactEqualsScipy(t *testing.T) {
	for i, want := range sums(t) {
		s, rows, cols := matrixOf(i)
		exact := make([]float64, len(s))
		for k, x := range s {
			exact[k] = float64(x)
		}
		pairs := make([]int32, rows)
		total := 0.0
		for r, c := range Exact(exact, rows, cols) {
			pairs[r] = int32(c)
			if c >= 0 {
				total += exact[r*cols+c]
			}
		}
		if math.Abs(total-want) > sumTolerance {
			t.Errorf("matrix %d, %d x %d: got total %.9f, scipy says %.9f", i, rows, cols, total, want)
		}
		checkPairs(t, s, rows, cols, pairs, total)
	}
}

// checkPairs holds the pairs against the definition: min(rows, cols) of them, none
// used twice, with that total.
func checkPairs(t *testing.T, s []float32, rows, cols int, colOf []int32, total float64) {
	t.Helper()
	used := make([]bool, cols)
	pairs, sum := 0, 0.0
	for r, c := range colOf {
		if c < 0 {
			continue
		}
		if used[c] {
			t.Fatalf("column %d is used twice", c)
		}
		used[c] = true
		pairs++
		sum += float64(s[r*cols+int(c)])
	}
	if len(colOf) != rows || pairs != min(rows, cols) {
		t.Fatalf("got %d pairs of %d rows, want %d of %d", pairs, len(colOf), min(rows, cols), rows)
	}
	if math.Abs(sum-total) > 1e-9 {
		t.Fatalf("the pairs have the total %v, not %v", sum, total)
	}
}

// A fallback must give the same answer as the search it replaces.
func TestFallBack(t *testing.T) {
	var solver Solver
	for i := range 800 {
		s, rows, cols := matrixOf(i)
		data, stride := pad(s, rows, cols)
		solver.Solve(data, rows, cols, stride)
		want := solver.Total
		if rows > cols {
			continue
		}
		solver.fallBack(data, rows, cols, stride)
		if math.Abs(solver.Total-want) > 1e-9 {
			t.Errorf("matrix %d: float64 says %v, float32 says %v", i, solver.Total, want)
		}
	}
}

// Values far above 1 carry rounding errors that the dual bound does not excuse: the
// answer comes from float64 and is right to the last digit.
func TestLargeValuesFallBack(t *testing.T) {
	var solver Solver
	for i := 800; i < 1200; i++ {
		s, rows, cols := matrixOf(i)
		exact := make([]float64, len(s))
		for k := range s {
			s[k] = s[k]*1e4 + 3
			exact[k] = float64(s[k])
		}
		want := 0.0
		for r, c := range Exact(exact, rows, cols) {
			if c >= 0 {
				want += exact[r*cols+c]
			}
		}
		data, stride := pad(s, rows, cols)
		solver.Solve(data, rows, cols, stride)
		if math.Abs(solver.Total-want) > maxGap*float64(min(rows, cols)) {
			t.Errorf("matrix %d: got total %v, want %v", i, solver.Total, want)
		}
		checkPairs(t, s, rows, cols, solver.ColOf, solver.Total)
	}
	if solver.Fallbacks == 0 {
		t.Error("no matrix was solved again in float64")
	}
}

// Among equal totals the lowest rows and columns are paired.
func TestTies(t *testing.T) {
	for _, shape := range [][2]int{{5, 5}, {3, 9}, {9, 3}} {
		data, stride := pad(make([]float32, shape[0]*shape[1]), shape[0], shape[1])
		var solver Solver
		solver.Solve(data, shape[0], shape[1], stride)
		want := make([]int32, shape[0])
		for i := range want {
			want[i] = int32(i)
			if i >= shape[1] {
				want[i] = -1
			}
		}
		if !slices.Equal(solver.ColOf, want) {
			t.Errorf("%v: got %v, want %v", shape, solver.ColOf, want)
		}
	}
}

// The memory of one matrix must not be seen by the next.
func TestSolverIsReusable(t *testing.T) {
	var used Solver
	for i := range 400 {
		s, rows, cols := matrixOf(i)
		data, stride := pad(s, rows, cols)
		used.Solve(data, rows, cols, stride)
		var fresh Solver
		fresh.Solve(data, rows, cols, stride)
		if !slices.Equal(used.ColOf, fresh.ColOf) || used.Total != fresh.Total {
			t.Fatalf("matrix %d: a used solver differs from a fresh one", i)
		}
	}
}

func TestSolveAllocatesNothing(t *testing.T) {
	s, rows, cols := matrixOf(2)
	data, stride := pad(s, rows, cols)
	var solver Solver
	solver.Solve(data, rows, cols, stride)
	if n := testing.AllocsPerRun(20, func() { solver.Solve(data, rows, cols, stride) }); n != 0 {
		t.Errorf("got %v allocations a matrix, want none", n)
	}
}

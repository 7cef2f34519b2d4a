package kernel

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// values returns n random values around zero.
func values(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

// fillFunc fills a grid that has its shape.
type fillFunc func(g *Grid, c []float32, p *Panels, scale []float32)

// TestProductsOnEverySize holds each way to fill a grid against sums in float64, in every number of
// rows, columns and values from 1 to 130.
func TestProductsOnEverySize(t *testing.T) {
	for name, fill := range fills() {
		t.Run(name, func(t *testing.T) { everySize(t, fill) })
	}
}

func everySize(t *testing.T, fill fillFunc) {
	r := rand.New(rand.NewPCG(1, 1))
	check := func(rows, cols, dim int) { checkProducts(t, fill, r, rows, cols, dim) }
	for size := 1; size <= 130; size++ {
		check(size, 7, 33)
		check(7, size, 33)
		check(5, 9, size)
		check(size, 131-size, 40)
		check(size, size, size)
	}
	for _, dim := range []int{255, 256, 257, 511, 513, 1030} {
		check(13, 37, dim)
	}
}

func checkProducts(t *testing.T, fill fillFunc, r *rand.Rand, rows, cols, dim int) {
	t.Helper()
	c, q, scale := values(r, rows*dim), values(r, cols*dim), values(r, rows)
	for j := range scale {
		scale[j] = 0.5 + scale[j]*scale[j]
	}
	p := NewPanels(q, cols, dim)
	var g Grid
	g.reset(rows, cols)
	fill(&g, c, p, scale)
	rowMax, colMax := make([]float32, rows), make([]float32, cols)
	for j := range rows {
		for i := range cols {
			want, size := product(c[j*dim:(j+1)*dim], q[i*dim:(i+1)*dim], float64(scale[j]))
			got := float64(g.Data[j*g.Stride+i])
			if math.Abs(got-want) > roundings*size {
				t.Fatalf("%d x %d x %d: product of rows %d and %d is %v, want %v", rows, cols, dim, j, i, got, want)
			}
		}
	}
	for j := range rows {
		rowMax[j] = minusInf
		for i := range cols {
			rowMax[j] = max(rowMax[j], g.Data[j*g.Stride+i])
		}
		for i := cols; i < g.Stride; i++ {
			if g.Data[j*g.Stride+i] != minusInf {
				t.Fatalf("%d x %d x %d: column %d of the padding is %v", rows, cols, dim, i, g.Data[j*g.Stride+i])
			}
		}
		if g.RowMax[j] != rowMax[j] {
			t.Fatalf("%d x %d x %d: the maximum of row %d is %v, want %v", rows, cols, dim, j, g.RowMax[j], rowMax[j])
		}
	}
	for i := range cols {
		colMax[i] = minusInf
		for j := range rows {
			colMax[i] = max(colMax[i], g.Data[j*g.Stride+i])
		}
		if g.ColMax[i] != colMax[i] {
			t.Fatalf("%d x %d x %d: the maximum of column %d is %v, want %v", rows, cols, dim, i, g.ColMax[i], colMax[i])
		}
	}
}

// roundings bounds the error of a float32 sum relative to the sum of the products'
// sizes: one rounding of 2^-24 a product is never reached by blocks of 256.
const roundings = (block + 8) * 0x1p-24

// product returns an inner product and the sum of its terms' sizes.
func product(a, b []float32, scale float64) (sum, size float64) {
	for k, x := range a {
		y := float64(x) * float64(b[k]) * scale
		sum += y
		size += math.Abs(y)
	}
	return sum, size
}

// scanRow returns a random state of a search over n columns, some of them padding,
// some final, some never reached, with many ties.
func scanRow(r *rand.Rand, n int) (*Row, []float32) {
	inf := float32(math.Inf(1))
	row := &Row{Dist: make([]float32, n), W: make([]float32, n), Busy: make([]float32, n), Prev: make([]int32, n)}
	s := make([]float32, n)
	for j := range n {
		row.Dist[j], row.W[j], row.Prev[j] = inf, float32(r.IntN(5))/4, int32(r.IntN(99))
		s[j] = float32(r.IntN(9)-4) / 4
		if r.IntN(2) == 0 {
			row.Dist[j] = float32(r.IntN(9)) / 4
		}
		switch r.IntN(6) {
		case 0:
			row.Dist[j], row.W[j], row.Busy[j] = inf, inf, inf
		case 1, 2:
			row.Busy[j] = inf
		case 3:
			s[j] = -inf
		}
	}
	return row, s
}

func clone(r *Row) *Row {
	c := *r
	c.Dist = append([]float32(nil), r.Dist...)
	c.Prev = append([]int32(nil), r.Prev...)
	c.W = append([]float32(nil), r.W...)
	return &c
}

// The scans have no rounding that could differ: assembly and plain Go agree in
// every bit.
func TestScansEqualPlain(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for n := Lanes; n <= 136; n += Lanes {
		for range 200 {
			row, s := scanRow(r, n)
			plain, done := clone(row), int32(r.IntN(n+1)-1)
			least, at, free := Relax(row, s, 0.25, 7, done)
			wantLeast, wantAt, wantFree := relaxPlain(plain, s, 0.25, 7, done)
			if least != wantLeast || free != wantFree || at != wantAt {
				t.Fatalf("%d columns: Relax says %v at %d, free %v; want %v at %d, free %v", n, least, at, free, wantLeast, wantAt, wantFree)
			}
			for j := range n {
				if row.Dist[j] != plain.Dist[j] || row.Prev[j] != plain.Prev[j] || row.W[j] != plain.W[j] {
					t.Fatalf("%d columns: column %d is at %v from %d, want %v from %d", n, j, row.Dist[j], row.Prev[j], plain.Dist[j], plain.Prev[j])
				}
			}
			most, wantMost := append([]float32(nil), row.W...), append([]float32(nil), row.W...)
			Highest(most, s)
			highestPlain(wantMost, s)
			if !slices.Equal(most, wantMost) {
				t.Fatalf("%d columns: Highest says %v, want %v", n, most, wantMost)
			}
			least, at, second := Nearest(row.W, s)
			wantLeast, wantAt, wantSecond := nearestPlain(row.W, s)
			if least != wantLeast || second != wantSecond || at != wantAt {
				t.Fatalf("%d columns: Nearest says %v at %d, then %v; want %v at %d, then %v", n, least, at, second, wantLeast, wantAt, wantSecond)
			}
		}
	}
}

func TestSumSquaresOnEverySize(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for n := range 131 {
		row := values(r, n)
		want, _ := product(row, row, 1)
		for _, got := range []float32{SumSquares(row), sumSquaresPlain(row)} {
			if math.Abs(float64(got)-want) > roundings*want {
				t.Errorf("%d values: got %v, want %v", n, got, want)
			}
		}
	}
}

func TestFillRefusesShortRows(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic on too few values")
		}
	}()
	var g Grid
	g.Fill(make([]float32, 5), NewPanels(make([]float32, 6), 2, 3), make([]float32, 2))
}

package lap

import (
	"math"
)

// splitmix64 is the generator that testdata/make_sums.py uses.
//
// Source: G. L. Steele, D. Lea, C. H. Flood, Fast splittable pseudorandom number
// generators, OOPSLA 2014, figure 17.
type splitmix64 uint64

func (s *splitmix64) next() uint64 {
	*s += 0x9E3779B97F4A7C15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

// unit returns the next value in [0, 1).
func (s *splitmix64) unit() float64 { return float64(s.next()>>40) / (1 << 24) }

// shapeOf returns the shape of matrix number i of testdata/sums.txt.
func shapeOf(i int) (rows, cols int) {
	a, b := i/8%20+1, i/160%20+1
	switch i % 8 {
	case 1:
		return a, a + 3*b
	case 2:
		return a + 3*b, a
	case 7:
		return 3 * a, max(3*a+b-10, 1)
	}
	n := a + 2*b
	if i/8%3 == 0 {
		return n, n + a
	}
	return n, n
}

// matrixOf returns matrix number i of testdata/sums.txt.
func matrixOf(i int) (s []float32, rows, cols int) {
	rows, cols = shapeOf(i)
	u := make([]float64, rows*cols)
	random := splitmix64(uint64(i) << 32)
	for k := range u {
		u[k] = random.unit()
	}
	s = make([]float32, rows*cols)
	for k := range s {
		s[k] = float32(valueOf(i%8, u, k/cols, k%cols, cols))
	}
	return s, rows, cols
}

// valueOf returns the value at row r and column c of a matrix of that kind.
func valueOf(kind int, u []float64, r, c, cols int) float64 {
	x := u[r*cols+c]
	switch kind {
	case 3:
		return -x
	case 4:
		return math.Floor(x*8)/8 - 0.25
	case 5:
		return -0.25
	case 6:
		if (r-c)%7 == 0 {
			return 0.99 + x/4096
		}
		return 0.5 + x/4096
	case 7:
		section := float64(u[r/4*cols+c/4] * 0.5)
		return section + float64(x*0.25)
	}
	return 2*x - 1
}

// pad returns the rows of s padded with -Inf, and their stride.
func pad(s []float32, rows, cols int) ([]float32, int) {
	stride := padded(cols)
	out := make([]float32, rows*stride)
	fill(out, float32(math.Inf(-1)))
	for i := range rows {
		copy(out[i*stride:], s[i*cols:(i+1)*cols])
	}
	return out, stride
}

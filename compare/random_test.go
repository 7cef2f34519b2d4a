package compare_test

import (
	"math/rand/v2"

	"github.com/audiocheck/audiocheck/compare"
)

// random returns rows x dim windows that share a direction, so that cosines lie
// around bias^2/(1+bias^2): around zero and negative as often as not for bias 0.
func random(seed uint64, rows, dim int, bias float64) compare.Windows {
	r := rand.New(rand.NewPCG(seed, 1))
	w := compare.Windows{Dim: dim, Data: make([]float32, rows*dim)}
	for i := range w.Data {
		w.Data[i] = float32(r.NormFloat64() + bias)
	}
	return w
}

// music returns windows in sections of eight that resemble each other, with the
// lengths of the rows all different.
func music(seed uint64, rows, dim int) compare.Windows {
	r := rand.New(rand.NewPCG(seed, 2))
	w := compare.Windows{Dim: dim, Data: make([]float32, rows*dim)}
	sections := random(seed/2, rows/8+1, dim, 0.5)
	for i := range rows {
		length := 0.1 + 10*r.Float64()
		for k, x := range sections.Row(r.IntN(rows/8 + 1)) {
			w.Row(i)[k] = float32(length * (float64(x) + 0.4*r.NormFloat64()))
		}
	}
	return w
}

// allReadings returns every combination of the parts of a reading.
func allReadings() []compare.Reading {
	var all []compare.Reading
	for d := compare.OverQuery; d <= compare.LargerOfBoth; d++ {
		for v := compare.ByShorter; v <= compare.ByLonger; v++ {
			for n := compare.Raw; n <= compare.Clamped; n++ {
				for s := compare.Cosine; s <= compare.Shifted; s++ {
					all = append(all, compare.Reading{Direction: d, Divisor: v, Negatives: n, Similarity: s})
				}
			}
		}
	}
	return all
}

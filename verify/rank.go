package verify

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// spearman returns the rank correlation of x and y, equal values sharing the
// mean of their ranks: Pearson's correlation of the ranks. It is NaN where
// either holds one value only.
//
// Source: Kendall, Rank Correlation Methods, chapter 3.
func spearman(x, y []float64) float64 {
	return stat.Correlation(ranks(x), ranks(y), nil)
}

// ranks returns the rank of each of x from 1, equal values sharing the mean.
func ranks(x []float64) []float64 {
	order := ordered(x)
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			out[k] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

// ordered returns the indexes of x in the order of their values.
func ordered(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	return order
}

// kendall returns tau-b of x and y, which corrects for equal values. It is NaN
// where either holds one value only. Time: n log n.
//
// Source: W. R. Knight, A Computer Method for Calculating Kendall's Tau with
// Ungrouped Data, JASA 61 (1966), 436-439.
func kendall(x, y []float64) float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(x[a], x[b]), cmp.Compare(y[a], y[b])) })
	ys := make([]float64, len(y))
	for i, k := range order {
		ys[i] = y[k]
	}
	tiedX := ties(len(order), func(i, j int) bool { return x[order[i]] == x[order[j]] })
	tiedBoth := ties(len(order), func(i, j int) bool { return x[order[i]] == x[order[j]] && ys[i] == ys[j] })
	swaps := exchanges(ys, make([]float64, len(ys)))
	tiedY := ties(len(ys), func(i, j int) bool { return ys[i] == ys[j] })
	n := float64(len(x))
	all := n * (n - 1) / 2
	return (all - tiedX - tiedY + tiedBoth - 2*swaps) / math.Sqrt(all-tiedX) / math.Sqrt(all-tiedY)
}

// ties returns how many pairs of n neighbouring things are equal.
func ties(n int, equal func(i, j int) bool) (pairs float64) {
	run := 1.0
	for i := 1; i < n; i++ {
		if equal(i-1, i) {
			pairs += run
			run++
		} else {
			run = 1
		}
	}
	return pairs
}

// exchanges sorts y, with memory of the same length, and returns how many
// neighbours a bubble sort would have exchanged.
func exchanges(y, memory []float64) (n float64) {
	if len(y) < 2 {
		return 0
	}
	mid := len(y) / 2
	n = exchanges(y[:mid], memory) + exchanges(y[mid:], memory)
	i, j, out := 0, mid, memory[:0]
	for i < mid || j < len(y) {
		if j == len(y) || i < mid && y[i] <= y[j] {
			out = append(out, y[i])
			i++
		} else {
			out = append(out, y[j])
			n += float64(mid - i)
			j++
		}
	}
	copy(y, out)
	return n
}

// isotonic returns the non-decreasing curve over x that is nearest to y in the
// sum of squares, by pooling adjacent violators. Equal x get one value.
//
// Source: Barlow, Bartholomew, Bremner, Brunk, Statistical Inference under
// Order Restrictions (1972), section 1.2.
func isotonic(x, y []float64) []float64 {
	order := ordered(x)
	type block struct {
		sum float64
		n   int
	}
	var blocks []block
	for i := 0; i < len(order); {
		b := block{}
		for j := i; j < len(order) && x[order[j]] == x[order[i]]; j++ {
			b.sum += y[order[j]]
			b.n++
		}
		i += b.n
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.sum*float64(b.n) < b.sum*float64(last.n) {
				break
			}
			b.sum, b.n = b.sum+last.sum, b.n+last.n
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	out, at := make([]float64, len(x)), 0
	for _, b := range blocks {
		for _, k := range order[at : at+b.n] {
			out[k] = b.sum / float64(b.n)
		}
		at += b.n
	}
	return out
}

// middle returns the median of x, which it sorts.
func middle(x []float64) float64 {
	slices.Sort(x)
	n := len(x)
	if n%2 == 1 {
		return x[n/2]
	}
	return (x[n/2-1] + x[n/2]) / 2
}

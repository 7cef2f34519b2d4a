package limits

import (
	"math"
	"slices"
	"testing"
)

func withPairs(n int64) Profile { return Profile{Batch: Batch{MaxPairs: n}} }

// partitions calls visit with every way to write n as a sum, largest first.
func partitions(n, largest int, parts []int, visit func([]int)) {
	if n == 0 {
		visit(parts)
		return
	}
	for p := min(n, largest); p > 0; p-- {
		partitions(n-p, p, append(parts, p), visit)
	}
}

// fewest tries every cut of m queries and n candidates into blocks of any
// sizes, and returns the least number of jobs of at most limit pairs each.
func fewest(m, n int, limit int) int {
	best := math.MaxInt
	partitions(m, m, nil, func(rows []int) {
		partitions(n, n, nil, func(cols []int) {
			if rows[0]*cols[0] <= limit { // the largest comes first
				best = min(best, len(rows)*len(cols))
			}
		})
	})
	return best
}

func TestCutGridIsTheLeast(t *testing.T) {
	for m := 1; m <= 9; m++ {
		for n := 1; n <= 9; n++ {
			for limit := 1; limit <= m*n+1; limit++ {
				g := CutGrid(int64(m), int64(n), withPairs(int64(limit)))
				if want := fewest(m, n, limit); g.Jobs() != int64(want) {
					t.Errorf("%d x %d in jobs of %d: %+v makes %d jobs, %d are enough", m, n, limit, g, g.Jobs(), want)
				}
			}
		}
	}
}

// TestCutGridAgainstEveryCount tries all numbers of blocks of a larger grid.
func TestCutGridAgainstEveryCount(t *testing.T) {
	for _, c := range [][3]int64{{1000, 1000, 100_000}, {3, 500, 100_000}, {999, 1001, 777}, {317, 90_000, 100_000}, {5000, 3, 100}, {720, 840, 5040}} {
		want := int64(math.MaxInt64)
		for a := int64(1); a <= c[0]; a++ {
			for b := int64(1); a*b < want && b <= c[1]; b++ {
				if ceilDiv(c[0], a)*ceilDiv(c[1], b) <= c[2] {
					want = a * b
				}
			}
		}
		if g := CutGrid(c[0], c[1], withPairs(c[2])); g.Jobs() != want {
			t.Errorf("%v: %+v makes %d jobs, want %d", c, g, g.Jobs(), want)
		}
	}
}

// TestCutGridCoversEveryPairOnce walks the blocks.
func TestCutGridCoversEveryPairOnce(t *testing.T) {
	for _, c := range [][3]int64{{1, 1, 1}, {7, 5, 6}, {10, 10, 1000}, {1001, 100, 100_000}, {100_000, 100_000, 100_000}} {
		g := CutGrid(c[0], c[1], withPairs(c[2]))
		var widest, last int64
		for i := range g.QueryBlocks {
			begin, end := g.QueryBlock(i)
			if begin != last || end <= begin {
				t.Fatalf("%v: block %d is %d to %d, the one before ends at %d", c, i, begin, end, last)
			}
			widest, last = max(widest, end-begin), end
		}
		if last != c[0] {
			t.Errorf("%v: the query blocks end at %d", c, last)
		}
		last = 0
		for i := range g.CandidateBlocks {
			begin, end := g.CandidateBlock(i)
			if begin != last || end <= begin || (end-begin)*widest > c[2] {
				t.Fatalf("%v: block %d is %d to %d beside %d queries", c, i, begin, end, widest)
			}
			last = end
		}
		if last != c[1] {
			t.Errorf("%v: the candidate blocks end at %d", c, last)
		}
	}
}

func TestCutGridOfAnyNumbers(t *testing.T) {
	for _, c := range [][3]int64{{0, 5, 9}, {5, 0, 9}, {-1, 5, 9}, {5, 5, 0}, {math.MaxInt64, math.MaxInt64, 100_000},
		{math.MaxInt64, 1, 1}, {1 << 60, 4, 1 << 61}, {1 << 40, 1 << 40, 1 << 50}} {
		g := CutGrid(c[0], c[1], withPairs(c[2]))
		if (c[0] <= 0 || c[1] <= 0) != (g.Jobs() == 0) {
			t.Errorf("%v: %+v", c, g)
		}
	}
}

func TestRequests(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	things := make([]int, 21)
	for i := range things {
		things[i] = i
	}
	for n, want := range map[int]int{0: 0, 1: 1, 10: 1, 11: 2, 20: 2, 21: 3} {
		groups := Requests(things[:n], trace)
		if len(groups) != want || !slices.Equal(slices.Concat(groups...), things[:n]) {
			t.Errorf("%d things make %v", n, groups)
		}
		for _, g := range groups {
			if fs := CheckBatch(len(g), trace); len(fs) > 0 {
				t.Errorf("%d things make a group of %d", n, len(g))
			}
		}
	}
	if groups := Requests(things, Profile{}); len(groups) != 1 {
		t.Errorf("without a limit: %v", groups)
	}
}

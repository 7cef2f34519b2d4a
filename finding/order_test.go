package finding

import (
	"slices"
	"testing"
)

// permutations calls do with every order of 0 to n-1; Heap's algorithm.
func permutations(n int, do func(order []int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var rest func(k int)
	rest = func(k int) {
		if k <= 1 {
			do(order)
			return
		}
		for i := range k {
			rest(k - 1)
			j := 0
			if k%2 == 0 {
				j = i
			}
			order[j], order[k-1] = order[k-1], order[j]
		}
	}
	rest(n)
}

// Whatever the order in which findings were made, they are printed in one.
func TestSortGivesOneOrder(t *testing.T) {
	want := []Finding{
		{Path: "a", Offset: 0, Rule: "AC900", Message: "x"},
		{Path: "a", Offset: 7, Rule: "AC201", Message: "x"},
		{Path: "a", Offset: 7, Rule: "AC202", Message: "x"},
		{Path: "a", Offset: 7, Rule: "AC202", Message: "y"},
		{Path: "a", Offset: NoOffset, Rule: "AC103", Message: "x"},
		{Path: "a", Offset: NoOffset, Rule: "AC311", Message: "x"},
		{Path: "b", Offset: 0, Rule: "AC101", Message: "x"},
	}
	permutations(len(want), func(order []int) {
		got := make([]Finding, len(want))
		for i, k := range order {
			got[i] = want[k]
		}
		Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("from %v: %+v", order, got)
		}
	})
}

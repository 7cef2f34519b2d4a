package compare_test

import (
	"context"
	"fmt"

	"github.com/audiocheck/audiocheck/compare"
)

func ExampleScore() {
	query := compare.Windows{Dim: 2, Data: []float32{1, 0, 0, 1}}
	candidate := compare.Windows{Dim: 2, Data: []float32{0, 2, 3, 4, 0, 1}}
	scores, pairs, err := compare.Score(query, candidate, compare.Reading{})
	if err != nil {
		panic(err)
	}
	fmt.Printf("max %.2f, max_then_mean %.2f, hungarian_mean %.2f, coverage %.2f\n",
		scores.Max, scores.MaxThenMean, scores.HungarianMean, scores.Coverage)
	for _, p := range pairs {
		fmt.Printf("query window %d, candidate window %d: %.2f\n", p.Query, p.Candidate, p.Similarity)
	}
	// Output:
	// max 1.00, max_then_mean 0.80, hungarian_mean 0.80, coverage 0.67
	// query window 1, candidate window 0: 1.00
	// query window 0, candidate window 1: 0.60
}

func ExampleSearch() {
	query := compare.InMemory{{ID: "query", Windows: compare.Windows{Dim: 2, Data: []float32{1, 0}}}}
	candidates := compare.InMemory{
		{ID: "far", Windows: compare.Windows{Dim: 2, Data: []float32{0, 1}}},
		{ID: "near", Windows: compare.Windows{Dim: 2, Data: []float32{4, 3}}},
	}
	options := compare.Options{Metric: compare.MaxThenMean, Limit: 1}
	err := compare.Search(context.Background(), query, candidates, options, func(a compare.Answer) error {
		fmt.Printf("%s: %s %.2f\n", a.ID, a.Matches[0].ID, a.Matches[0].Score)
		return nil
	})
	if err != nil {
		panic(err)
	}
	// Output:
	// query: near 0.80
}

package main

import (
	"io"
	"math"
	"strings"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/report"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// choices map the words of a flag to the parts of a reading.
var (
	directions = map[string]compare.Direction{
		"query": compare.OverQuery, "candidate": compare.OverCandidate, "mean": compare.MeanOfBoth, "larger": compare.LargerOfBoth,
	}
	divisors = map[string]compare.Divisor{
		"shorter": compare.ByShorter, "query": compare.ByQuery, "candidate": compare.ByCandidate, "longer": compare.ByLonger,
	}
)

func (f *compareFlags) reading() (compare.Reading, error) {
	direction, ok := directions[f.direction]
	if !ok {
		return compare.Reading{}, usage("--direction: %q is none of query, candidate, mean, larger", f.direction)
	}
	divisor, ok := divisors[f.divisor]
	if !ok {
		return compare.Reading{}, usage("--divisor: %q is none of shorter, query, candidate, longer", f.divisor)
	}
	r := compare.Reading{Direction: direction, Divisor: divisor}
	if f.clamp {
		r.Negatives = compare.Clamped
	}
	if f.shift {
		r.Similarity = compare.Shifted
	}
	return r, nil
}

// check refuses flags that mean nothing.
func (f *compareFlags) check() error {
	if f.queries == "" || f.candidates == "" {
		return usage("--queries and --candidates are needed")
	}
	switch compare.Metric(f.metric) {
	case compare.Max, compare.MaxThenMean, compare.HungarianMean:
	default:
		return usage("--metric: %q is none of max, max_then_mean, hungarian_mean", f.metric)
	}
	if f.pairs != "assignment" && f.pairs != "best" {
		return usage("--pairs: %q is neither assignment nor best", f.pairs)
	}
	if _, ok := report.NewScores(f.format, io.Discard, report.ScoreMeta{}); !ok && f.format != formatTrace {
		return usage("--format: %q is none of %s", f.format, strings.Join(compareFormats(), ", "))
	}
	switch {
	case f.limit < -1:
		return usage("--limit: %d is negative", f.limit)
	case f.windows < -1:
		return usage("--windows: %d is below -1", f.windows)
	case math.IsNaN(f.threshold):
		return usage("--threshold: NaN is no number")
	case f.clamp && f.shift:
		return usage("--clamp and --shift exclude each other: (1+cosine)/2 is never below zero")
	case !(f.windowSeconds > 0) || !(f.hopSeconds > 0) || math.IsInf(f.windowSeconds+f.hopSeconds, 0):
		return usage("--window-seconds, --hop-seconds: %v and %v are not both above zero", f.windowSeconds, f.hopSeconds)
	case f.jobs < 0:
		return usage("--jobs: %d is negative", f.jobs)
	}
	return nil
}

// kind returns the search type that the files make, and an error when another
// one was asked for that they contradict.
func (f *compareFlags) kind(queries, candidates int) (trace.SearchType, error) {
	natural := trace.ManyToMany
	switch {
	case queries == 1 && candidates == 1:
		natural = trace.OneToOne
	case queries == 1:
		natural = trace.OneToMany
	}
	asked := trace.SearchType(f.searchType)
	if asked == "" {
		return natural, nil
	}
	fits := map[trace.SearchType]bool{
		trace.OneToOne:   queries == 1 && candidates == 1,
		trace.OneToMany:  queries == 1,
		trace.ManyToMany: true,
	}
	ok, known := fits[asked]
	switch {
	case !known:
		return "", usage("--search-type: %q is none of 1:1, 1:n, m:n", f.searchType)
	case !ok:
		return "", usage("--search-type %s: there are %d queries and %d candidates, which is %s", asked, queries, candidates, natural)
	}
	return asked, nil
}

//go:build unix

package main

import (
	"fmt"
	"io"
	"slices"
)

// role is one thing to measure: ours, or the peer's where run is nil.
type role struct {
	name  string
	run   func()
	count int // pairs or matrices in one turn
}

// table holds the CPU seconds of every role in every round.
type table struct {
	own    *own
	roles  []role
	rounds map[string][]float64
}

// measure lets every role have its turn in every round.
func measure(o *own, s *server, rounds int) (*table, error) {
	n := len(o.candidates)
	t := &table{own: o, rounds: map[string][]float64{}, roles: []role{
		{"obvious", nil, n}, {"all", o.all, n}, {"batched", nil, n}, {"top", o.top, n},
		{"peak", o.peak, 1}, {"products", o.products, n}, {"maxima", nil, n}, {"topMean", o.topMean, n},
		{"lsa60", nil, len(o.s60)}, {"lap60", o.lap60, len(o.s60)},
		{"lsa300", nil, len(o.s300)}, {"lap300", o.lap300, len(o.s300)},
	}}
	for range rounds {
		for _, r := range t.roles {
			seconds, err := r.turn(s)
			if err != nil {
				return nil, err
			}
			t.rounds[r.name] = append(t.rounds[r.name], seconds/float64(r.count))
		}
	}
	return t, nil
}

// turn returns the CPU seconds of one turn.
func (r role) turn(s *server) (float64, error) {
	if r.run == nil {
		return s.run(r.name)
	}
	start := cpuSeconds()
	r.run()
	return cpuSeconds() - start, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// ratio returns the median of the ratios within each round.
func (t *table) ratio(slow, fast string) float64 {
	var all []float64
	for i, s := range t.rounds[slow] {
		all = append(all, s/t.rounds[fast][i])
	}
	return median(all)
}

// print writes the medians, and what the goals speak of.
func (t *table) print(w io.Writer) {
	fmt.Fprintf(w, "%-10s %12s\n", "role", "us (CPU)")
	for _, r := range t.roles {
		if r.name != "peak" {
			fmt.Fprintf(w, "%-10s %12.1f\n", r.name, median(t.rounds[r.name])*1e6)
		}
	}
	o := t.own
	flops := 2 * float64(o.windows) * float64(o.windows) * float64(o.dim)
	products, peak := flops/median(t.rounds["products"])/1e9, o.operations/median(t.rounds["peak"])/1e9
	fmt.Fprintf(w, "\n%-48s %6s %6s\n", "what", "ratio", "goal")
	fmt.Fprintf(w, "%-48s %6.1f %6.1f\n", "obvious / all three scores", t.ratio("obvious", "all"), 4.7)
	fmt.Fprintf(w, "%-48s %6.1f %6.1f\n", "batched / all three scores", t.ratio("batched", "all"), 3.0)
	fmt.Fprintf(w, "%-48s %6.1f %6.1f\n", "batched / top 10 by hungarian_mean", t.ratio("batched", "top"), 5.5)
	fmt.Fprintf(w, "%-48s %6.1f\n", "batched maxima / top 10 by max_then_mean", t.ratio("maxima", "topMean"))
	fmt.Fprintf(w, "%-48s %6.1f %6.1f\n", fmt.Sprintf("scipy / assignment %d x %d", o.windows, o.windows), t.ratio("lsa60", "lap60"), 4.0)
	fmt.Fprintf(w, "%-48s %6.1f %6.1f\n", "scipy / assignment 300 x 300", t.ratio("lsa300", "lap300"), 7.0)
	if peak > 0 {
		name := fmt.Sprintf("inner products %.0f of %.0f GFLOP/s", products, peak)
		fmt.Fprintf(w, "%-48s %6.2f %6.2f\n", name, products/peak, 0.62)
	}
}

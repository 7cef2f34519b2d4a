//go:build unix

package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/internal/kernel"
	"github.com/audiocheck/audiocheck/internal/lap"
)

// own runs this project's roles on the same data as the peer's.
type own struct {
	windows, dim int
	query        compare.Track
	candidates   compare.InMemory
	s60, s300    []square
	answer       []compare.Match // of the role all
	totals       []float64       // of the role lap60
	operations   float64         // of the role peak
}

// square is a similarity matrix as the solver takes it.
type square struct {
	data            []float32
	windows, stride int
}

func load(folder string, windows, dim int) (*own, error) {
	values, err := read(filepath.Join(folder, "tracks.f32"))
	if err != nil {
		return nil, err
	}
	o := &own{windows: windows, dim: dim}
	size := windows * dim
	for i := 0; i < len(values); i += size {
		t := compare.Track{ID: fmt.Sprintf("c%06d", i/size), Windows: compare.Windows{Dim: dim, Data: values[i : i+size]}}
		o.candidates = append(o.candidates, t)
	}
	o.query, o.candidates = o.candidates[0], o.candidates[1:]
	if o.s60, err = readSquares(filepath.Join(folder, "s60.f32"), windows); err != nil {
		return nil, err
	}
	o.s300, err = readSquares(filepath.Join(folder, "s300.f32"), 300)
	return o, err
}

func read(path string) ([]float32, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	values := make([]float32, len(b)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return values, nil
}

// readSquares reads matrices of n x n and pads their rows for the solver.
func readSquares(path string, n int) ([]square, error) {
	values, err := read(path)
	if err != nil {
		return nil, err
	}
	stride := (n + kernel.Lanes - 1) / kernel.Lanes * kernel.Lanes
	var all []square
	for len(values) >= n*n {
		s := square{make([]float32, n*stride), n, stride}
		for i := range s.data {
			s.data[i] = float32(math.Inf(-1))
			if i%stride < n {
				s.data[i] = values[i/stride*n+i%stride]
			}
		}
		all, values = append(all, s), values[n*n:]
	}
	return all, nil
}

// all computes the three scores of every candidate.
func (o *own) all() { o.answer = o.search(compare.HungarianMean, 0, 1, o.candidates) }

// top finds the ten best candidates by hungarian_mean.
func (o *own) top() { o.search(compare.HungarianMean, 10, 1, o.candidates) }

// topMean finds the ten best candidates by max_then_mean: hardly an assignment.
func (o *own) topMean() { o.search(compare.MaxThenMean, 10, 1, o.candidates) }

func (o *own) search(m compare.Metric, limit, workers int, candidates compare.Tracks) []compare.Match {
	var matches []compare.Match
	options := compare.Options{Metric: m, Limit: limit, Workers: workers}
	err := compare.Search(context.Background(), compare.InMemory{o.query}, candidates, options, func(a compare.Answer) error {
		matches = a.Matches
		return nil
	})
	if err != nil {
		panic(err)
	}
	return matches
}

// products computes the inner products alone, with their maxima.
func (o *own) products() {
	var g kernel.Grid
	p := kernel.NewPanels(o.query.Data, o.windows, o.dim)
	scale := make([]float32, o.windows)
	for i := range scale {
		scale[i] = 1
	}
	for _, c := range o.candidates {
		g.Fill(c.Data, p, scale)
	}
}

// peak does nothing but multiply-adds, for about as long as products.
func (o *own) peak() { o.operations = kernel.Peak(3_000_000) }

func (o *own) lap60()  { o.totals = solve(o.s60) }
func (o *own) lap300() { solve(o.s300) }

func solve(matrices []square) []float64 {
	var s lap.Solver
	var totals []float64
	for _, m := range matrices {
		s.Solve(m.data, m.windows, m.windows, m.stride)
		totals = append(totals, s.Total)
	}
	return totals
}

// agree holds our numbers against those that the peer left in the folder.
func (o *own) agree(folder string) error {
	b, err := os.ReadFile(filepath.Join(folder, "obvious.f64"))
	if err != nil {
		return err
	}
	worst := 0.0
	for _, m := range o.answer {
		for k, got := range []float64{m.Max, m.MaxThenMean, m.HungarianMean} {
			want := math.Float64frombits(binary.LittleEndian.Uint64(b[8*(3*m.Candidate+k):]))
			worst = max(worst, math.Abs(got-want))
		}
	}
	fmt.Printf("\nlargest difference of a score from the obvious script: %.1e\n", worst)
	if worst > 1e-5 {
		return fmt.Errorf("scores differ by %v", worst)
	}
	return nil
}

// repeated is a large set of candidates that are the same few again and again.
type repeated struct {
	compare.InMemory
	count int
}

func (r repeated) Len() int { return r.count }

func (r repeated) Load(i int, b *compare.Buffer) (compare.Track, error) {
	return r.InMemory.Load(i%len(r.InMemory), b)
}

// hundredThousand reports what a large search takes on two cores.
func (o *own) hundredThousand(w io.Writer) error {
	const pairs = 100_000
	for _, limit := range []int{0, 10} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		wall, cpu := time.Now(), cpuSeconds()
		o.search(compare.HungarianMean, limit, 2, repeated{o.candidates, pairs})
		seconds, used := time.Since(wall).Seconds(), cpuSeconds()-cpu
		runtime.ReadMemStats(&after)
		name := "all matches"
		if limit > 0 {
			name = fmt.Sprintf("the best %d", limit)
		}
		_, err := fmt.Fprintf(w, "100,000 pairs, two workers, %s: %.1f s wall, %.1f s CPU, %.1f MB allocated\n",
			name, seconds, used, float64(after.TotalAlloc-before.TotalAlloc)/1e6)
		if err != nil {
			return err
		}
	}
	return nil
}

package compare_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/audiocheck/audiocheck/compare"
)

// tracks returns tracks of many lengths; with a bias of zero their similarities
// are as often negative as positive, and with three dimensions so are the maxima
// of short tracks.
func tracks(seed uint64, count, dim int, bias float64) compare.InMemory {
	var all compare.InMemory
	for i := range uint64(count) {
		rows := 1 + int(i*7+seed)%12
		all = append(all, compare.Track{ID: fmt.Sprintf("t%03d", (i*37)%uint64(count)), Windows: random(seed*1000+i, rows, dim, bias)})
	}
	return all
}

func search(t *testing.T, queries, candidates compare.Tracks, o compare.Options) []compare.Answer {
	t.Helper()
	var all []compare.Answer
	err := compare.Search(context.Background(), queries, candidates, o, func(a compare.Answer) error {
		all = append(all, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// full returns what a search must find, from scores of one pair at a time, all
// computed, sorted and cut.
func full(t *testing.T, queries, candidates compare.InMemory, o compare.Options) []compare.Answer {
	t.Helper()
	var all []compare.Answer
	for i, q := range queries {
		a := compare.Answer{Query: i, ID: q.ID, Windows: q.Rows(), Dim: q.Dim}
		for k, c := range candidates {
			s, _, err := compare.Score(q.Windows, c.Windows, o.Reading)
			if err != nil {
				t.Fatal(err)
			}
			m := compare.Match{Candidate: k, ID: c.ID, Windows: c.Rows(), Score: s.Of(o.Metric), Scores: s}
			if o.Threshold == nil || m.Score >= *o.Threshold {
				a.Matches = append(a.Matches, m)
			}
		}
		slices.SortFunc(a.Matches, func(a, b compare.Match) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
		})
		if o.Limit > 0 && len(a.Matches) > o.Limit {
			a.Matches = a.Matches[:o.Limit]
		}
		all = append(all, a)
	}
	return all
}

func sameAnswers(t *testing.T, name string, got, want []compare.Answer) {
	t.Helper()
	same := func(a, b compare.Answer) bool {
		return a.Query == b.Query && a.ID == b.ID && a.Windows == b.Windows && a.Dim == b.Dim && slices.Equal(a.Matches, b.Matches)
	}
	if !slices.EqualFunc(got, want, same) {
		t.Fatalf("%s: got\n%v\nwant\n%v", name, got, want)
	}
}

// The answer of a search that prunes is that of one that computes everything:
// every reading, every metric, also where maxima are negative and m differs from n.
func TestPrunedEqualsFull(t *testing.T) {
	for _, bias := range []float64{0, 0.8} {
		queries, candidates := tracks(1, 3, 3, -bias), tracks(2, 60, 3, bias)
		for _, r := range allReadings() {
			for _, m := range []compare.Metric{compare.Max, compare.MaxThenMean, compare.HungarianMean} {
				threshold := 0.1
				for _, o := range []compare.Options{{Limit: 1}, {Limit: 5}, {Threshold: &threshold}, {Limit: 3, Threshold: &threshold}} {
					o.Metric, o.Reading, o.Workers = m, r, 2
					name := fmt.Sprintf("%s, limit %d, bias %v", r.Name(m), o.Limit, bias)
					sameAnswers(t, name, search(t, queries, candidates, o), full(t, queries, candidates, o))
				}
			}
		}
	}
}

func TestAnswersDoNotDependOnWorkers(t *testing.T) {
	queries, candidates := tracks(1, 35, 24, 0.3), tracks(2, 150, 24, 0.3)
	for _, limit := range []int{0, 7} {
		o := compare.Options{Metric: compare.HungarianMean, Limit: limit, Workers: 1}
		want := search(t, queries, candidates, o)
		for o.Workers = 2; o.Workers <= 9; o.Workers++ {
			sameAnswers(t, fmt.Sprintf("%d workers", o.Workers), search(t, queries, candidates, o), want)
		}
	}
}

// Equal scores are ordered by name, and the limit cuts among them by name.
func TestEqualScores(t *testing.T) {
	w := random(1, 4, 8, 0)
	var candidates compare.InMemory
	for i := range 100 {
		candidates = append(candidates, compare.Track{ID: fmt.Sprintf("t%02d", (i*7)%100), Windows: w})
	}
	o := compare.Options{Metric: compare.HungarianMean, Limit: 10, Workers: 3}
	a := search(t, candidates[:1], candidates, o)[0]
	for i, m := range a.Matches {
		if want := fmt.Sprintf("t%02d", i); m.ID != want {
			t.Errorf("match %d is %s, want %s", i, m.ID, want)
		}
	}
	if len(a.Matches) != 10 {
		t.Errorf("got %d matches, want 10", len(a.Matches))
	}
}

// Of several broken candidates the error names the first.
func TestFirstErrorIsReported(t *testing.T) {
	queries, candidates := tracks(1, 2, 8, 0), tracks(2, 200, 8, 0)
	for _, i := range []int{177, 90, 91, 133} {
		candidates[i].ID = fmt.Sprintf("broken%d", i)
		candidates[i].Data[8*(candidates[i].Rows()-1)] = float32(math.NaN())
	}
	for workers := range 5 {
		err := compare.Search(context.Background(), queries, candidates, compare.Options{Workers: workers}, nil)
		var e *compare.Error
		if !errors.As(err, &e) || !errors.Is(err, compare.ErrNotFinite) || e.Track != "broken90" || e.Row != candidates[90].Rows()-1 {
			t.Errorf("%d workers: got %v", workers, err)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	good := tracks(1, 2, 8, 0)
	other := tracks(1, 2, 9, 0)
	ctx := context.Background()
	if err := compare.Search(ctx, good, other, compare.Options{}, nil); !errors.Is(err, compare.ErrDims) {
		t.Errorf("other dimensions: got %v, want ErrDims", err)
	}
	if err := compare.Search(ctx, good, good, compare.Options{Metric: "mean"}, nil); !errors.Is(err, compare.ErrReading) {
		t.Errorf("unknown metric: got %v, want ErrReading", err)
	}
	if err := compare.Search(ctx, compare.InMemory{{ID: "none", Windows: compare.Windows{Dim: 8}}}, good, compare.Options{}, nil); !errors.Is(err, compare.ErrEmpty) {
		t.Errorf("query without windows: got %v, want ErrEmpty", err)
	}
	stop := errors.New("stop")
	if err := compare.Search(ctx, good, good, compare.Options{}, func(compare.Answer) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("yield's error: got %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := compare.Search(cancelled, good, good, compare.Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestSearchCountsPairs(t *testing.T) {
	var done atomic.Int64
	search(t, tracks(1, 20, 8, 0), tracks(2, 33, 8, 0), compare.Options{Workers: 2, Done: &done, Limit: 1})
	if done.Load() != 20*33 {
		t.Errorf("got %d pairs, want %d", done.Load(), 20*33)
	}
}

// made is a set of tracks that are made when they are loaded, into the buffer.
type made struct {
	count, rows, dim int
}

func (s made) Len() int { return s.count }

func (s made) Load(i int, buf *compare.Buffer) (compare.Track, error) {
	data := buf.Floats(s.rows * s.dim)
	for k := range data {
		data[k] = float32((k*31+i*17)%101) - 50
	}
	return compare.Track{ID: "t", Windows: compare.Windows{Dim: s.dim, Data: data}}, nil
}

// Pairs cost no memory: a search over many more candidates allocates no more.
func TestSearchAllocatesNothingAPair(t *testing.T) {
	allocations := func(candidates int) float64 {
		q, c := made{1, 10, 16}, made{candidates, 13, 16}
		o := compare.Options{Metric: compare.HungarianMean, Limit: 10}
		return testing.AllocsPerRun(3, func() {
			if err := compare.Search(context.Background(), q, c, o, func(compare.Answer) error { return nil }); err != nil {
				t.Fatal(err)
			}
		})
	}
	const runtimesOwn = 20 // of 1900 pairs more
	if few, many := allocations(100), allocations(2000); many > few+runtimesOwn {
		t.Errorf("%v allocations for 100 candidates, %v for 2000", few, many)
	}
}

// A search that is cut short by its context leaves no answer half done.
func TestSearchStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	err := compare.Search(ctx, made{40, 3, 4}, made{50, 3, 4}, compare.Options{Workers: 2}, func(a compare.Answer) error {
		if a.Query == 15 {
			cancel()
		}
		if a.Query > 15 {
			t.Errorf("query %d was answered after the search was cancelled", a.Query)
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

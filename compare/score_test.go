package compare_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/compare"
)

// accuracy is what the package promises of the float32 engine.
const accuracy = 1e-5

// byHand is worked on paper: with angles of the rows in degrees, query (0, 90),
// candidate (60, 0, 180),
//
//	S = | 1/2    1  -1 |
//	    | r3/2   0   0 |     r3 = sqrt(3)
//
// The row maxima are 1 and r3/2: MaxSim, their sum, is 1 + r3/2 and max_then_mean
// half of it. The column maxima are r3/2, 1 and 0; the assignment takes (0, 1) and
// (1, 0). The Chamfer distances with 1 - cosine are 1 minus the two means.
var byHand = struct{ query, candidate compare.Windows }{
	query:     compare.Windows{Dim: 2, Data: []float32{1, 0, 0, 3}},
	candidate: compare.Windows{Dim: 2, Data: []float32{1, math.Sqrt2 * 1.2247449, 2, 0, -0.5, 0}},
}

func TestByHand(t *testing.T) {
	half := math.Sqrt(3) / 2
	want := map[string]float64{
		"max":                                 1,
		"max_then_mean":                       (1 + half) / 2,
		"max_then_mean_candidate":             (half + 1 + 0) / 3,
		"max_then_mean_both":                  ((1+half)/2 + (1+half)/3) / 2,
		"max_then_mean_larger":                (1 + half) / 2,
		"hungarian_mean":                      (1 + half) / 2,
		"hungarian_mean_by_query":             (1 + half) / 2,
		"hungarian_mean_by_candidate":         (1 + half) / 3,
		"hungarian_mean_by_longer":            (1 + half) / 3,
		"max_shifted":                         1,
		"max_then_mean_candidate_shifted":     ((1+half)/2 + 1 + 0.5) / 3,
		"hungarian_mean_by_longer_shifted":    (1 + (1+half)/2) / 3,
		"hungarian_mean_by_candidate_clamped": (1 + half) / 3,
		"max_then_mean_candidate_clamped":     (1 + half) / 3,
	}
	c, err := compare.Compare(compare.Track{ID: "q", Windows: byHand.query}, compare.Track{ID: "c", Windows: byHand.candidate})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, got := range c.Readings() {
		x, ok := want[got.Name]
		if !ok {
			continue
		}
		seen++
		if math.Abs(got.Value-x) > 1e-6 {
			t.Errorf("%s: got %v, want %v", got.Name, got.Value, x)
		}
	}
	if seen != len(want) {
		t.Errorf("got %d of the %d readings", seen, len(want))
	}
	checkPairs(t, c.Assignment(compare.Reading{}), []compare.Pair{{0, 1, 1}, {1, 0, half}})
	checkPairs(t, c.Best(compare.Reading{}), []compare.Pair{{0, 1, 1}, {1, 0, half}})
	s := c.Scores(compare.Reading{})
	if s.Coverage != 2.0/3 {
		t.Errorf("got coverage %v, want 2/3", s.Coverage)
	}
}

func checkPairs(t *testing.T, got, want []compare.Pair) {
	t.Helper()
	same := func(a, b compare.Pair) bool {
		return a.Query == b.Query && a.Candidate == b.Candidate && math.Abs(a.Similarity-b.Similarity) < 1e-6
	}
	if !slices.EqualFunc(got, want, same) {
		t.Errorf("got pairs %v, want %v", got, want)
	}
}

func TestEngineEqualsReference(t *testing.T) {
	for _, shape := range [][3]int{{1, 1, 1}, {1, 5, 3}, {7, 1, 16}, {13, 13, 64}, {60, 60, 512}, {17, 40, 130}, {40, 17, 777}, {9, 8, 4096}} {
		for seed := range uint64(4) {
			m, n, d := shape[0], shape[1], shape[2]
			q, c := random(seed, m, d, 0), random(seed+100, n, d, 0)
			if seed > 1 {
				q, c = music(seed, m, d), music(seed, n, d)
			}
			checkEngine(t, q, c)
		}
	}
}

// checkEngine holds every score of the engine against the reference.
func checkEngine(t *testing.T, q, c compare.Windows) {
	t.Helper()
	for _, r := range allReadings() {
		got, pairs, err := compare.Score(q, c, r)
		if err != nil {
			t.Fatal(err)
		}
		want, err := compare.Reference(q, c, r)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []compare.Metric{compare.Max, compare.MaxThenMean, compare.HungarianMean} {
			if math.Abs(got.Of(m)-want.Of(m)) > accuracy {
				t.Errorf("%d x %d x %d, %s: got %v, want %v", q.Rows(), c.Rows(), q.Dim, r.Name(m), got.Of(m), want.Of(m))
			}
		}
		if got.Coverage != want.Coverage || len(pairs) != min(q.Rows(), c.Rows()) {
			t.Errorf("got coverage %v and %d pairs, want %v and %d", got.Coverage, len(pairs), want.Coverage, min(q.Rows(), c.Rows()))
		}
	}
}

// The table and Scores are two ways to the same numbers.
func TestReadingsEqualScores(t *testing.T) {
	q, c := random(1, 9, 8, 0), random(2, 14, 8, 0)
	x, err := compare.Compare(compare.Track{Windows: q}, compare.Track{Windows: c})
	if err != nil {
		t.Fatal(err)
	}
	values := x.Readings()
	if len(values) != len(compare.Readings()) {
		t.Fatalf("got %d values of %d readings", len(values), len(compare.Readings()))
	}
	for _, v := range values {
		if got := x.Scores(v.Reading).Of(v.Metric); math.Abs(got-v.Value) > 1e-12 {
			t.Errorf("%s: %v in the table, %v as a score", v.Name, v.Value, got)
		}
		if v.Reading.Name(v.Metric) != v.Name {
			t.Errorf("%s is named %s by its reading", v.Name, v.Reading.Name(v.Metric))
		}
		if named, ok := compare.ReadingNamed(v.Name); !ok || named != v.NamedReading {
			t.Errorf("%s is not found by its name", v.Name)
		}
	}
}

func TestReadingNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range compare.Readings() {
		if seen[r.Name] || !strings.HasPrefix(r.Name, string(r.Metric)) {
			t.Errorf("bad name %q", r.Name)
		}
		seen[r.Name] = true
	}
	if len(seen) != 27 {
		t.Errorf("got %d names, want 27", len(seen))
	}
}

func TestPairsAreSorted(t *testing.T) {
	q := compare.Windows{Dim: 2, Data: []float32{1, 0, 1, 0, 0, 1, 1, 0}}
	x, err := compare.Compare(compare.Track{Windows: q}, compare.Track{Windows: q})
	if err != nil {
		t.Fatal(err)
	}
	checkPairs(t, x.Best(compare.Reading{}), []compare.Pair{{0, 0, 1}, {1, 0, 1}, {2, 2, 1}, {3, 0, 1}})
	checkPairs(t, x.Assignment(compare.Reading{}), []compare.Pair{{0, 0, 1}, {1, 1, 1}, {2, 2, 1}, {3, 3, 1}})
}

func TestErrors(t *testing.T) {
	good := compare.Windows{Dim: 2, Data: []float32{1, 2, 3, 4}}
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		name string
		bad  compare.Windows
		want error
		row  int
	}{
		{"no windows", compare.Windows{Dim: 2}, compare.ErrEmpty, compare.NoRow},
		{"no dimension", compare.Windows{Data: []float32{1}}, compare.ErrEmpty, compare.NoRow},
		{"part of a row", compare.Windows{Dim: 2, Data: []float32{1, 2, 3}}, compare.ErrShape, compare.NoRow},
		{"dimensions", compare.Windows{Dim: 3, Data: []float32{1, 2, 3}}, compare.ErrDims, compare.NoRow},
		{"zero row", compare.Windows{Dim: 2, Data: []float32{1, 2, 0, 0}}, compare.ErrZeroRow, 1},
		{"NaN", compare.Windows{Dim: 2, Data: []float32{1, 2, 5, 5, nan, 0}}, compare.ErrNotFinite, 2},
		{"Inf", compare.Windows{Dim: 2, Data: []float32{-inf, 2}}, compare.ErrNotFinite, 0},
	} {
		_, err := compare.Compare(compare.Track{ID: "a", Windows: good}, compare.Track{ID: "b.npy", Windows: c.bad})
		checkError(t, c.name, err, c.want, c.row)
		_, err = compare.Reference(good, c.bad, compare.Reading{})
		if !errors.Is(err, c.want) {
			t.Errorf("%s: the reference says %v, want %v", c.name, err, c.want)
		}
		if c.want == compare.ErrDims {
			continue
		}
		_, err = compare.NewQuery(compare.Track{ID: "b.npy", Windows: c.bad})
		checkError(t, c.name, err, c.want, c.row)
	}
	if _, _, err := compare.Score(good, good, compare.Reading{Divisor: 9}); !errors.Is(err, compare.ErrReading) {
		t.Errorf("divisor 9: got %v, want ErrReading", err)
	}
}

// Windows that would make a matrix of more than 1 GiB are refused before it is made.
func TestTooLarge(t *testing.T) {
	long := compare.Windows{Dim: 1, Data: make([]float32, 1<<14+1)}
	for i := range long.Data {
		long.Data[i] = 1
	}
	_, err := compare.Compare(compare.Track{ID: "a", Windows: long}, compare.Track{ID: "b.npy", Windows: long})
	checkError(t, "2^28 and more pairs", err, compare.ErrTooLarge, compare.NoRow)
}

func checkError(t *testing.T, name string, err, want error, row int) {
	t.Helper()
	var e *compare.Error
	if !errors.Is(err, want) || !errors.As(err, &e) {
		t.Errorf("%s: got %v, want %v", name, err, want)
		return
	}
	if e.Row != row || e.Track != "b.npy" || !strings.Contains(err.Error(), "b.npy") {
		t.Errorf("%s: got row %d of %s (%v), want row %d of b.npy", name, e.Row, e.Track, err, row)
	}
}

// Rows whose squares leave the range of float32 have a direction all the same.
func TestExtremeLengths(t *testing.T) {
	q, c := random(1, 6, 20, 0), random(2, 9, 20, 0)
	for _, factor := range []float32{1e-36, 1e-25, 1e-12, 1e12, 1e25, 1e37} {
		scaled := compare.Windows{Dim: c.Dim, Data: slices.Clone(c.Data)}
		for i := range scaled.Data[c.Dim : 4*c.Dim] {
			scaled.Data[c.Dim+i] *= factor
		}
		checkEngine(t, q, scaled)
		checkEngine(t, scaled, q)
	}
}

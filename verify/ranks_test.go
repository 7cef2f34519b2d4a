package verify

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// rankCase is a pair of vectors with what SciPy makes of them; testdata/make.py.
type rankCase struct {
	X, Y              []float64
	Spearman, Kendall float64
	Isotonic          []float64
}

type rankTruth struct {
	Cases []rankCase
	Other struct{ Spearman, Kendall float64 }
}

func ranksBySciPy(t *testing.T) rankTruth {
	t.Helper()
	doc, err := os.ReadFile("testdata/ranks.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth rankTruth
	if err := json.Unmarshal(doc, &truth); err != nil || len(truth.Cases) < 10 {
		t.Fatal(err, len(truth.Cases))
	}
	return truth
}

func TestRanksAgainstSciPy(t *testing.T) {
	for i, c := range ranksBySciPy(t).Cases {
		if got := spearman(c.X, c.Y); math.Abs(got-c.Spearman) > 1e-12 {
			t.Errorf("case %d: Spearman %v, want %v", i, got, c.Spearman)
		}
		if got := kendall(c.X, c.Y); math.Abs(got-c.Kendall) > 1e-12 {
			t.Errorf("case %d: Kendall %v, want %v", i, got, c.Kendall)
		}
		for k, got := range isotonic(c.X, c.Y) {
			if math.Abs(got-c.Isotonic[k]) > 1e-6 {
				t.Errorf("case %d: the curve at %v is %v, want %v", i, c.X[k], got, c.Isotonic[k])
			}
		}
	}
}

func TestRankProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		x, y := make([]float64, 30), make([]float64, 30)
		for i := range x {
			x[i], y[i] = math.Round(10*r.NormFloat64()), math.Round(10*r.NormFloat64())
		}
		for name, f := range map[string]func(x, y []float64) float64{"spearman": spearman, "kendall": kendall} {
			if got := f(x, x); math.Abs(got-1) > 1e-12 {
				t.Errorf("%s of a vector and itself is %v", name, got)
			}
			if a, b := f(x, y), f(y, x); math.Abs(a-b) > 1e-12 {
				t.Errorf("%s is not symmetric: %v and %v", name, a, b)
			}
			if a, b := f(x, y), f(x, eachTimes(y, 3)); math.Abs(a-b) > 1e-12 {
				t.Errorf("%s changes with the scale: %v and %v", name, a, b)
			}
			if a, b := f(x, y), f(x, eachTimes(y, -1)); math.Abs(a+b) > 1e-12 {
				t.Errorf("%s of the reverse is %v, want %v", name, b, -a)
			}
			if got := f(x, make([]float64, len(x))); !math.IsNaN(got) {
				t.Errorf("%s with a constant is %v", name, got)
			}
		}
		curve := isotonic(x, y)
		for _, i := range ordered(x) {
			for _, j := range ordered(x) {
				if x[i] < x[j] && curve[i] > curve[j]+1e-12 {
					t.Fatalf("the curve falls from %v at %v to %v at %v", curve[i], x[i], curve[j], x[j])
				}
			}
		}
		if again := isotonic(x, curve); !closeTo(again, curve) {
			t.Errorf("the curve of the curve is another one")
		}
	}
}

func eachTimes(x []float64, by float64) []float64 {
	out := slices.Clone(x)
	for i := range out {
		out[i] *= by
	}
	return out
}

func closeTo(a, b []float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > 1e-9 {
			return false
		}
	}
	return true
}

// Pairs that follow a curve give no outliers; one that is moved is the only one.
func TestOutliers(t *testing.T) {
	var r ranked
	noise := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		local := float64(i) / 60
		r.pairs = append(r.pairs, rankedPair{vendor: local*local + 0.004*noise.NormFloat64(), local: local})
	}
	if got := r.agree(5).Outliers; len(got) != 0 {
		t.Errorf("outliers among none: %+v", got)
	}
	r.pairs[40].vendor -= 0.3
	got := r.agree(5).Outliers
	if len(got) != 1 || got[0].Local != r.pairs[40].local || math.Abs(got[0].Expected-got[0].Local*got[0].Local) > 0.02 {
		t.Errorf("%d outliers: %+v", len(got), got)
	}
	r.pairs = r.pairs[:fewestOnCurve-1]
	if got := r.agree(5).Outliers; got != nil {
		t.Errorf("outliers among %d pairs: %+v", len(r.pairs), got)
	}
}

// The interval of a bootstrap holds the value, is the same each time, and is
// narrower with more pairs.
func TestIntervals(t *testing.T) {
	width := func(n int) float64 {
		var r ranked
		noise := rand.New(rand.NewPCG(3, 4))
		for i := range n {
			local := float64(i) / float64(n)
			r.pairs = append(r.pairs, rankedPair{vendor: local + 0.2*noise.NormFloat64(), local: local})
		}
		a, b := r.agree(5), r.agree(5)
		if a.Spearman != b.Spearman || a.Kendall != b.Kendall || a.TopK != b.TopK {
			t.Errorf("%d pairs: another interval the second time", n)
		}
		for _, e := range []Estimate{a.Spearman, a.Kendall} {
			if !(e.Low <= e.Value && e.Value <= e.High && e.Low >= -1 && e.High <= 1) {
				t.Errorf("%d pairs: %v", n, e)
			}
		}
		return a.Spearman.High - a.Spearman.Low
	}
	if few, many := width(20), width(500); few < 2*many {
		t.Errorf("20 pairs give an interval of %v, 500 one of %v", few, many)
	}
}

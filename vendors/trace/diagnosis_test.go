package trace

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// matrix is a random matrix of similarities with its best assignment, found by
// trying every one.
type matrix struct {
	s     [][]float64
	pairs [][2]int // of the assignment
	sum   float64
}

func randomMatrix(r *rand.Rand, low float64) *matrix {
	m, n := 1+r.IntN(4), 1+r.IntN(4)
	x := &matrix{sum: math.Inf(-1)}
	for range m {
		row := make([]float64, n)
		for j := range row {
			row[j] = low + (1-low)*r.Float64()
		}
		x.s = append(x.s, row)
	}
	x.assign(0, nil, make([]bool, n), 0)
	return x
}

// assign tries every assignment of min(m,n) pairs.
func (x *matrix) assign(row int, pairs [][2]int, used []bool, sum float64) {
	m, n := len(x.s), len(used)
	if len(pairs) == min(m, n) {
		if sum > x.sum {
			x.sum, x.pairs = sum, slices.Clone(pairs)
		}
		return
	}
	if row == m {
		return
	}
	x.assign(row+1, pairs, used, sum) // this row stays without a partner
	for j := range used {
		if !used[j] {
			used[j] = true
			x.assign(row+1, append(slices.Clone(pairs), [2]int{row, j}), used, sum+x.s[row][j])
			used[j] = false
		}
	}
}

// scores returns the three scores in the order of the readings in combinations.
func (x *matrix) scores(dir, div int) *LatentScores {
	m, n := len(x.s), len(x.s[0])
	top, q, c := math.Inf(-1), 0.0, 0.0
	for i := range x.s {
		q += slices.Max(x.s[i]) / float64(m)
		top = max(top, slices.Max(x.s[i]))
	}
	for j := range n {
		best := math.Inf(-1)
		for i := range m {
			best = max(best, x.s[i][j])
		}
		c += best / float64(n)
	}
	mean := []float64{q, c, (q + c) / 2, max(q, c)}[dir]
	d := []int{min(m, n), m, n, max(m, n)}[div]
	return &LatentScores{Max: top, MaxThenMean: mean, HungarianMean: x.sum / float64(d)}
}

// The reading under which an answer was made is never refuted.
func TestTrueReadingIsNeverRefuted(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	refuted := 0
	for range 20_000 {
		low := float64(-r.IntN(2))
		x, dir, div := randomMatrix(r, low), r.IntN(4), r.IntN(4)
		b := x.scores(dir, div)
		c := newChecker(new(Options))
		c.block(b, "")
		c.diag.negative = c.diag.negative || low < 0
		i := dir*len(divisors) + div
		rs := c.diag.scores.readings(c.diag.negative)
		if !rs[i].Possible {
			t.Fatalf("%s refuted: %s for %v", rs[i].Name, rs[i].Why, x.s)
		}
		for _, f := range c.log.Findings() {
			if f.Severity == "error" {
				t.Fatalf("%s: %s, for %v under %s", f.Rule, f.Message, x.s, rs[i].Name)
			}
		}
		if slices.ContainsFunc(rs, func(r Reading) bool { return !r.Possible }) {
			refuted++
		}
	}
	if refuted == 0 {
		t.Error("no reading was ever refuted")
	}
}

// A complete list of either kind is read as what it is.
func TestCompleteListsAreRecognised(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		x := randomMatrix(r, 0)
		base := int64(r.IntN(2))
		b := x.scores(0, 0)
		for i, row := range x.s {
			best := slices.Index(row, slices.Max(row))
			b.MatchedWindows = append(b.MatchedWindows, WindowMatch{QueryIndex: int64(i) + base, CandidateIndex: int64(best) + base, SimilarityScore: row[best]})
		}
		expectReading(t, b, readBest)
		expectReading(t, b, readTop)
		b.MatchedWindows = nil
		for _, p := range x.pairs {
			b.MatchedWindows = append(b.MatchedWindows, WindowMatch{QueryIndex: int64(p[0]) + base, CandidateIndex: int64(p[1]) + base, SimilarityScore: x.s[p[0]][p[1]]})
		}
		expectReading(t, b, readAssignment)
	}
}

func expectReading(t *testing.T, b *LatentScores, reading int) {
	t.Helper()
	d := newDiagnoser()
	d.block(b, "")
	if !d.windows.open(reading) {
		t.Fatalf("%s refuted: %s, for %+v", d.windows.names[reading], d.windows.fate[reading].why, b)
	}
}

// Windows that lie on one grid, their times rounded to 0.1 s, do not refute it.
func TestSharedGridIsNotRefuted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 2_000 {
		g := newGrid()
		hop, offset := 1+7*r.Float64(), 3*r.Float64()
		for range 20 {
			i := int64(r.IntN(40))
			g.window(i, math.Round(10*(offset+hop*float64(i)))/10, "")
		}
		if !g.open(2) {
			t.Fatalf("hop %v, offset %v: %s", hop, offset, g.fate[2].why)
		}
	}
}

// What the digest of the vendor's documents found by hand in the documented
// example: score is max_then_mean; the windows are a selection on no shared grid;
// the summary's number cannot be the largest, nor its vocal_max the smallest.
func TestDiagnosisOfTheDocumentedExample(t *testing.T) {
	d := checked(t, string(read(t, "comprehensive_completed.json")), nil).Diagnosis
	for question, want := range map[string]string{
		QuestionScore:    "max_then_mean",
		QuestionWindows:  "a selection",
		QuestionGrid:     "",
		QuestionSummary:  "their mean|their smallest",
		QuestionVocalMax: "the largest of all matches|their mean",
		QuestionOrder:    "similarity, descending|query index|start in the query",
	} {
		if got := strings.Join(d.Possible(question), "|"); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	if n := len(d.Possible(QuestionScores)); n != 16 {
		t.Errorf("%d readings of the scores are possible, want all 16", n)
	}
	if d.LastQueryIndex != 7 || d.LastCandidateIndex != 4 || math.Abs(d.MinSeconds-8) > tiny || math.Abs(d.MaxSeconds-8) > tiny {
		t.Errorf("%+v", d)
	}
}

// A hungarian_mean above max_then_mean leaves only readings in which the mean
// runs over the longer side.
func TestReadingsWithLargerHungarianMean(t *testing.T) {
	d := newDiagnoser()
	d.block(&LatentScores{Max: 0.9, MaxThenMean: 0.5, HungarianMean: 0.6}, "")
	want := []string{
		"direction query, divisor min", "direction query, divisor n",
		"direction candidate, divisor min", "direction candidate, divisor m",
		"direction mean, divisor min", "direction mean, divisor m", "direction mean, divisor n",
	}
	x := Diagnosis{Readings: d.readings()}
	if got := x.Possible(QuestionScores); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if x.Readings = d.scores.readings(true); len(x.Possible(QuestionScores)) != 15 {
		t.Errorf("with negatives %q", x.Possible(QuestionScores))
	}
}

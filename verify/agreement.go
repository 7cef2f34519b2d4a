package verify

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Agreement says how far the vendor's order of the pairs is that of embeddings
// from another encoder, whose scores are not comparable by themselves.
type Agreement struct {
	Pairs  int64
	Metric compare.Metric // that the vendor ranks by, read as package compare's default

	Spearman, Kendall Estimate // over all pairs; Kendall's is tau-b

	// TopK is the share of the vendor's first K matches of a query that are among
	// the first K of the embeddings, of the matches that the answer lists, on
	// average over the queries that list at least twice as many as K.
	TopK    Estimate
	K       int
	Queries int64 // that TopK is taken over

	Outliers   []Outlier   // pairs that fall off the curve, at most MaxListed, the farthest first
	Inversions []Inversion // at most MaxListed
}

// MaxListed bounds the lists of an Agreement.
const MaxListed = 100

// Estimate is a number and its 95 % interval by bootstrap, NaN where there is none.
type Estimate struct{ Value, Low, High float64 }

// Outlier is a pair whose score is far from what the others lead to expect.
type Outlier struct {
	Place
	Vendor, Local, Expected float64 // Expected: of the monotone curve at Local
}

// Inversion is a query whose first match by the vendor is not among the first K here.
type Inversion struct {
	Place
	Rank int // of that match here, from 1, of the matches listed
}

// Bounds of what is claimed.
const (
	fewestPairs   = 5       // under this nothing is said of ranks
	fewestOnCurve = 10      // under this nothing is said of outliers
	mostRanked    = 400_000 // pairs that are kept: four times the vendor's limit of a job
	mostDraws     = 1000    // of the bootstrap
	fewestDraws   = 100
	drawnPairs    = 2_000_000 // that the draws may cost together
	bootstrapSeed = 1         // any number: the same answer gives the same intervals
	disagreement  = 0.3       // the whole interval of Spearman's correlation lies below this
)

// ranked keeps what the ranks of pairs are reckoned from.
type ranked struct {
	metric compare.Metric
	row    int // of the metric's default reading
	pairs  []rankedPair
}

type rankedPair struct {
	Place
	group         int
	vendor, local float64
}

func (r *ranked) add(at Place, group int, m *trace.Match, vendor claims, local []compare.NamedScore) {
	if r.metric == "" {
		r.metric = metricOf(m)
		r.row = slices.IndexFunc(local, func(s compare.NamedScore) bool { return s.Name == string(r.metric) })
	}
	v := vendor[indexOf(r.metric)]
	if !m.Lacks("score") && metricOf(m) == r.metric {
		v = m.Score
	}
	if !math.IsNaN(v) && !math.IsInf(v, 0) && len(r.pairs) < mostRanked {
		r.pairs = append(r.pairs, rankedPair{at, group, v, local[r.row].Value})
	}
}

// another: the embeddings come from another encoder.
func (e *evidence) another(s settlement) {
	e.log.add(otherEncoder, "", fmt.Sprintf("%d of %d scores", s.fits, s.numbers), "all",
		"no reading of the local scores gives the vendor's: at best %d of %s fit within %v; the embeddings come from another encoder, so that ranks are compared and not scores",
		s.fits, plural(s.numbers, "score"), e.opt.Tolerance)
	n := int64(len(e.ranked.pairs))
	if n < fewestPairs {
		e.because(fmt.Sprintf("the local embeddings come from another encoder, and %s too few to compare ranks (%d are needed)", plural(n, "pair")+" "+is(n), fewestPairs))
		return
	}
	a := e.ranked.agree(e.opt.Top)
	e.out.Agreement = a
	e.because("the local embeddings come from another encoder, so only ranks can be compared: " + a.words())
	if a.Spearman.High < disagreement {
		e.log.add(ranksDisagree, "", short(a.Spearman.Value), disagreement, "over %s Spearman's correlation is %.2f (95 %% between %.2f and %.2f)",
			plural(a.Pairs, "pair"), a.Spearman.Value, a.Spearman.Low, a.Spearman.High)
	}
	for _, x := range a.Outliers {
		e.log.add(offCurve, x.Pointer+"/score", x.Vendor, short(x.Expected), "%q and %q have %v in the answer; pairs as alike here (%.4f) have about %.3f",
			x.Query, x.Candidate, x.Vendor, x.Local, x.Expected)
	}
	for _, x := range a.Inversions {
		e.log.add(inversion, x.Pointer, x.Rank, fmt.Sprintf("1 to %d", a.K), "the first match of %q, %q, is number %d here of the matches listed", x.Query, x.Candidate, x.Rank)
	}
	a.Outliers, a.Inversions = a.Outliers[:min(len(a.Outliers), MaxListed)], a.Inversions[:min(len(a.Inversions), MaxListed)]
}

// words says what the agreement is.
func (a *Agreement) words() string {
	if math.IsNaN(a.Spearman.Value) {
		return fmt.Sprintf("%s, all alike in one of the two", plural(a.Pairs, "pair"))
	}
	s := fmt.Sprintf("%s, Spearman %s, Kendall %s", plural(a.Pairs, "pair"), a.Spearman, a.Kendall)
	if a.Queries > 0 {
		s += fmt.Sprintf(", first %d in common %s", a.K, a.TopK)
	}
	if a.Spearman.Low <= 0 && a.Spearman.High >= disagreement {
		s += "; that shows no agreement and refutes none"
	}
	return s
}

// String returns the value with its interval.
func (e Estimate) String() string {
	if math.IsNaN(e.Low) || math.IsNaN(e.High) {
		return fmt.Sprintf("%.2f", e.Value)
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", e.Value, e.Low, e.High)
}

// agree reckons everything from at least fewestPairs pairs.
func (r *ranked) agree(top int) *Agreement {
	vendor, local := make([]float64, len(r.pairs)), make([]float64, len(r.pairs))
	for i, p := range r.pairs {
		vendor[i], local[i] = p.vendor, p.local
	}
	a := &Agreement{Pairs: int64(len(r.pairs)), Metric: r.metric, K: top}
	random := rand.New(rand.NewPCG(bootstrapSeed, 0))
	a.Spearman, a.Kendall = r.correlations(vendor, local, random)
	a.heads(r.groups(), random)
	a.Outliers = r.outliers(vendor, local)
	return a
}

// correlations returns both with their intervals over resampled pairs.
func (r *ranked) correlations(vendor, local []float64, random *rand.Rand) (s, k Estimate) {
	n := len(vendor)
	s, k = Estimate{Value: spearman(vendor, local)}, Estimate{Value: kendall(vendor, local)}
	x, y := make([]float64, n), make([]float64, n)
	var ss, ks []float64
	for range draws(n) {
		for i := range n {
			j := random.IntN(n)
			x[i], y[i] = vendor[j], local[j]
		}
		ss, ks = append(ss, spearman(x, y)), append(ks, kendall(x, y))
	}
	s.Low, s.High = interval(ss)
	k.Low, k.High = interval(ks)
	return s, k
}

// interval returns the middle 95 % of the draws that gave a number.
func interval(draws []float64) (low, high float64) {
	draws = slices.DeleteFunc(draws, math.IsNaN)
	if len(draws) < fewestDraws/2 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(draws)
	return stat.Quantile(0.025, stat.LinInterp, draws, nil), stat.Quantile(0.975, stat.LinInterp, draws, nil)
}

// groups returns the pairs of each query.
func (r *ranked) groups() (all [][]rankedPair) {
	for i, p := range r.pairs {
		if i == 0 || p.group != r.pairs[i-1].group {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], p)
	}
	return all
}

// heads compares the first matches of each query.
func (a *Agreement) heads(queries [][]rankedPair, random *rand.Rand) {
	a.TopK = Estimate{math.NaN(), math.NaN(), math.NaN()}
	long := slices.DeleteFunc(queries, func(ps []rankedPair) bool { return len(ps) < 2*a.K })
	var shares []float64
	for _, ps := range long {
		ours, theirs := heads(ps)
		shares = append(shares, inCommon(ours, theirs, a.K))
		if rank := slices.Index(ours, theirs[0]) + 1; rank > a.K {
			a.Inversions = append(a.Inversions, Inversion{ps[theirs[0]].Place, rank})
		}
	}
	a.Queries = int64(len(shares))
	if a.Queries == 0 {
		return
	}
	a.TopK.Value = stat.Mean(shares, nil)
	var means []float64
	for range draws(len(long) * len(long[0])) {
		means = append(means, stat.Mean(redrawn(long, shares, a.K, random), nil))
	}
	a.TopK.Low, a.TopK.High = interval(means)
}

// heads returns the numbers of ps in the local and in the vendor's order.
func heads(ps []rankedPair) (ours, theirs []int) {
	return byScore(ps, func(p *rankedPair) float64 { return p.local }), byScore(ps, func(p *rankedPair) float64 { return p.vendor })
}

// inCommon returns the share of the first k of b that are among those of a.
func inCommon(a, b []int, k int) float64 {
	n := 0
	for _, i := range b[:k] {
		if slices.Contains(a[:k], i) {
			n++
		}
	}
	return float64(n) / float64(k)
}

// redrawn returns the shares of queries drawn again with replacement; where
// there are few, of the same queries with their matches drawn again.
func redrawn(queries [][]rankedPair, shares []float64, k int, random *rand.Rand) []float64 {
	out := make([]float64, len(shares))
	for i := range out {
		if len(shares) >= fewestPairs {
			out[i] = shares[random.IntN(len(shares))]
			continue
		}
		ps := make([]rankedPair, len(queries[i]))
		for j := range ps {
			ps[j] = queries[i][random.IntN(len(ps))]
		}
		ours, theirs := heads(ps)
		out[i] = inCommon(ours, theirs, k)
	}
	return out
}

// draws returns how often n things are drawn again.
func draws(n int) int { return min(mostDraws, max(fewestDraws, drawnPairs/max(n, 1))) }

// byScore returns the numbers of ps from the largest score down.
func byScore(ps []rankedPair, score func(*rankedPair) float64) []int {
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score(&ps[b]), score(&ps[a])) })
	return order
}

// outliers returns the pairs that fall off the monotone curve of the vendor's
// scores over the local ones, at most MaxListed. The farthest is taken out and
// the curve drawn again without it, since it draws its neighbours off as well.
// What counts as far follows from the median of the distances, which a few
// outliers do not move, and from the number of pairs, since of many some lie far
// by chance.
//
// Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): 3.5
// times 1.4826 MAD; of n normal values the largest is about sqrt(2 ln n).
func (r *ranked) outliers(vendor, local []float64) []Outlier {
	if len(vendor) < fewestOnCurve {
		return nil
	}
	vendor, local = slices.Clone(vendor), slices.Clone(local)
	pairs := slices.Clone(r.pairs)
	var out []Outlier
	for {
		curve := isotonic(local, vendor)
		k := farthest(vendor, curve)
		if k < 0 || len(out) == MaxListed || len(pairs) < fewestOnCurve {
			for i := range out {
				out[i].Expected = along(local, curve, out[i].Local)
			}
			return out
		}
		out = append(out, Outlier{Place: pairs[k].Place, Vendor: vendor[k], Local: local[k]})
		vendor, local, pairs = slices.Delete(vendor, k, k+1), slices.Delete(local, k, k+1), slices.Delete(pairs, k, k+1)
	}
}

// farthest returns which value is farthest from the curve, -1 when it is near
// enough.
func farthest(vendor, curve []float64) int {
	off := make([]float64, len(vendor))
	k := 0
	for i := range off {
		if off[i] = math.Abs(vendor[i] - curve[i]); off[i] > off[k] {
			k = i
		}
	}
	most, n := off[k], float64(len(off))
	limit := max(3.5, 1+math.Sqrt(2*math.Log(n))) * 1.4826 * middle(off)
	if most <= max(limit, smallestOutlier) {
		return -1
	}
	return k
}

// along returns the curve at x: between the nearest points on both sides.
func along(xs, curve []float64, x float64) float64 {
	below, above := -1, -1
	for i, v := range xs {
		if v <= x && (below < 0 || v > xs[below]) {
			below = i
		}
		if v >= x && (above < 0 || v < xs[above]) {
			above = i
		}
	}
	switch {
	case below < 0:
		return curve[above]
	case above < 0 || xs[above] == xs[below]:
		return curve[below]
	}
	part := (x - xs[below]) / (xs[above] - xs[below])
	return curve[below] + part*(curve[above]-curve[below])
}

// smallestOutlier is what nobody decides by, however well the others fit.
const smallestOutlier = 0.02

package compare_test

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/audiocheck/audiocheck/compare"
)

// rounding covers float32 similarities.
const rounding = 1e-6

// values are the scores of one pair under all readings, by name.
type values map[string]float64

func valuesOf(t *testing.T, q, c compare.Windows) values {
	t.Helper()
	x, err := compare.Compare(compare.Track{Windows: q}, compare.Track{Windows: c})
	if err != nil {
		t.Fatal(err)
	}
	v := values{}
	for _, s := range x.Readings() {
		v[s.Name] = s.Value
	}
	return v
}

// TestInequalities holds I1, I2, I4 and I5 of the package's documentation on
// matrices of both signs, I4 on the shifted similarities, which are not negative.
func TestInequalities(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for i := range 3000 {
		m, n := 1+r.IntN(6), 1+r.IntN(6)
		q, c := random(uint64(i), m, 3, -0.5), random(uint64(i)+1e6, n, 3, 1.5*r.Float64())
		v := valuesOf(t, q, c)
		s, err := compare.ReferenceSimilarities(q, c, compare.Reading{})
		if err != nil {
			t.Fatal(err)
		}
		mean := mat.Sum(s) / float64(m*n)
		for _, order := range anySign(m, n) {
			checkOrder(t, v, order[0], order[1])
		}
		for _, name := range []string{"hungarian_mean", "max_then_mean", "max_then_mean_candidate"} {
			if v[name]+rounding < mean {
				t.Errorf("I5: %s is %v, below the mean %v", name, v[name], mean)
			}
		}
		checkNotNegative(t, v, m, n)
	}
}

// anySign lists the scores of which the first is never below the second: I1, I2.
func anySign(m, n int) [][2]string {
	orders := [][2]string{{"max", "max_then_mean"}, {"max", "max_then_mean_candidate"}, {"max", "hungarian_mean"}, {"max_then_mean_larger", "hungarian_mean"}}
	if m <= n {
		orders = append(orders, [2]string{"max_then_mean", "hungarian_mean"})
	}
	if n <= m {
		orders = append(orders, [2]string{"max_then_mean_candidate", "hungarian_mean"})
	}
	return orders
}

// checkNotNegative holds I4 on the clamped and on the shifted similarities.
func checkNotNegative(t *testing.T, v values, m, n int) {
	t.Helper()
	for _, scale := range []string{"_clamped", "_shifted"} {
		checkOrder(t, v, "max_then_mean"+scale, "hungarian_mean_by_query"+scale)
		checkOrder(t, v, "max_then_mean_candidate"+scale, "hungarian_mean_by_candidate"+scale)
		checkOrder(t, v, "max_then_mean"+scale, "hungarian_mean_by_longer"+scale)
		checkOrder(t, v, "max_then_mean_candidate"+scale, "hungarian_mean_by_longer"+scale)
		checkOrder(t, v, "max"+scale, "hungarian_mean_by_longer"+scale)
		most := v["max"+scale]
		if got := v["hungarian_mean"+scale]; got+rounding < most/float64(min(m, n)) {
			t.Errorf("I4: hungarian_mean%s is %v with max %v and %d pairs", scale, got, most, min(m, n))
		}
		if got := v["max_then_mean"+scale]; got+rounding < most/float64(m) {
			t.Errorf("I4: max_then_mean%s is %v with max %v and %d query windows", scale, got, most, m)
		}
	}
}

func checkOrder(t *testing.T, v values, more, less string) {
	t.Helper()
	if v[more]+rounding < v[less] {
		t.Errorf("%s is %v, below %s, %v", more, v[more], less, v[less])
	}
}

// I3: over the longer side the two scores stand in either order.
func TestNoOrderOverTheLongerSide(t *testing.T) {
	above, below := 0, 0
	for i := range uint64(200) {
		v := valuesOf(t, random(i, 6, 3, 0.5), random(i+1e6, 2, 3, 0.5))
		if v["max_then_mean"] < v["hungarian_mean"]-rounding {
			below++
		}
		if v["max_then_mean"] > v["hungarian_mean"]+rounding {
			above++
		}
	}
	if above == 0 || below == 0 {
		t.Errorf("max_then_mean was above hungarian_mean %d times and below %d times", above, below)
	}
}

// Swapping the tracks swaps the directions and changes nothing else.
func TestSwappedTracks(t *testing.T) {
	for i := range uint64(100) {
		q, c := random(i, 1+int(i%7), 4, 0.3), random(i+1e6, 1+int(i%5), 4, 0.3)
		v, w := valuesOf(t, q, c), valuesOf(t, c, q)
		for there, back := range map[string]string{
			"max": "max", "max_then_mean": "max_then_mean_candidate", "max_then_mean_both": "max_then_mean_both",
			"max_then_mean_larger": "max_then_mean_larger", "hungarian_mean": "hungarian_mean",
			"hungarian_mean_by_query_clamped": "hungarian_mean_by_candidate_clamped",
		} {
			if d := v[there] - w[back]; d > rounding || d < -rounding {
				t.Errorf("%s is %v, %s of the swapped tracks %v", there, v[there], back, w[back])
			}
		}
	}
}

// A track is as similar to itself as can be.
func TestIdentity(t *testing.T) {
	q := music(3, 20, 32)
	s, pairs, err := compare.Score(q, q, compare.Reading{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []compare.Metric{compare.Max, compare.MaxThenMean, compare.HungarianMean} {
		if got := s.Of(m); got < 1-rounding || got > 1+rounding {
			t.Errorf("%s of a track with itself is %v, want 1", m, got)
		}
	}
	for _, p := range pairs {
		if p.Query != p.Candidate {
			t.Errorf("window %d is paired with %d", p.Query, p.Candidate)
		}
	}
}

package align

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func random(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 0))
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(r.NormFloat64())
	}
	return v
}

func track(v []float32) *Track {
	t := &Track{}
	t.Append(v)
	return t
}

// sample is v at t, 0 outside.
func sample(v []float32, t int) float64 {
	if t < 0 || t >= len(v) {
		return 0
	}
	return float64(v[t])
}

func TestATrackReadsBackWhatWasAppended(t *testing.T) {
	v := random(1, 2*blockLen+777)
	tr := &Track{}
	for at, n := 0, 1; at < len(v); n = n*3 + 1 {
		end := min(len(v), at+n)
		tr.Append(v[at:end])
		at = end
	}
	if tr.Len() != len(v) {
		t.Fatalf("Len() = %d, want %d", tr.Len(), len(v))
	}
	for _, from := range []int{-10, -3, 0, 5, blockLen - 2, 2*blockLen - 1, len(v) - 3, len(v), len(v) + 9} {
		for _, n := range []int{0, 1, 7, blockLen + 5} {
			dst := random(2, n) // what was there must be gone
			tr.Read(dst, from)
			for i, got := range dst {
				if float64(got) != sample(v, from+i) {
					t.Fatalf("sample %d of a read of %d from %d is %v, want %v", i, n, from, got, sample(v, from+i))
				}
			}
		}
	}
}

// TestCorrelateIsTheDefinition compares with the sum of products at each lag.
func TestCorrelateIsTheDefinition(t *testing.T) {
	const reach = 64
	for _, lens := range [][2]int{{1000, 1000}, {50, 700}, {700, 50}, {128, 129}, {1, 1}} {
		mix, stem := random(3, lens[0]), random(4, lens[1])
		cs, err := Correlate(context.Background(), track(mix), []Signal{track(stem)}, reach)
		if err != nil {
			t.Fatal(err)
		}
		got := cs[0].fft.Sequence(nil, cs[0].spectrum)
		for lag := -reach; lag <= reach; lag++ {
			want := 0.0
			for i := range mix {
				want += sample(mix, i) * sample(stem, i+lag)
			}
			if v := got[reach-lag] / (4 * reach); math.Abs(v-want) > 1e-9*float64(len(mix)) {
				t.Fatalf("lengths %v: the correlation at lag %d is %v, want %v", lens, lag, v, want)
			}
		}
	}
}

func TestAKnownShiftIsFound(t *testing.T) {
	v := random(5, 20000)
	for _, want := range []int{0, 1, -1, 37, -500, 1000, -1024} {
		stem := make([]float32, len(v))
		for i := range stem {
			stem[i] = float32(-0.3 * sample(v, i-want)) // later by want, and upside down
		}
		cs, err := Correlate(context.Background(), track(v), []Signal{track(stem)}, 1024)
		if err != nil {
			t.Fatal(err)
		}
		if got := cs[0].Peak(1024); got != want {
			t.Errorf("shift %d: peak at %d", want, got)
		}
		if got := cs[0].Whitened(1024); got != want {
			t.Errorf("shift %d: whitened peak at %d", want, got)
		}
	}
}

func TestSilenceHasItsPeakAtZero(t *testing.T) {
	cs, err := Correlate(context.Background(), track(random(1, 100)), []Signal{track(make([]float32, 100))}, 16)
	if err != nil || cs[0].Whitened(16) != 0 || cs[0].Peak(16) != 0 {
		t.Errorf("peaks %d and %d, %v", cs[0].Peak(16), cs[0].Whitened(16), err)
	}
}

// TestSteadinessTellsWhatIsThere mixes in a signal at several powers and holds
// a foreign one, at the lag that suits it best, against the same mix.
func TestSteadinessTellsWhatIsThere(t *testing.T) {
	const n, parts = 20000, 64
	for seed := range uint64(3) {
		loud, quiet, foreign := random(100+seed, n), random(200+seed, n), random(300+seed, n)
		for _, gain := range []float64{1, -0.3, 0.1} {
			mix := make([]float32, n)
			for i := range mix {
				mix[i] = loud[i] + float32(gain)*quiet[i]
			}
			m := track(mix)
			cs, err := Correlate(context.Background(), m, []Signal{track(foreign)}, 1024)
			if err != nil {
				t.Fatal(err)
			}
			placed := []Placed{{track(quiet), 0}, {track(foreign), cs[0].Peak(1024)}, {track(make([]float32, n)), 0}}
			ps, err := Parts(context.Background(), m, placed, parts)
			if err != nil {
				t.Fatal(err)
			}
			gains := Join(ps, len(placed)).Gains()
			// Theory: the gain times the square root of n over the deviation of the rest, which is 1.
			want := math.Abs(gain) * math.Sqrt(n)
			if got := Steadiness(ps, gains, 0); got < want*0.7 || got > want*1.4 {
				t.Errorf("gain %v: steadiness %v, want about %v", gain, got, want)
			}
			if got := Steadiness(ps, gains, 1); got > 6 {
				t.Errorf("gain %v: steadiness of a foreign signal %v", gain, got)
			}
			if got := Steadiness(ps, gains, 2); got != 0 {
				t.Errorf("steadiness of silence %v", got)
			}
		}
	}
}

func TestPartsMakeTheWhole(t *testing.T) {
	m, placed := track(random(12, 30001)), []Placed{{track(random(13, 30000)), 5}, {track(random(14, 29000)), -3}}
	whole, _ := Multiply(context.Background(), m, placed)
	for _, n := range []int{1, 3, 64, 100000} {
		parts, err := Parts(context.Background(), m, placed, n)
		if err != nil || len(parts) > n {
			t.Fatalf("%d parts, want %d; %v", len(parts), n, err)
		}
		sum := Join(parts, 2)
		if sum.Span != whole.Span || math.Abs(sum.Mix-whole.Mix) > 1e-6 || math.Abs(sum.Gram[0][1]-whole.Gram[1][0]) > 1e-6 || math.Abs(sum.Cross[1]-whole.Cross[1]) > 1e-6 {
			t.Errorf("%d parts: %+v, want %+v", n, sum, whole)
		}
	}
}

func TestSumIsTheCorrelationOfTheSum(t *testing.T) {
	mix, a, b := random(6, 3000), random(7, 3000), random(8, 3000)
	both := make([]float32, len(a))
	for i := range both {
		both[i] = a[i] + b[i]
	}
	cs, err := Correlate(context.Background(), track(mix), []Signal{track(a), track(b), track(both)}, 256)
	if err != nil {
		t.Fatal(err)
	}
	sum := Sum(cs[:2])
	for k, v := range sum.spectrum {
		if d := v - cs[2].spectrum[k]; math.Hypot(real(d), imag(d)) > 1e-2 { // float32 rounds the sum by 1e-7 of some 1e4
			t.Fatalf("bin %d: %v, want %v", k, v, cs[2].spectrum[k])
		}
	}
}

func TestLeastSquaresGivesBackTheGains(t *testing.T) {
	const n = 50000
	a, b := random(9, n), random(10, n)
	mix := make([]float32, n)
	for i := range mix {
		mix[i] = float32(0.5*sample(a, i+13) - 2e-4*sample(b, i-7))
	}
	placed := []Placed{{track(a), 13}, {track(b), -7}}
	m := track(mix)
	if s := Overlap(m, placed); s != (Span{7, n - 13}) {
		t.Errorf("Overlap = %v", s)
	}
	p, err := Multiply(context.Background(), m, placed)
	if err != nil {
		t.Fatal(err)
	}
	gains := p.Gains()
	if math.Abs(gains[0]-0.5) > 1e-8 || math.Abs(gains[1]+2e-4) > 1e-8 {
		t.Errorf("gains %v, want 0.5 and -0.0002", gains)
	}
	left, err := Residual(context.Background(), m, placed, gains)
	if err != nil || left > 1e-14 || left <= 0 { // a float32 rounds by 6e-8
		t.Errorf("residual %v, %v", left, err)
	}
}

func TestSignalsThatDependOnEachOtherHaveFiniteGains(t *testing.T) {
	v := random(11, 5000)
	m := track(v)
	silent := track(make([]float32, len(v)))
	p, err := Multiply(context.Background(), m, []Placed{{track(v), 0}, {track(v), 0}, {silent, 0}})
	if err != nil {
		t.Fatal(err)
	}
	g := p.Gains()
	if math.Abs(g[0]-0.5) > 1e-3 || math.Abs(g[1]-0.5) > 1e-3 || g[2] != 0 {
		t.Errorf("gains %v, want 0.5, 0.5, 0", g)
	}
	p, err = Multiply(context.Background(), m, []Placed{{silent, 0}})
	if err != nil || p.Gain() != 0 || p.Gains()[0] != 0 || p.Left(p.Gains()) != 1 {
		t.Errorf("silence: gain %v, gains %v, left %v, %v", p.Gain(), p.Gains(), p.Left(p.Gains()), err)
	}
}

func TestSketchIsMultiplyOfShortSignals(t *testing.T) {
	m, placed := track(random(12, 30000)), []Placed{{track(random(13, 30000)), 5}}
	a, _ := Multiply(context.Background(), m, placed)
	b, _ := Sketch(context.Background(), m, placed)
	if a.Mix != b.Mix || a.Cross[0] != b.Cross[0] {
		t.Errorf("%v, want %v", b, a)
	}
}

func TestNothingOverlaps(t *testing.T) {
	m, placed := track(random(14, 100)), []Placed{{track(random(15, 10)), -500}}
	p, err := Multiply(context.Background(), m, placed)
	if err != nil || p.Span.Len() != 0 || p.Left(p.Gains()) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if left, err := Residual(context.Background(), m, placed, []float64{1}); left != 1 || err != nil {
		t.Errorf("residual %v, %v", left, err)
	}
}

func TestTheContextEndsTheWork(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := track(random(16, 1000))
	placed := []Placed{{m, 0}}
	if _, err := Correlate(ctx, m, []Signal{m}, 64); !errors.Is(err, context.Canceled) {
		t.Errorf("Correlate: %v", err)
	}
	if _, err := Multiply(ctx, m, placed); !errors.Is(err, context.Canceled) {
		t.Errorf("Multiply: %v", err)
	}
	if _, err := Residual(ctx, m, placed, []float64{1}); !errors.Is(err, context.Canceled) {
		t.Errorf("Residual: %v", err)
	}
}

func TestReachIsBoundedByAnyRate(t *testing.T) {
	for rate, want := range map[int]int{1: 2, 2000: 4096, 44100: 1 << 17, 48000: 1 << 17, 192000: 1 << 18, math.MaxInt32: 1 << 18} {
		if got := Reach(rate, math.MaxInt32); got != want {
			t.Errorf("Reach(%d) = %d, want %d", rate, got, want)
		}
	}
	for frames, want := range map[int]int{0: 2, 1: 2, 1000: 1024, 1025: 2048} {
		if got := Reach(48000, frames); got != want {
			t.Errorf("Reach of %d frames = %d, want %d", frames, got, want)
		}
	}
}

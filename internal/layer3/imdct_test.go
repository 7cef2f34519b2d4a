package layer3

import (
	"math"
	"math/rand/v2"
	"testing"
)

// near reports whether got is want but for the rounding of single precision.
func near(got float32, want, scale float64) bool {
	return math.Abs(float64(got)-want) <= 1e-6*scale
}

func noise(r *rand.Rand, x []float32) {
	for i := range x {
		x[i] = float32(r.Float64()*2 - 1)
	}
}

// Constants that are written out are what their names say, to the last bit of
// single precision.
func TestCosines(t *testing.T) {
	const degree = math.Pi / 180
	for _, tt := range []struct{ got, want float64 }{
		{cos10, math.Cos(10 * degree)}, {cos20, math.Cos(20 * degree)}, {cos30, math.Cos(30 * degree)},
		{cos40, math.Cos(40 * degree)}, {cos50, math.Cos(50 * degree)},
	} {
		if math.Abs(tt.got-tt.want) > 1e-15 {
			t.Errorf("%v, want %v", tt.got, tt.want)
		}
	}
	for n, list := range map[int][]float32{
		18: halfSecant9[:], 6: halfSecant3[:], 32: halfSecant32[:], 16: halfSecant16[:],
		8: {halfSecant8x0, halfSecant8x1, halfSecant8x2, halfSecant8x3}, 4: {halfSecant4x0, halfSecant4x1}, 2: {halfSecant2},
	} {
		for k, got := range list {
			if want := float32(1 / (2 * math.Cos(math.Pi/float64(2*n)*float64(2*k+1)))); got != want {
				t.Errorf("1/(2cos(π/%d %d)) is %v, want %v", 2*n, 2*k+1, got, want)
			}
		}
	}
}

// transformOf is the formula of ISO/IEC 11172-3, 2.4.3.4.10.2.
func transformOf(x []float64) []float64 {
	n := 2 * len(x)
	out := make([]float64, n)
	for i := range out {
		for k, v := range x {
			out[i] += v * math.Cos(math.Pi/float64(2*n)*float64(2*i+1+n/2)*float64(2*k+1))
		}
	}
	return out
}

// windowed is the block of 36 frames of ISO/IEC 11172-3, 2.4.3.4.10.3.
func windowed(x *[slots]float32, kind blockKind) (z [2 * slots]float64) {
	sin := func(i float64, n float64) float64 { return math.Sin(math.Pi / n * (i + 0.5)) }
	if kind == short {
		for w := range windows {
			var in []float64
			for k := range shortLines {
				in = append(in, float64(x[windows*k+w]))
			}
			for i, v := range transformOf(in) {
				z[6+6*w+i] += v * sin(float64(i), 12)
			}
		}
		return z
	}
	var in []float64
	for _, v := range x {
		in = append(in, float64(v))
	}
	for i, v := range transformOf(in) {
		f := sin(float64(i), 36)
		switch {
		case kind == start && i >= 30 || kind == stop && i < 6:
			f = 0
		case kind == start && i >= 24:
			f = sin(float64(i-18), 12)
		case kind == stop && i < 12:
			f = sin(float64(i-6), 12)
		case kind == start && i >= 18 || kind == stop && i < 18:
			f = 1
		}
		z[i] = v * f
	}
	return z
}

// TestTransformFollowsTheStandard runs three granules of each kind of block, so
// that what overlaps is seen, and holds them against the formulas.
func TestTransformFollowsTheStandard(t *testing.T) {
	tab := newTables()
	r := rand.New(rand.NewPCG(1, 2))
	for _, tt := range []struct {
		g           granule
		rate, plain int // subbands of long blocks in front of others
	}{
		{granule{kind: long}, 44100, 0},
		{granule{kind: start}, 44100, 0},
		{granule{kind: short}, 44100, 0},
		{granule{kind: stop}, 44100, 0},
		{granule{kind: short, mixed: true}, 44100, 2},
		{granule{kind: start, mixed: true}, 44100, 2},
		{granule{kind: short, mixed: true}, 16000, 2},
		{granule{kind: short, mixed: true}, 8000, 4}, // the bands of long blocks reach up to line 72
	} {
		g, all := tt.g, newLayouts(tt.rate)
		var o overlap
		var kept [subbands][slots]float64
		for _, used := range []int{lines, 100, 0} {
			s := spectrum{n: used}
			noise(r, s.line[:used])
			var got samples
			tab.blocks.transform(&got, &o, &s, &g, all.of(&g))
			for sb := range subbands {
				kind := g.kind
				if sb < tt.plain {
					kind = long
				}
				z := windowed((*[slots]float32)(s.line[slots*sb:]), kind)
				for i := range slots {
					want := z[i] + kept[sb][i]
					if sb%2 == 1 && i%2 == 1 { // 2.4.3.4.10.5, frequency inversion
						want = -want
					}
					if !near(got[i][sb], want, 8) {
						t.Fatalf("%+v, subband %d, frame %d: %v, want %v", g, sb, i, got[i][sb], want)
					}
					kept[sb][i] = z[slots+i]
				}
			}
		}
	}
}

// cs and ca as ISO/IEC 11172-3, table B.9 has them.
func TestButterflies(t *testing.T) {
	cs := []float64{0.857492926, 0.881741997, 0.949628649, 0.983314592, 0.995517816, 0.999160558, 0.999899195, 0.999993155}
	ca := []float64{-0.514495755, -0.471731969, -0.313377454, -0.181913200, -0.094574193, -0.040965583, -0.014198569, -0.003699975}
	for i, b := range newButterflies() {
		if !near(b[0], cs[i], 0.1) || !near(b[1], ca[i], 0.1) {
			t.Errorf("%d: %v, want %v and %v", i, b, cs[i], ca[i])
		}
	}
}

// TestAliasReduction holds both sides of each border against ISO/IEC 11172-3,
// figure A.5.
func TestAliasReduction(t *testing.T) {
	b := newButterflies()
	r := rand.New(rand.NewPCG(3, 4))
	for _, tt := range []struct{ n, borders, want int }{{lines, 31, 31}, {100, 31, 6}, {lines, 1, 1}, {lines, 0, 0}, {0, 31, 0}} {
		s := spectrum{n: tt.n}
		noise(r, s.line[:tt.n])
		want := s.line
		for sb := 1; sb <= tt.want; sb++ {
			for i, c := range b {
				lo, hi := s.line[18*sb-1-i], s.line[18*sb+i]
				want[18*sb-1-i], want[18*sb+i] = lo*c[0]-hi*c[1], hi*c[0]+lo*c[1]
			}
		}
		s.reduceAlias(&b, tt.borders)
		for i, v := range want {
			if !near(s.line[i], float64(v), 1) || i >= s.n && v != 0 {
				t.Fatalf("%+v, line %d of %d: %v, want %v", tt, i, s.n, s.line[i], v)
			}
		}
	}
}

// TestReorder follows the example of a band of four lines a window.
func TestReorder(t *testing.T) {
	l := &newLayouts(44100).short
	s := spectrum{n: 12}
	for i := range 12 {
		s.line[i] = float32(i)
	}
	s.reorder(l)
	if got, want := [12]float32(s.line[:12]), [12]float32{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}; got != want || s.n != 12 {
		t.Errorf("%v, want %v; %d lines", got, want, s.n)
	}
}

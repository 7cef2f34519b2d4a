package aac

import (
	"math"
	"math/rand/v2"
	"testing"
)

// longInfo is a long window with bands bands of 48 kHz.
func longInfo(bands int) info {
	return info{sequence: onlyLong, maxSFB: bands, groups: 1, groupLength: [8]int{1}, offsets: bandTables[3].long}
}

// TestTNS compares with y[n] = x[n] - a[1] y[n-1] - ..., whose coefficients come
// from the reflection coefficients by the recursion of 4.6.9.3 in float64.
func TestTNS(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, backwards := range []bool{false, true} {
		s := &stream{info: longInfo(49)}
		s.tns.present = true
		s.tns.windows[0].count = 2
		// The first filter covers the bands 38 to 48, of which TNS reaches 40; the
		// second the five below.
		filters := s.tns.windows[0].filters[:2]
		filters[0] = tnsFilter{length: 11, order: 3, backwards: backwards, parcor: [maxOrderLong]float64{0.5, -0.3, 0.8}}
		filters[1] = tnsFilter{length: 5, order: 12, backwards: !backwards}
		for i := range filters[1].parcor {
			filters[1].parcor[i] = rng.Float64() - 0.5
		}
		want := make([]float64, frameLength)
		for i := range want {
			s.spectrum[i] = float32(rng.NormFloat64())
			want[i] = float64(s.spectrum[i])
		}
		o := s.offsets
		allPole(want[o[38]:o[40]], filters[0])
		allPole(want[o[33]:o[38]], filters[1])
		if err := s.applyTNS(&bandTables[3]); err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if math.Abs(float64(s.spectrum[i])-w) > 1e-5 {
				t.Fatalf("backwards %v: line %d is %v, want %v", backwards, i, s.spectrum[i], w)
			}
		}
	}
}

func allPole(x []float64, f tnsFilter) {
	a := []float64{1}
	for _, k := range f.parcor[:f.order] {
		next := append(append([]float64{}, a...), k)
		for i := 1; i < len(a); i++ {
			next[i] = a[i] + k*a[len(a)-i]
		}
		a = next
	}
	for n := range x {
		for i := 1; i < len(a) && i <= n; i++ {
			if f.backwards {
				x[len(x)-1-n] -= a[i] * x[len(x)-1-n+i]
			} else {
				x[n] -= a[i] * x[n-i]
			}
		}
	}
}

// TestReflection: sin(n π/17) below zero and sin(n π/15) above it for 4 bits, sin(n
// π/9) and sin(n π/7) for 3 bits; 4.6.9.3. Compression leaves out the upper bit.
func TestReflection(t *testing.T) {
	for _, c := range []struct {
		coef, width, resolution int
		want                    float64
	}{
		{0, 4, 4, 0}, {7, 4, 4, math.Sin(7 * math.Pi / 15)}, {8, 4, 4, math.Sin(-8 * math.Pi / 17)}, {15, 4, 4, math.Sin(-math.Pi / 17)},
		{3, 3, 3, math.Sin(3 * math.Pi / 7)}, {4, 3, 3, math.Sin(-4 * math.Pi / 9)},
		{3, 3, 4, math.Sin(3 * math.Pi / 15)}, {4, 3, 4, math.Sin(-4 * math.Pi / 17)}, {2, 2, 3, math.Sin(-2 * math.Pi / 9)},
	} {
		if got := reflection(c.coef, c.width, c.resolution); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%d of %d bits, %d of resolution: %v, want %v", c.coef, c.width, c.resolution, got, c.want)
		}
	}
}

// TestTNSOverflow: a filter at the brink raises what it gets without bound.
func TestTNSOverflow(t *testing.T) {
	s := &stream{info: longInfo(49)}
	s.tns.present, s.tns.bit = true, 77
	f := tnsFilter{length: 49, order: 12}
	for i := range f.parcor {
		f.parcor[i] = -reflection(7, 4, 4)
	}
	s.tns.windows[0].count, s.tns.windows[0].filters[0] = 1, f
	for i := range s.spectrum {
		s.spectrum[i] = 1 << 90
	}
	err := s.applyTNS(&bandTables[3])
	if e, ok := err.(*Error); !ok || e.Bit != 77 {
		t.Errorf("%v, want an error at bit 77", err)
	}
}

// TestNoise: a band of noise has the energy 2^(n/2), whatever its width, and
// noise of one channel and another has nothing in common.
func TestNoise(t *testing.T) {
	n := noise(0)
	left, right := &stream{info: longInfo(40)}, &stream{info: longInfo(40)}
	for b := range 40 {
		left.books[b], right.books[b] = noiseBook, noiseBook
		left.factors[b], right.factors[b] = int16(40+b), int16(45+b)
	}
	p := &pair{}
	p.used[39] = true
	left.fillNoise(&n, nil, nil)
	right.fillNoise(&n, left, p)
	for b := range 40 {
		from, to := left.offsets[b], left.offsets[b+1]
		var l, r, both float64
		for i := from; i < to; i++ {
			x, y := float64(left.spectrum[i]), float64(right.spectrum[i])
			l, r, both = l+x*x, r+y*y, both+x*y
		}
		if want := math.Exp2(float64(40+b) / 2); math.Abs(l/want-1) > 1e-5 {
			t.Errorf("band %d: energy %v, want %v", b, l, want)
		}
		if want := math.Exp2(float64(45+b) / 2); math.Abs(r/want-1) > 1e-5 {
			t.Errorf("band %d, right: energy %v, want %v", b, r, want)
		}
		correlation := math.Abs(both / math.Sqrt(l*r))
		if marked := b == 39; marked && correlation < 0.99999 || !marked && to-from >= 16 && correlation > 0.8 {
			t.Errorf("band %d: the channels correlate by %v", b, correlation)
		}
	}
}

// TestStereo: mid and side, both phases of intensity, and what both leave alone.
func TestStereo(t *testing.T) {
	left, right := &stream{info: longInfo(7)}, &stream{info: longInfo(7)}
	p := &pair{}
	for i := range 28 {
		left.spectrum[i], right.spectrum[i] = 3, 1
	}
	for b := range 7 {
		left.books[b], right.books[b] = 1, 1
	}
	p.used[1] = true // mid and side
	right.books[2], right.factors[2] = intensityBook, 4
	right.books[3], right.factors[3] = intensityBook2, -4
	right.books[4], right.factors[4], p.used[4] = intensityBook, 8, true
	right.books[5], p.used[5] = noiseBook, true
	left.books[6], p.used[6] = noiseBook, true
	p.apply(left, right)
	want := [][2]float32{{3, 1}, {4, 2}, {3, 1.5}, {3, -6}, {3, -0.75}, {3, 1}, {3, 1}}
	for i := range 28 {
		if got := [2]float32{left.spectrum[i], right.spectrum[i]}; got != want[i/4] {
			t.Errorf("line %d: %v, want %v", i, got, want[i/4])
		}
	}
}

// TestNoiseInGroups: each window of a group has noise of its own, and where both
// channels have the same, it is the same window by window.
func TestNoiseInGroups(t *testing.T) {
	i := info{sequence: eightShort, maxSFB: 1, groups: 1, groupLength: [8]int{8}, offsets: short48}
	left, right := &stream{info: i}, &stream{info: i}
	left.books[0], right.books[0] = noiseBook, noiseBook
	left.factors[0], right.factors[0] = 40, 44
	p := &pair{}
	p.used[0] = true
	n := noise(0)
	left.fillNoise(&n, nil, nil)
	right.fillNoise(&n, left, p)
	seen := map[float32]bool{}
	for w := range 8 {
		for k := range 4 {
			l, r := left.spectrum[w*shortLength+k], right.spectrum[w*shortLength+k]
			if r != 2*l || seen[l] {
				t.Fatalf("window %d, line %d: %v and %v", w, k, l, r)
			}
			seen[l] = true
		}
	}
}

// TestPairWithoutCommonWindows: marks of the packet before do not count where the
// channels of a pair have windows of their own.
func TestPairWithoutCommonWindows(t *testing.T) {
	e := element{streams: []stream{{info: longInfo(1)}, {info: longInfo(1)}}}
	e.pair.used[0] = true
	for c, v := range []float32{3, 1} {
		e.streams[c].books[0] = 1
		e.streams[c].spectrum[0] = v
	}
	n := noise(0)
	if err := e.applyTools(&n, &bandTables[3]); err != nil {
		t.Fatal(err)
	}
	if l, r := e.streams[0].spectrum[0], e.streams[1].spectrum[0]; l != 3 || r != 1 {
		t.Errorf("%v and %v, want 3 and 1", l, r)
	}
}

// TestPulse raises lines of each sign, by 4.6.3.3: the sign of 0 is minus.
func TestPulse(t *testing.T) {
	s := &stream{info: longInfo(3)}
	s.books, s.factors = [maxBands]uint8{11, 11, 0}, [maxBands]int16{90, 133, 0}
	q := func(n int, b int) float32 {
		return float32(power43(n) * math.Exp2(float64(s.factors[b]-100)/4))
	}
	s.spectrum[1], s.spectrum[5] = q(8000, 0), q(-3, 1)
	s.pulse = pulse{count: 4, lines: [4]int{1, 2, 5, 9}, amps: [4]int{15, 1, 7, 3}}
	s.applyPulse()
	for line, want := range map[int]float32{1: q(8015, 0), 2: q(-1, 0), 5: q(-10, 1), 9: 0} {
		if got := s.spectrum[line]; math.Abs(float64(got-want)) > 1e-6*math.Abs(float64(want)) {
			t.Errorf("line %d is %v, want %v", line, got, want)
		}
	}
}

// TestPulseBehindTheBands: the first line behind max_sfb has no scale factor.
func TestPulseBehindTheBands(t *testing.T) {
	s := &stream{info: longInfo(1)}
	s.books[0], s.factors[0] = 11, 100
	s.pulse = pulse{count: 2, lines: [4]int{3, 4}, amps: [4]int{1, 1}}
	s.applyPulse()
	if s.spectrum[3] != -1 || s.spectrum[4] != 0 {
		t.Errorf("lines 3 and 4 are %v and %v, want -1 and 0", s.spectrum[3], s.spectrum[4])
	}
}

// TestGrouping: 0100110 in front of eight windows are five groups.
func TestGrouping(t *testing.T) {
	var i info
	var r bitReader
	w := &bitWriter{}
	r.load(w.put(0, 1).put(eightShort, 2).put(1, 1).put(14, 4).put(0b0100110, 7).b)
	if err := i.parse(&r, &bandTables[3]); err != nil {
		t.Fatal(err)
	}
	if i.groups != 5 || i.groupLength != [8]int{1, 2, 1, 3, 1} || i.maxSFB != 14 || i.shape != 1 {
		t.Errorf("%+v", i)
	}
}

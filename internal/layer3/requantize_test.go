package layer3

import (
	"math"
	"testing"
)

// TestGains follows the formulas of ISO/IEC 11172-3, 2.4.3.4.7.1.
func TestGains(t *testing.T) {
	all := newLayouts(48000)
	tab := newTables()
	for _, tt := range []struct {
		g  granule
		ms bool
	}{
		{granule{gain: 210}, false},
		{granule{gain: 255, coarse: true}, true},
		{granule{gain: 100, preflag: true}, false},
		{granule{gain: 0, preflag: true, coarse: true}, true},
		{granule{gain: 180, kind: short, subblockGain: [3]int{0, 3, 7}}, false},
		{granule{gain: 0, kind: short, coarse: true, subblockGain: [3]int{7, 7, 7}}, true},
		{granule{gain: 190, kind: short, mixed: true, subblockGain: [3]int{1, 2, 3}}, false},
	} {
		var f scalefactors
		for i := range f.value {
			f.value[i] = uint8(i % 32)
		}
		l := all.of(&tt.g)
		var got [maxBands]float32
		tab.gains(&got, &tt.g, l, &f, tt.ms)
		multiplier := 0.5
		if tt.g.coarse {
			multiplier = 1
		}
		for i := range l.ends {
			factor, gain := float64(f.value[i]), float64(tt.g.gain-210)
			switch {
			case i >= l.long:
				gain -= 8 * float64(tt.g.subblockGain[(i-l.long)%3])
			case tt.g.preflag:
				factor += []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 0}[i]
			}
			want := math.Pow(2, gain/4) * math.Pow(2, -multiplier*factor)
			if tt.ms {
				want /= math.Sqrt2
			}
			if !near(got[i], want, want/4) {
				t.Errorf("%+v, band %d: %v, want %v", tt.g, i, got[i], want)
			}
		}
	}
}

func TestPowers(t *testing.T) {
	s := newScales()
	for q, v := range s.power {
		if want := math.Pow(float64(q), 4.0/3); !near(v, want, want/8) {
			t.Fatalf("%d: %v, want %v", q, v, want)
		}
	}
}

// TestBandsFillTheGranule asserts of each rate that its bands end with the lines,
// and that a mixed granule changes from long to short at the same line.
func TestBandsFillTheGranule(t *testing.T) {
	for _, rate := range []int{44100, 48000, 32000, 22050, 24000, 16000, 11025, 12000, 8000} {
		all := newLayouts(rate)
		for _, l := range []layout{all.long, all.short, all.mixed} {
			if last := l.ends[len(l.ends)-1]; last != lines || len(l.ends) > maxBands {
				t.Errorf("%d Hz: %d bands end at line %d", rate, len(l.ends), last)
			}
		}
		want := 36
		if rate == 8000 {
			want = 72
		}
		if all.mixed.lines != want {
			t.Errorf("%d Hz: %d lines of long blocks in a mixed granule, want %d", rate, all.mixed.lines, want)
		}
	}
}

// TestIntensity follows ISO/IEC 11172-3, 2.4.3.4.9.3 and ISO/IEC 13818-3, 2.4.3.2.
func TestIntensity(t *testing.T) {
	b := newBalances()
	for pos := range 7 {
		ratio := math.Tan(float64(pos) * math.Pi / 12)
		left, right := ratio/(1+ratio), 1/(1+ratio)
		if !near(b[0][pos][0], left, 0.2) || !near(b[0][pos][1], right, 0.2) {
			t.Errorf("MPEG-1, position %d: %v, want %v and %v", pos, b[0][pos], left, right)
		}
	}
	for scale, io := range []float64{1 / math.Sqrt(math.Sqrt2), 1 / math.Sqrt2} {
		for pos := range 32 {
			left, right := 1.0, 1.0
			switch {
			case pos%2 == 1:
				left = math.Pow(io, float64(pos+1)/2)
			case pos > 0:
				right = math.Pow(io, float64(pos)/2)
			}
			if got := b[1+scale][pos]; !near(got[0], left, 0.2) || !near(got[1], right, 0.2) {
				t.Errorf("MPEG-2, scale %d, position %d: %v, want %v and %v", scale, pos, got, left, right)
			}
		}
	}
}

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
		{granule{gain: 255}, false},
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

package layer3

import (
	"math"
	"math/rand/v2"
	"testing"
)

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

// place is a band, in the numbers of the standard, and a window; those of long
// blocks have none.
type place struct {
	band, window int
	long         bool
}

// placesOf returns where each line stands in the order of the bitstream: long
// blocks below line mixed, short ones from there on.
func placesOf(b borders, mixed int) (all []place) {
	for band := 0; band+1 < len(b.long) && b.long[band] < mixed; band++ {
		for range b.long[band+1] - b.long[band] {
			all = append(all, place{band, 0, true})
		}
	}
	for band := 0; band+1 < len(b.short); band++ {
		for w := 0; w < 3 && 3*b.short[band] >= mixed; w++ {
			for range b.short[band+1] - b.short[band] {
				all = append(all, place{band, w, false})
			}
		}
	}
	return all
}

// TestIntensityBandByBand takes each line by itself: a band is intensity stereo
// where the right channel is 0 from there up, in its window or, with long blocks,
// in all, and where its position is none that says otherwise. The highest band has
// the position of the one below it.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.9.3; ISO/IEC 13818-3, 2.4.3.2.
func TestIntensityBandByBand(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	balances := newBalances()
	for _, b := range standardBorders {
		if b.rate%22050 != 0 { // 44,100 Hz of MPEG-1 and 22,050 Hz of MPEG-2
			continue
		}
		all := newLayouts(b.rate)
		mpeg1 := b.rate == 44100
		for _, tt := range []struct {
			l     *layout
			mixed int
		}{{&all.long, lines}, {&all.short, 0}, {&all.mixed, 3 * b.short[3]}} {
			places := placesOf(b, tt.mixed)
			for round := range 4 {
				var left, right spectrum
				noise(rnd, left.line[:])
				// The right channel sounds in some places, higher in each round.
				for range round {
					right.line[rnd.IntN(150*round+1)] = 0.5
				}
				var f scalefactors
				for i := range f.value {
					f.value[i] = uint8(rnd.IntN(9))
					f.noPosition[i] = 7
				}
				l, r, ms := left.line, right.line, round%2 == 1
				balance := &balances[0]
				if !mpeg1 {
					balance = &balances[1+round%2]
				}
				balance.apply(&left, &right, tt.l, &f, ms, mpeg1)
				for i := range places {
					wantL, wantR := stereoLine(places, i, &l, &r, &f, balance, ms, mpeg1)
					if !near(left.line[i], wantL, 2) || !near(right.line[i], wantR, 2) {
						t.Fatalf("%d Hz, %d lines of long blocks, ms %t, line %d (%+v): %v and %v, want %v and %v",
							b.rate, tt.mixed, ms, i, places[i], left.line[i], right.line[i], wantL, wantR)
					}
				}
			}
		}
	}
}

func stereoLine(places []place, i int, l, r *[lines]float32, f *scalefactors, b *balance, ms, mpeg1 bool) (left, right float64) {
	p, sounds := places[i], false
	for j, q := range places {
		above := q.long == p.long && q.band >= p.band || p.long && !q.long
		if above && (p.long || q.window == p.window) && r[j] != 0 {
			sounds = true
		}
	}
	// Scalefactors stand in the order of bands and windows.
	index, last := 0, places[len(places)-1]
	for j := 1; j <= i; j++ {
		if places[j] != places[j-1] {
			index++
		}
	}
	if p.band == last.band && p.long == last.long {
		index--
		if !p.long {
			index -= 2
		}
	}
	pos := f.value[index]
	a, c := float64(l[i]), float64(r[i])
	none := mpeg1 && pos >= 7 || !mpeg1 && pos == f.noPosition[index]
	switch root := math.Sqrt(2); {
	case !sounds && !none && ms: // the gains of both channels hold a 1/√2
		return a * root * float64(b[pos][0]), a * root * float64(b[pos][1])
	case !sounds && !none:
		return a * float64(b[pos][0]), a * float64(b[pos][1])
	case ms:
		return a + c, a - c
	}
	return a, c
}

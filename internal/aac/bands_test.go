package aac

import (
	"math"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// TestBands: bands rise in steps of 4 lines from 0 to the end of the spectrum,
// and their numbers are those of ISO/IEC 14496-3, 4.5.4.
func TestBands(t *testing.T) {
	numbers := [12][2]int{{41, 12}, {41, 12}, {47, 12}, {49, 14}, {49, 14}, {51, 14}, {47, 15}, {47, 15}, {43, 15}, {43, 15}, {43, 15}, {40, 15}}
	for i, b := range bandTables {
		for n, offsets := range [][]uint16{b.long, b.short} {
			if len(offsets)-1 != numbers[i][n] {
				t.Errorf("row %d: %d bands, want %d", i, len(offsets)-1, numbers[i][n])
			}
			if last := [2]uint16{frameLength, shortLength}[n]; offsets[0] != 0 || offsets[len(offsets)-1] != last {
				t.Errorf("row %d: bands from %d to %d, want 0 to %d", i, offsets[0], offsets[len(offsets)-1], last)
			}
			for k := 1; k < len(offsets); k++ {
				if width := int(offsets[k]) - int(offsets[k-1]); width < 4 || width%4 != 0 {
					t.Errorf("row %d: band %d has %d lines", i, k-1, width)
				}
			}
		}
		if b.tnsLong >= len(b.long) || b.tnsShort >= len(b.short) {
			t.Errorf("row %d: TNS reaches bands %d and %d", i, b.tnsLong, b.tnsShort)
		}
	}
}

// TestNearestRate: a sampling frequency without a row of its own uses another's;
// ISO/IEC 14496-3, table 4.82.
func TestNearestRate(t *testing.T) {
	for rate, row := range map[int]int{
		200000: 0, 96000: 0, 92017: 0, 92016: 1, 88200: 1, 75132: 1, 75131: 2, 64000: 2, 48000: 3, 44100: 4, 40000: 4, 32000: 5,
		24000: 6, 22050: 7, 16000: 8, 12000: 9, 11025: 10, 9391: 10, 9390: 11, 8000: 11, 7350: 11, 1: 11,
	} {
		if got := bandsOf(rate); got != &bandTables[row] {
			t.Errorf("%d Hz uses the bands from %d Hz on, want row %d", rate, got.from, row)
		}
	}
}

// TestBandsBetween: a sampling frequency that has no row of its own takes that of the
// nearest one by ratio, as table 4.82 has it, give or take 1 Hz of its rounding.
func TestBandsBetween(t *testing.T) {
	for i := range bandTables[:11] {
		high, _ := aacconfig.Rate(i)
		low, _ := aacconfig.Rate(i + 1)
		middle := math.Sqrt(float64(high) * float64(low))
		for hz, want := range map[int]int{high: i, int(middle) + 2: i, int(middle) - 1: i + 1, low: i + 1} {
			if got := bandsOf(hz); got != &bandTables[want] {
				t.Errorf("%d Hz has the row from %d Hz on, want that of %d Hz", hz, got.from, bandTables[want].from)
			}
		}
	}
}

package layer3

import (
	"slices"
	"testing"
)

// borders are the first lines of the scalefactor bands and the line behind the last.
type borders struct {
	rate        int
	long, short []int
}

// Source: ISO/IEC 11172-3, table B.8; ISO/IEC 13818-3, table B.2; the rates of
// MPEG-2.5 as mpg123 1.31.2 has them.
var standardBorders = []borders{
	{44100, []int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 52, 62, 74, 90, 110, 134, 162, 196, 238, 288, 342, 418, 576},
		[]int{0, 4, 8, 12, 16, 22, 30, 40, 52, 66, 84, 106, 136, 192}},
	{48000, []int{0, 4, 8, 12, 16, 20, 24, 30, 36, 42, 50, 60, 72, 88, 106, 128, 156, 190, 230, 276, 330, 384, 576},
		[]int{0, 4, 8, 12, 16, 22, 28, 38, 50, 64, 80, 100, 126, 192}},
	{32000, []int{0, 4, 8, 12, 16, 20, 24, 30, 36, 44, 54, 66, 82, 102, 126, 156, 194, 240, 296, 364, 448, 550, 576},
		[]int{0, 4, 8, 12, 16, 22, 30, 42, 58, 78, 104, 138, 180, 192}},
	{22050, []int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
		[]int{0, 4, 8, 12, 18, 24, 32, 42, 56, 74, 100, 132, 174, 192}},
	{24000, []int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 114, 136, 162, 194, 232, 278, 332, 394, 464, 540, 576},
		[]int{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 136, 180, 192}},
	{16000, sixteen.long, sixteen.short},
	{11025, sixteen.long, sixteen.short},
	{12000, sixteen.long, sixteen.short},
	{8000, []int{0, 12, 24, 36, 48, 60, 72, 88, 108, 132, 160, 192, 232, 280, 336, 400, 476, 566, 568, 570, 572, 574, 576},
		[]int{0, 8, 16, 24, 36, 52, 72, 96, 124, 160, 162, 164, 166, 192}},
}

var sixteen = borders{
	long:  []int{0, 6, 12, 18, 24, 30, 36, 44, 54, 66, 80, 96, 116, 140, 168, 200, 238, 284, 336, 396, 464, 522, 576},
	short: []int{0, 4, 8, 12, 18, 26, 36, 48, 62, 80, 104, 134, 174, 192},
}

func TestBorders(t *testing.T) {
	for _, b := range standardBorders {
		all := newLayouts(b.rate)
		if got := all.long.ends; !slices.Equal(got, b.long[1:]) {
			t.Errorf("%d Hz, long blocks: %v, want %v", b.rate, got, b.long[1:])
		}
		for i, end := range all.short.ends {
			band, window := i/3, i%3
			if want := 3*b.short[band] + (window+1)*(b.short[band+1]-b.short[band]); end != want {
				t.Errorf("%d Hz, short blocks, band %d, window %d: %d, want %d", b.rate, band, window, end, want)
			}
		}
		// Mixed: those of long blocks below the fourth of short ones.
		m := &all.mixed
		if !slices.Equal(m.ends[:m.long], b.long[1:m.long+1]) || m.ends[m.long-1] != 3*b.short[3] || m.lines != 3*b.short[3] ||
			m.from != 3 || !slices.Equal(m.ends[m.long:], all.short.ends[9:]) {
			t.Errorf("%d Hz, mixed: %+v", b.rate, m)
		}
	}
}

// TestRegions follows ISO/IEC 11172-3, 2.4.2.7 (region0_count, region1_count): a
// region ends where so many bands and one more do. Where blocks are switched, the
// first has 9 bands of short blocks, counted by the window, or 8 of long ones.
func TestRegions(t *testing.T) {
	for _, b := range standardBorders {
		all := newLayouts(b.rate)
		for _, tt := range []struct {
			g    granule
			want [3]int
		}{
			{granule{bigValues: 576, regions: [2]int{0, 0}}, [3]int{b.long[1], b.long[2], 576}},
			{granule{bigValues: 576, regions: [2]int{12, 7}}, [3]int{b.long[13], b.long[21], 576}},
			{granule{bigValues: 576, regions: [2]int{15, 5}}, [3]int{b.long[16], 576, 576}},
			{granule{bigValues: 576, regions: [2]int{15, 7}}, [3]int{b.long[16], 576, 576}},
			{granule{bigValues: 14, regions: [2]int{0, 1}}, [3]int{b.long[1], b.long[3], 14}},
			{granule{bigValues: 576, switched: true, kind: short}, [3]int{3 * b.short[3], 576, 576}},
			{granule{bigValues: 576, switched: true, kind: short, mixed: true}, [3]int{3 * b.short[3], 576, 576}},
			{granule{bigValues: 576, switched: true, kind: start}, [3]int{b.long[8], 576, 576}},
			{granule{bigValues: 20, switched: true, kind: stop}, [3]int{20, 20, 20}},
		} {
			want := tt.want
			for i := range want {
				want[i] = min(want[i], tt.g.bigValues)
			}
			if got := regionEnds(&tt.g, all); got != want {
				t.Errorf("%d Hz, %+v: %v, want %v", b.rate, tt.g, got, want)
			}
		}
	}
}

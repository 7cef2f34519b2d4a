package layer3

import (
	"fmt"
	"testing"
)

// group is a run of bands whose scalefactors have so many bits: slen.
type group struct{ bands, slen int }

// groupsMPEG1 are those of ISO/IEC 11172-3, 2.4.2.7 (scalefac_compress).
func groupsMPEG1(compress int, g *granule) []group {
	slen1 := [...]int{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}[compress]
	slen2 := [...]int{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}[compress]
	switch {
	case g.kind != short:
		return []group{{11, slen1}, {10, slen2}}
	case g.mixed: // 8 of long blocks, and from the fourth of short ones on
		return []group{{8 + 3*3, slen1}, {6 * 3, slen2}}
	}
	return []group{{6 * 3, slen1}, {6 * 3, slen2}}
}

// groupsMPEG2 are those of ISO/IEC 13818-3, 2.4.3.2, whose formulas it has.
func groupsMPEG2(c int, g *granule, intensity bool) (all []group) {
	row, slen := 0, [4]int{}
	switch ic := c >> 1; {
	case !intensity && c < 400:
		row, slen = 0, [4]int{(c >> 4) / 5, (c >> 4) % 5, (c % 16) >> 2, c % 4}
	case !intensity && c < 500:
		row, slen = 1, [4]int{((c - 400) >> 2) / 5, ((c - 400) >> 2) % 5, (c - 400) % 4}
	case !intensity:
		row, slen = 2, [4]int{(c - 500) / 3, (c - 500) % 3}
	case ic < 180:
		row, slen = 3, [4]int{ic / 36, (ic % 36) / 6, (ic % 36) % 6}
	case ic < 244:
		row, slen = 4, [4]int{((ic - 180) % 64) >> 4, ((ic - 180) % 16) >> 2, (ic - 180) % 4}
	default:
		row, slen = 5, [4]int{(ic - 244) / 3, (ic - 244) % 3}
	}
	column := 0
	if g.kind == short {
		column = 1
		if g.mixed {
			column = 2
		}
	}
	counts := [6][3][4]int{ // nr_of_sfb
		{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}},
		{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}},
		{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}},
		{{7, 7, 7, 0}, {12, 12, 12, 0}, {6, 15, 12, 0}},
		{{6, 6, 6, 3}, {12, 9, 9, 6}, {6, 12, 9, 6}},
		{{8, 8, 5, 0}, {15, 12, 9, 0}, {6, 18, 9, 0}},
	}[row][column]
	for i, n := range counts {
		all = append(all, group{n, slen[i]})
	}
	return all
}

// TestScalefactorsHaveTheirBits reads ones: each scalefactor is then the largest of
// its bits. What is not sent is 0, whatever was there before.
func TestScalefactorsHaveTheirBits(t *testing.T) {
	ones := make([]byte, 64)
	for i := range ones {
		ones[i] = 0xff
	}
	old := scalefactors{}
	for i := range old.value {
		old.value[i], old.noPosition[i] = 99, 99
	}
	check := func(name string, s *scalefactors, pos int, groups []group) {
		t.Helper()
		band, bits := 0, 0
		for _, g := range groups {
			for range g.bands {
				if got, want := s.value[band], uint8(1<<g.slen-1); got != want {
					t.Fatalf("%s, band %d: %d, want %d", name, band, got, want)
				}
				band++
			}
			bits += g.bands * g.slen
		}
		for ; band < maxBands; band++ {
			if s.value[band] != 0 {
				t.Fatalf("%s, band %d: %d, want 0", name, band, s.value[band])
			}
		}
		if pos != bits {
			t.Fatalf("%s: %d bits, want %d", name, pos, bits)
		}
	}
	for _, g := range []granule{{kind: long}, {kind: stop, mixed: true}, {kind: short}, {kind: short, mixed: true}} {
		for g.compress = range 16 {
			s, r := old, bitReader{b: ones}
			s.readMPEG1(&r, &g, newLayouts(44100).of(&g), 0)
			check(fmt.Sprintf("MPEG-1, %+v", g), &s, r.pos, groupsMPEG1(g.compress, &g))
		}
		for c := range 512 {
			for _, intensity := range []bool{false, true} {
				g.compress = c
				s, r := old, bitReader{b: ones}
				s.readMPEG2(&r, &g, intensity)
				name := fmt.Sprintf("MPEG-2, intensity %t, %+v", intensity, g)
				groups := groupsMPEG2(c, &g, intensity)
				check(name, &s, r.pos, groups)
				if want := !intensity && c >= 500; g.preflag != want {
					t.Fatalf("%s: want preflag %t", name, want)
				}
				// The largest value is no position, but for one of no bits: ffmpeg 5.1 takes
				// what was not sent for the middle.
				band := 0
				for _, of := range groups {
					for range of.bands {
						if no := s.noPosition[band] == s.value[band]; no != (of.slen > 0) {
							t.Fatalf("%s, band %d: %d is a position: %t", name, band, s.value[band], !no)
						}
						band++
					}
				}
			}
		}
	}
}

// TestKeptScalefactors asserts of each bit of scfsi that it keeps the bands that
// ISO/IEC 11172-3, 2.4.2.7 (scfsi_band) names, and no others.
func TestKeptScalefactors(t *testing.T) {
	group := [21]int{6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 2, 12: 2, 13: 2, 14: 2, 15: 2, 16: 3, 17: 3, 18: 3, 19: 3, 20: 3}
	l := &newLayouts(44100).long
	for scfsi := range 16 {
		var s scalefactors
		for i := range s.value {
			s.value[i] = 99
		}
		r := bitReader{b: make([]byte, 64)}
		s.readMPEG1(&r, &granule{compress: 15}, l, scfsi)
		bits := 0
		for i, of := range group {
			kept := scfsi>>(3-of)&1 == 1
			if (s.value[i] == 99) != kept {
				t.Errorf("scfsi %04b, band %d: kept is %t", scfsi, i, !kept)
			}
			if !kept {
				bits += 4
				if i > 10 {
					bits--
				}
			}
		}
		if r.pos != bits {
			t.Errorf("scfsi %04b: %d bits, want %d", scfsi, r.pos, bits)
		}
	}
}

package aac

import (
	"fmt"
	"testing"
)

// use counts what packets make use of, by name.
type use map[string]int

var (
	sequenceNames = [4]string{"only long", "long start", "eight short", "long stop"}
	shapeNames    = [2]string{"sine", "Kaiser-Bessel"}
)

// add counts what the packet used that d decoded last.
func (u use) add(d *Decoder) {
	for i := range d.elements {
		e := &d.elements[i]
		for c := range e.streams {
			s := &e.streams[c]
			u[sequenceNames[s.sequence]]++
			u[shapeNames[s.shape]]++
			if s.groups > 1 && s.groups < 8 {
				u["groups"]++
			}
			if s.tns.present {
				u["TNS"]++
			}
			for b := range s.groups * s.maxSFB {
				u[fmt.Sprintf("book %d", s.books[b])]++
				if c == 1 && e.pair.used[b] && s.books[b] <= lastBook {
					u["mid and side"]++
				}
			}
		}
	}
}

// TestCoverage holds the files of this package against what they are here for:
// together they use every codebook and tool but pulses, which no encoder at hand
// writes; those are in the files of random packets.
func TestCoverage(t *testing.T) {
	u := use{}
	for _, path := range []string{frag, "testdata/tools.m4a", "testdata/surround.m4a", "testdata/noise.m4a"} {
		f := readFile(t, path)
		d := f.decoder(t)
		for i := range f.packets {
			if _, err := d.Decode(f.packet(i)); err != nil {
				t.Fatalf("%s, packet %d: %v", path, i, err)
			}
			u.add(d)
		}
	}
	want := []string{"groups", "TNS", "mid and side"}
	want = append(append(want, sequenceNames[:]...), shapeNames[:]...)
	for book := range 16 {
		if book != reservedBook {
			want = append(want, fmt.Sprintf("book %d", book))
		}
	}
	for _, name := range want {
		if u[name] == 0 {
			t.Errorf("no file uses %s", name)
		}
	}
}

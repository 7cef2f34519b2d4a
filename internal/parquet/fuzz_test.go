package parquet

import "testing"

// FuzzThrift asserts that the walk over a footer ends within its bytes. Kept:
// 461130e710854887, a list whose elements are counted before they are walked.
func FuzzThrift(f *testing.F) {
	f.Add([]byte{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x15})
	f.Add([]byte{0x1c, 0x15, 2, 0, 0x1b, 1, 0x88, 1, 'a', 1, 'b', 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		w := walker{b: data}
		ok := w.structure(0)
		if w.i > len(data) || ok && (w.i == 0 || w.elements > len(data)) {
			t.Fatalf("%v at byte %d of %d after %d elements", ok, w.i, len(data), w.elements)
		}
	})
}

package embed

import (
	"context"
	"math"
	"testing"
)

// The file holds, row by row: zeros; NaN 1 2; inf -inf 0; 3 4 0 twice; 1e300,
// which is an infinity as float32.
func TestInspectSpecialRows(t *testing.T) {
	var all []Report
	if err := Inspect(context.Background(), "testdata/special.npy", func(r Report) error { all = append(all, r); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 {
		t.Fatalf("%d reports, want 1", len(all))
	}
	r := all[0]
	if r.ZeroRows != 1 || r.NaN != 1 || r.Inf != 3 || r.DuplicateRows != 1 {
		t.Errorf("zero %d NaN %d Inf %d duplicate %d, want 1 1 3 1", r.ZeroRows, r.NaN, r.Inf, r.DuplicateRows)
	}
	if r.NormMin != 0 || r.NormMax != 5 || math.Abs(r.NormMean-10.0/3) > 1e-12 {
		t.Errorf("norms %v %v %v, want 0 10/3 5", r.NormMin, r.NormMean, r.NormMax)
	}
	if r.Type != "float64" || r.ByteOrder != "little" || r.MemoryOrder != "C" || len(r.Shape) != 2 || r.Shape[0] != 6 || r.Shape[1] != 3 {
		t.Errorf("%+v", r.Layout)
	}
}

func TestInspectWithoutWindows(t *testing.T) {
	n := 0
	err := Inspect(context.Background(), "testdata/no_windows.npy", func(r Report) error {
		n++
		if r.Windows != 0 || !math.IsNaN(r.NormMean) || !math.IsNaN(r.NormMin) || !math.IsNaN(r.NormMax) {
			t.Errorf("%+v", r)
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d reports, error %v", n, err)
	}
}

func TestInspectStops(t *testing.T) {
	n := 0
	err := Inspect(context.Background(), "testdata/cube_c.npy", func(Report) error { n++; return context.Canceled })
	if err != context.Canceled || n != 1 {
		t.Errorf("%d reports, error %v", n, err)
	}
}

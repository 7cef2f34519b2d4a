package probe

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// notCorrupt are files that the manifest calls corrupt for what is a flaw here:
// all of their audio can be heard.
var notCorrupt = map[string]bool{"go-audio+wav/padded24b.wav": true}

func TestRIFFFixtures(t *testing.T) {
	dir, rows := fixtures(t)
	rows = slices.DeleteFunc(rows, func(row map[string]string) bool { return !strings.HasSuffix(row["file"], ".wav") })
	if len(rows) < 20 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		t.Run(row["file"], func(t *testing.T) {
			i := readBytes(t, fixtureBytes(t, dir, row), Samples)
			corrupt := row["class"] == "corrupt" && !notCorrupt[row["file"]]
			if got := i.Integrity == Damaged; got != corrupt {
				t.Errorf("integrity %s, manifest says %s %s: %+v", i.Integrity, row["class"], row["reason"], i.Damage)
			}
			if want := row["dec_samples"]; want != "" && i.Codec.Value != "mp3" {
				if n, _ := strconv.ParseInt(want, 10, 64); i.Frames.Value != n {
					t.Errorf("%d frames, want %d", i.Frames.Value, n)
				}
			}
			if lo, err := strconv.ParseFloat(row["dur_min"], 64); err == nil {
				hi, _ := strconv.ParseFloat(row["dur_max"], 64)
				if d, _ := i.Duration(); d < lo-1e-6 || d > hi+1e-6 {
					t.Errorf("%g s, want %g to %g", d, lo, hi)
				}
			}
			if want, err := strconv.Atoi(row["sample_rate"]); err == nil && i.Rate.Value != want {
				t.Errorf("%d Hz, want %d", i.Rate.Value, want)
			}
		})
	}
}

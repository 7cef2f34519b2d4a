package probe

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// riffFixtureDir holds real files with known truth, which a clone does not have.
func riffFixtureDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("AUDIOCHECK_FIXTURES")
	if dir == "" {
		dir = "../../shared/fixtures"
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST.tsv")); err != nil {
		t.Skip("no fixtures: set AUDIOCHECK_FIXTURES to the folder of MANIFEST.tsv")
	}
	return dir
}

// riffRows returns the rows of the manifest about .wav files, by column name.
func riffRows(t *testing.T, dir string) []map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, rec := range all[1:] {
		if !strings.HasSuffix(rec[0], ".wav") {
			continue
		}
		row := map[string]string{}
		for i, v := range rec {
			row[all[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// notCorrupt are files that the manifest calls corrupt for what is a flaw here:
// all of their audio can be heard.
var notCorrupt = map[string]bool{"go-audio+wav/padded24b.wav": true}

func TestRIFFFixtures(t *testing.T) {
	dir := riffFixtureDir(t)
	rows := riffRows(t, dir)
	if len(rows) < 20 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		t.Run(row["file"], func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join(dir, row["file"]))
			if err != nil {
				t.Fatal(err)
			}
			i := readBytes(t, b, Samples)
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

package probe

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// fixturesVariable names the folder of real files with known truth, which a
// clone does not have.
const fixturesVariable = "AUDIOCHECK_FIXTURES"

// fixtures returns that folder and the rows of its MANIFEST.tsv by column
// name. It skips the test where no folder is named.
func fixtures(t testing.TB) (dir string, rows []map[string]string) {
	t.Helper()
	dir = os.Getenv(fixturesVariable)
	if dir == "" {
		t.Skip("no fixtures: set " + fixturesVariable + " to the folder of MANIFEST.tsv")
	}
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
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, v := range record {
			row[all[0][i]] = v
		}
		rows = append(rows, row)
	}
	return dir, rows
}

func fixtureBytes(t testing.TB, dir string, row map[string]string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, row["file"]))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

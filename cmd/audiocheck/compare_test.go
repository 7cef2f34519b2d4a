package main

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/vendors/trace"
)

const (
	queriesDir    = "testdata/embeddings/queries"
	candidatesDir = "testdata/embeddings/candidates"
)

// truth is what numpy and scipy say of a pair; testdata/embeddings/make.py.
type truth struct {
	Query, Candidate string
	Max              float64 `json:"max"`
	MaxThenMean      float64 `json:"max_then_mean"`
	HungarianMean    float64 `json:"hungarian_mean"`
	Coverage         float64 `json:"coverage"`
	ByQuery          float64 `json:"hungarian_mean_by_query"`
	OverCandidate    float64 `json:"max_then_mean_candidate"`
	Pairs            [][2]int
}

func truths(t *testing.T) []truth {
	t.Helper()
	b, err := os.ReadFile("testdata/embeddings-truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var out []truth
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

type comparedJSON struct {
	SearchType string `json:"search_type"`
	Metric     string
	Results    []struct {
		Query   string
		Matches []struct {
			Candidate     string
			Score, Max    float64
			MaxThenMean   float64 `json:"max_then_mean"`
			HungarianMean float64 `json:"hungarian_mean"`
			Coverage      float64
			Readings      map[string]float64
			Windows       []struct {
				Query     int       `json:"query_index"`
				Candidate int       `json:"candidate_index"`
				Seconds   []float64 `json:"query_seconds"`
			} `json:"matched_windows"`
		}
	}
	Summary struct{ Queries, Candidates, Pairs, Matches int }
}

func compared(t *testing.T, args ...string) comparedJSON {
	t.Helper()
	code, out, errOut := command(t, "", append([]string{"compare", "--format", "json"}, args...)...)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	conforms(t, schema(t, "compare.schema.json"), out)
	var got comparedJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-5 }

func TestCompareAgreesWithScipy(t *testing.T) {
	inRoot(t)
	got := compared(t, "--queries", queriesDir, "--candidates", candidatesDir, "--readings", "--windows", "-1", "--hop-seconds", "4")
	if got.SearchType != "m:n" || got.Summary.Pairs != 8 || got.Summary.Matches != 8 {
		t.Errorf("search type %s, summary %+v", got.SearchType, got.Summary)
	}
	for _, want := range truths(t) {
		found := false
		for _, q := range got.Results {
			for _, m := range q.Matches {
				if q.Query != want.Query || m.Candidate != want.Candidate {
					continue
				}
				found = true
				if !near(m.Max, want.Max) || !near(m.MaxThenMean, want.MaxThenMean) || !near(m.HungarianMean, want.HungarianMean) ||
					!near(m.Coverage, want.Coverage) || !near(m.Readings["hungarian_mean_by_query"], want.ByQuery) ||
					!near(m.Readings["max_then_mean_candidate"], want.OverCandidate) || !near(m.Score, want.MaxThenMean) {
					t.Errorf("%s, %s: %+v, want %+v", want.Query, want.Candidate, m, want)
				}
				var pairs [][2]int
				for _, w := range m.Windows {
					pairs = append(pairs, [2]int{w.Query, w.Candidate})
					if len(w.Seconds) != 2 || w.Seconds[0] != float64(4*w.Query) || w.Seconds[1] != w.Seconds[0]+8 {
						t.Errorf("window %d lies at %v s", w.Query, w.Seconds)
					}
				}
				slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
				if !slices.Equal(pairs, want.Pairs) {
					t.Errorf("%s, %s: pairs %v, want %v", want.Query, want.Candidate, pairs, want.Pairs)
				}
			}
		}
		if !found {
			t.Errorf("%s, %s is missing", want.Query, want.Candidate)
		}
	}
}

func TestCompareFindsTheCover(t *testing.T) {
	inRoot(t)
	for _, metric := range []string{"max", "max_then_mean", "hungarian_mean"} {
		got := compared(t, "--queries", queriesDir+"/song.npy", "--candidates", candidatesDir, "--metric", metric, "--limit", "1")
		if len(got.Results[0].Matches) != 1 || got.Results[0].Matches[0].Candidate != "cover" {
			t.Errorf("%s: %+v", metric, got.Results)
		}
	}
}

func TestCompareFormats(t *testing.T) {
	inRoot(t)
	t.Setenv("SOURCE_DATE_EPOCH", "0")
	args := []string{"compare", "--queries", queriesDir, "--candidates", candidatesDir, "--windows", "2", "--readings", "--format"}
	for format, check := range map[string]func(out string){
		"table": func(out string) {
			if !strings.Contains(out, "8 pairs, ranked by max_then_mean") {
				t.Errorf("table:\n%s", out)
			}
		},
		"jsonl": func(out string) {
			if n := strings.Count(out, "\n"); n != 2 {
				t.Errorf("jsonl has %d lines, want one a query", n)
			}
		},
		"csv": func(out string) {
			rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
			if err != nil || len(rows) != 9 {
				t.Fatalf("csv: %d rows, %v", len(rows), err)
			}
			if v, err := strconv.ParseFloat(rows[1][4], 64); err != nil || v < -1 || v > 1 {
				t.Errorf("score %q, %v", rows[1][4], err)
			}
		},
		"trace": func(out string) {
			j, err := trace.Check(strings.NewReader(out), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range j.Findings {
				if f.Severity == "error" {
					t.Errorf("the vendor's own rules: %s %s: %s", f.Rule, f.Pointer, f.Message)
				}
			}
			if !strings.Contains(out, `"timestamp": "1970-01-01 00:00:00"`) {
				t.Error("SOURCE_DATE_EPOCH is not honoured")
			}
		},
	} {
		code, out, errOut := command(t, "", append(args, format)...)
		if code != 0 {
			t.Errorf("%s: exit %d: %s", format, code, errOut)
		}
		check(out)
	}
}

func TestCompareExitCodes(t *testing.T) {
	inRoot(t)
	broken := t.TempDir() + "/broken.npy"
	if err := os.WriteFile(broken, []byte("\x93NUMPY\x01\x00"), 0o644); err != nil {
		t.Fatal(err)
	}
	song := queriesDir + "/song.npy"
	zero := t.TempDir() + "/zero.jsonl"
	if err := os.WriteFile(zero, []byte(`{"id": "z", "embeddings": [[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"--queries " + song, 2, "are needed"},
		{"--queries " + song + " --candidates missing", 1, "missing"},
		{"--queries " + song + " --candidates " + broken, 1, "broken.npy"},
		{"--queries " + song + " --candidates " + zero, 1, "zero.jsonl: compare: z: row 1"},
		{"--queries " + song + " --candidates testdata/profiles", 1, "no embeddings"},
		{"--queries " + queriesDir + " --candidates " + candidatesDir + " --search-type 1:1", 2, "2 queries and 4 candidates, which is m:n"},
		{"--queries " + song + " --candidates " + candidatesDir + " --search-type 1:2", 2, "none of 1:1"},
		{"--queries " + song + " --candidates " + song + " --metric mean", 2, "none of max"},
		{"--queries " + song + " --candidates " + song + " --clamp --shift", 2, "exclude each other"},
		{"--queries " + song + " --candidates " + song + " --limit -5", 2, "negative"},
		{"--queries " + song + " --candidates " + song + " --threshold NaN", 2, "NaN"},
		{"--queries " + song + " --candidates " + song + " --hop-seconds 0", 2, "above zero"},
		{"--queries " + song + " --candidates " + song + " --format xml", 2, "none of table"},
		{"--queries " + song + " --candidates " + song + " --threshold 0.99", 0, "1.000000"},
	} {
		code, out, errOut := command(t, "", append([]string{"compare"}, strings.Fields(c.args)...)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("compare %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
	}
}

func TestInspect(t *testing.T) {
	inRoot(t)
	code, out, _ := command(t, "", "embeddings", "inspect", candidatesDir)
	if code != 0 || !strings.Contains(out, "12 windows of 16 values; npy, shape [12 16], float32, little C") {
		t.Errorf("exit %d\n%s", code, out)
	}
	code, out, _ = command(t, "", "embeddings", "inspect", "--format", "jsonl", candidatesDir)
	if code != 0 || strings.Count(out, `"schema":"audiocheck.embeddings/1"`) != 4 {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, _, errOut := command(t, "", "embeddings", "inspect", "missing.npy"); code != 1 || !strings.Contains(errOut, "missing.npy") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}

package trace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/audiocheck/audiocheck/finding"
)

// answer is a completed m:n answer of queries x candidates matches, made while it
// is read.
type answer struct {
	queries, candidates int
	q, c                int
	tail                bool
	buf                 bytes.Buffer
}

func newAnswer(queries, candidates int) *answer {
	a := &answer{queries: queries, candidates: candidates}
	a.buf.WriteString(`{"success":true,"data":{"job_id":"j","status":"completed","search_type":"m:n","error":null,"results":{"status":"success","timestamp":"2026-06-19T22:45:00Z","search_type":"m:n","results":[`)
	return a
}

func (a *answer) Read(p []byte) (int, error) {
	for a.buf.Len() == 0 && !a.tail {
		a.more()
	}
	return a.buf.Read(p)
}

func (a *answer) more() {
	if a.q == a.queries {
		a.tail = true
		n := a.queries * a.candidates
		fmt.Fprintf(&a.buf, `],"summary":{"full_audio_max_then_mean":0.8,"vocal_max":0.555,"motif_matches_other_count":0,"motif_matches_vocals_count":%d}}}}`, 9*n)
		return
	}
	if a.c == 0 {
		if a.q > 0 {
			a.buf.WriteByte(',')
		}
		fmt.Fprintf(&a.buf, `{"query_audio_id":"dataset/query_%d.wav","matches":[`, a.q)
	} else {
		a.buf.WriteByte(',')
	}
	a.match()
	if a.c++; a.c == a.candidates {
		a.buf.WriteString("]}")
		a.q, a.c = a.q+1, 0
	}
}

// match has two full windows lists' worth of the documented one.
func (a *answer) match() {
	score := 0.8 - 0.3*float64(a.c)/float64(a.candidates)
	fmt.Fprintf(&a.buf, `{"id":"dataset/candidate_song_%d.wav","score":%.3f,"percentage":%.1f,"payload":{"filename":"candidate_song_%d.wav","dataset_id":"dataset-uuid","metric":"max_then_mean"},"full_audio_latent_scores":{"max":0.837,"max_then_mean":%.3f,"hungarian_mean":0.4,"matched_windows":[`,
		a.c, score, 100*score, a.c, score)
	for w := range 3 {
		if w > 0 {
			a.buf.WriteByte(',')
		}
		fmt.Fprintf(&a.buf, `{"query_index":%d,"candidate_index":%d,"similarity_score":0.786,"query_audio_timestamps":[[%d],[%d]],"candidate_audio_timestamps":[[%d],[%d]]}`,
			w, w+4, 4*w, 4*w+8, 4*w+16, 4*w+24)
	}
	a.buf.WriteString(`]},"vocal_latent_scores":{"max":0.555,"max_then_mean":0.489,"hungarian_mean":0.340},"motif_matches":{"vocals_stem":{"total_matches":9,"matches":[{"similarity_score":0.638,"query":{"motif_audio_timestamps":[141.4,152.5]},"candidate":{"motif_audio_timestamps":[88.8,97.4]}}]}}}`)
}

func TestStreamedAnswer(t *testing.T) {
	j, err := Check(newAnswer(20, 50), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range j.Findings {
		if f.Severity != finding.Note {
			t.Errorf("%s %s %s", f.Rule, f.Pointer, f.Message)
		}
	}
	if j.Queries != 20 || j.Matches != 1000 || !j.Whole {
		t.Errorf("%d queries, %d matches, whole %v", j.Queries, j.Matches, j.Whole)
	}
}

// The judgement does not depend on how the bytes arrive.
func TestSmallReads(t *testing.T) {
	doc := read(t, "comprehensive_completed.json")
	want := checked(t, string(doc), nil)
	for name, r := range map[string]io.Reader{
		"byte by byte": iotest.OneByteReader(bytes.NewReader(doc)),
		"data and EOF": iotest.DataErrReader(bytes.NewReader(doc)),
		"halves":       iotest.HalfReader(bytes.NewReader(doc)),
	} {
		if got, err := Check(r, nil); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
		}
	}
}

// A document that is cut anywhere is said to be cut, at its last byte.
func TestTruncationSweep(t *testing.T) {
	doc := bytes.TrimSpace(read(t, "comprehensive_completed.json"))
	for n := range len(doc) {
		j := checked(t, string(doc[:n]), nil)
		if j.Whole || len(j.Findings) == 0 {
			t.Fatalf("cut at %d: whole %v, %d findings", n, j.Whole, len(j.Findings))
		}
		f := j.Findings[0]
		want := "AC693"
		if n == 0 {
			want = "AC690"
		}
		if !ids(j.Findings)[want] || f.Severity != finding.Error {
			t.Fatalf("cut at %d: %s %s, want %s", n, f.Rule, f.Message, want)
		}
	}
}

func TestReaderErrorIsReturned(t *testing.T) {
	broken := errors.New("disk on fire")
	r := io.MultiReader(strings.NewReader(`{"success": true, "data": {`), iotest.ErrReader(broken))
	if _, err := Check(r, nil); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// An answer whose matches break a rule each is judged with few findings.
func TestFindingsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"data":{"job_id":"j","status":"completed","search_type":"1:n","results":{"results":[{"query_audio_id":"q","matches":[`)
	for i := range 1000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%d","score":0.5,"percentage":51}`, i)
	}
	b.WriteString(`]}]}}}`)
	fs := checked(t, b.String(), nil).Findings
	last := fs[len(fs)-1]
	if len(fs) != 8 || last.Rule != percentOff || !strings.Contains(last.Message, "and 992 more") {
		t.Errorf("%d findings, last %+v", len(fs), last)
	}
}

func TestMatchesAreHandedOn(t *testing.T) {
	var seen []string
	o := &Options{OnMatch: func(query, pointer string, m *Match) []finding.Finding {
		seen = append(seen, query+" "+m.ID+" "+pointer)
		return []finding.Finding{{Rule: "X1", Severity: finding.Error, Offset: finding.NoOffset}}
	}}
	j := checked(t, string(read(t, "comprehensive_completed.json")), o)
	want := []string{"dataset/query_song_1.wav dataset/candidate_song_1.wav /data/results/results/0/matches/0"}
	if !reflect.DeepEqual(seen, want) || j.Findings[0].Rule != "X1" {
		t.Errorf("%v, %+v", seen, j.Findings[0])
	}
}

// TestMemory measures what is live while an answer of 20 MB is checked.
func TestMemory(t *testing.T) {
	var most uint64
	n := 0
	o := &Options{OnMatch: func(string, string, *Match) []finding.Finding {
		if n++; n%4000 == 0 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
		return nil
	}}
	if _, err := Check(newAnswer(1, 20_000), o); err != nil {
		t.Fatal(err)
	}
	if most > 16<<20 {
		t.Errorf("%d MB live", most>>20)
	}
}

func BenchmarkCheck100kPairs(b *testing.B) {
	doc, err := io.ReadAll(newAnswer(200, 500))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if j, err := Check(bytes.NewReader(doc), nil); err != nil || j.Matches != 100_000 {
			b.Fatal(err, j.Matches)
		}
	}
}

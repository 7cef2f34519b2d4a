package trace

import (
	"math"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
)

func TestNoAnswer(t *testing.T) {
	for _, c := range []struct{ doc, rule, says string }{
		{"", "AC690", "nothing"},
		{" \n", "AC690", "nothing"},
		{"<!doctype html><h1>502</h1>", "AC691", "markup"},
		{"Internal Server Error", "AC692", "wanted a value"},
		{`{"a": nope}`, "AC692", "wanted"},
		{`{} {}`, "AC692", "more follows"},
		{`{"success": true, "data": {"job_id": "x"`, "AC693", "cut short"},
		{"null", "AC694", "null"},
		{"{}", "AC694", "{}"},
		{"[]", "AC694", "array"},
		{`{"success": true, "data": null}`, "AC694", "without a job"},
		{`{"foreground_audio_url": "x"}`, "AC695", "foreground_audio_url"},
		{`"SUCCESS"`, "AC695", `"SUCCESS"`},
		{`17`, "AC695", "a number"},
		{`{"data": {"job_id": "x", "status": "pending", "results": ` + strings.Repeat("[", 100), "AC696", "deep"},
	} {
		j := checked(t, c.doc, nil)
		if len(j.Findings) == 0 {
			t.Errorf("%q: no finding", c.doc)
			continue
		}
		if f := j.Findings[0]; f.Rule != c.rule || f.Severity != finding.Error || !strings.Contains(f.Message, c.says) {
			t.Errorf("%q: %s %q, want %s saying %q", c.doc, f.Rule, f.Message, c.rule, c.says)
		}
	}
}

// Jobs that are not completed, and refusals, are well-formed answers.
func TestStates(t *testing.T) {
	for file, want := range map[string]Judgement{
		"comprehensive_pending.json":    {Status: "pending"},
		"comprehensive_processing.json": {Status: "processing"},
		"comprehensive_failed.json":     {Status: "failed", Terminal: true, Failure: "audio could not be decoded"},
		"comprehensive_completed.json":  {Status: "completed", Terminal: true},
		"comprehensive_accepted.json":   {Status: "pending"},
		"ingest_status.json":            {Status: "completed", Terminal: true},
		"upload_too_large.json":         {Terminal: true, Failure: "Upload file size exceeds the maximum limit of 100 MB."},
	} {
		j := checked(t, string(read(t, file)), nil)
		if j.Status != want.Status || j.Terminal != want.Terminal || j.Failure != want.Failure {
			t.Errorf("%s: %q %v %q", file, j.Status, j.Terminal, j.Failure)
		}
	}
}

// A hint tells a word that belongs to another of the vendor's jobs.
func TestForeignStatesAreNamed(t *testing.T) {
	for word, says := range map[string]string{"running": "ingest jobs", "complete": "ingest artifacts"} {
		doc := `{"success":true,"data":{"job_id":"x","search_type":"1:1","status":"` + word + `"}}`
		if f := checked(t, doc, nil).Findings[0]; f.Rule != unknownStatus || !strings.Contains(f.Message, says) {
			t.Errorf("%s: %+v", word, f)
		}
	}
}

// The same answer without its envelope is judged the same, but for the places.
func TestBareAnswer(t *testing.T) {
	doc := string(read(t, "comprehensive_completed.json"))
	bare := doc[strings.Index(doc, `"data":`)+len(`"data":`) : strings.LastIndex(doc, "}")]
	a, b := checked(t, doc, nil), checked(t, bare, nil)
	if len(a.Findings) != len(b.Findings) || b.Document != ComprehensiveDocument || b.Matches != 1 {
		t.Fatalf("%+v", b)
	}
	for i := range a.Findings {
		if want := strings.TrimPrefix(a.Findings[i].Pointer, "/data"); b.Findings[i].Pointer != want {
			t.Errorf("%s, want %s", b.Findings[i].Pointer, want)
		}
	}
}

// The order of keys does not matter: results before status, matches before their
// query, the summary first.
func TestKeyOrder(t *testing.T) {
	doc := `{"data": {"results": {"summary": {"full_audio_max_then_mean": 0.5, "vocal_max": 0, "motif_matches_other_count": 0, "motif_matches_vocals_count": 0},
		"results": [{"matches": [{"percentage": 50, "score": 0.5, "id": "c"}], "query_audio_id": "q"}],
		"search_type": "1:1", "timestamp": "2026-06-19 22:45:00", "status": "success"},
		"error": null, "search_type": "1:1", "status": "completed", "job_id": "j"}, "success": true}`
	if j := checked(t, doc, nil); len(j.Findings) != 0 || j.Status != "completed" || j.Matches != 1 {
		t.Errorf("%+v", j)
	}
}

// An answer made in Go is checked like one that was read, NaN included.
func TestCheckReply(t *testing.T) {
	reply := &ComprehensiveReply{Success: true, Data: &SearchJob{
		JobID: "j", Status: SearchCompleted, SearchType: OneToOne,
		Results: &Results{Status: "success", Timestamp: "2026-06-19T22:45:00Z", SearchType: OneToOne, Results: []Query{{
			QueryAudioID: "q", Matches: []Match{{ID: "c", Score: 0.5, Percentage: 50}},
		}}},
	}}
	j, err := CheckReply(reply, nil)
	if err != nil || len(j.Findings) != 0 {
		t.Fatalf("%+v, %v", j, err)
	}
	reply.Data.Results.Results[0].Matches[0].Score = math.NaN()
	j, err = CheckReply(reply, nil)
	if err != nil || len(j.Findings) != 1 || j.Findings[0].Rule != scoreNotFinite {
		t.Fatalf("%+v, %v", j, err)
	}
}

// Blocks of scores under keys that the documents do not show are judged too.
func TestOtherBlocks(t *testing.T) {
	doc := strings.Replace(string(read(t, "comprehensive_completed.json")), `"vocal_latent_scores"`, `"bass_latent_scores"`, 1)
	doc = strings.Replace(doc, `0.555`, `0.2`, 1)
	want := "/data/results/results/0/matches/0/bass_latent_scores/max"
	for _, f := range checked(t, doc, nil).Findings {
		if f.Rule == maxBelowMean && f.Pointer == want {
			return
		}
	}
	t.Error("not found at", want)
}

func TestStateWords(t *testing.T) {
	terminal := 0
	for _, s := range SearchStates() {
		if s.Terminal() {
			terminal++
		}
	}
	for _, s := range IngestStates() {
		if s.Terminal() {
			terminal++
		}
	}
	if terminal != 4 || SearchState("running").Terminal() || ArtifactState("completed").Terminal() || !ArtifactComplete.Terminal() {
		t.Errorf("%d terminal states", terminal)
	}
}

func TestParseTime(t *testing.T) {
	a, okA := ParseTime("2026-06-19 22:45:00")
	b, okB := ParseTime("2026-06-19T22:45:00Z")
	if !okA || !okB || !a.Equal(b) {
		t.Errorf("%v %v", a, b)
	}
	if _, ok := ParseTime("yesterday"); ok {
		t.Error("yesterday is no time")
	}
}

// An error may have any form; what it says is handed on.
func TestErrorForms(t *testing.T) {
	for text, want := range map[string]string{
		`"out of memory"`: "out of memory", `{"code": 7}`: `{"code":7}`, `["a"]`: `["a"]`, `null`: "", `""`: "", `{}`: "",
	} {
		doc := `{"success": true, "data": {"job_id": "j", "status": "failed", "search_type": "1:1", "error": ` + text + `}}`
		sameAfter(t, []byte(doc), new(ComprehensiveReply))
		j := checked(t, doc, nil)
		if j.Failure != want || ids(j.Findings)[failedSilently] != (want == "") || len(j.Findings) > 1 {
			t.Errorf("%s: %q, %+v", text, j.Failure, j.Findings)
		}
	}
	out, err := Failure{Text: "x"}.MarshalJSON()
	if err != nil || string(out) != `"x"` {
		t.Errorf("%s, %v", out, err)
	}
}

// A search's own answer in another tool's shape is not the vendor's.
func TestLooks(t *testing.T) {
	for doc, want := range map[string]Document{
		`{"schema": 1, "search_type": "1:n", "results": [{"query": "a", "matches": []}]}`:        "",
		`{"job_id": "j", "status": "pending", "search_type": "1:1"}`:                             ComprehensiveDocument,
		`{"success": true, "data": {"job_id": "j", "status": "running"}}`:                        ComprehensiveDocument,
		`{"success": true, "data": null}`:                                                        ComprehensiveDocument,
		`{"success": true, "data": {"job_id": "j", "status": "running", "artifacts": []}}`:       IngestStatusDocument,
		`{"search_type": "1:1", "status": "success", "results": [{"query_audio_id": "a"}]}`:      ComprehensiveDocument,
		`{"success": false, "message": "no"}`:                                                    RefusalDocument,
		`[{"dataset_id": "d"}]`:                                                                  DatasetListDocument,
		`{"id": null, "title": "t"}`:                                                             "",
		`{"success": true, "data": {"job_id": "j", "status": "pending", "usecase_id": "u"}}`:     SearchAcceptedDocument,
		`{"success": true, "data": {"job_id": "j", "cost_usd": 0.1}}`:                            IngestAcceptedDocument,
		`{"foreground_audio_url": "https://x/a.flac", "background_audio_url": "https://x/b.fl"}`: "",
	} {
		if got := checked(t, doc, nil).Document; got != want {
			t.Errorf("%s: %q, want %q", doc, got, want)
		}
	}
}

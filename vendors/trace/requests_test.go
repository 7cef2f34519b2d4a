package trace

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
)

func TestRequests(t *testing.T) {
	full := &Dataset{Name: "d", IngestedTasks: Tasks(), EncoderTypes: []string{"type1"}}
	bare := &Dataset{Name: "d", IngestedTasks: []Task{FullAudioLatent, LightStem}, EncoderTypes: []string{"type1"}}
	mn := SearchRequest{SearchType: ManyToMany, QueryDatasetName: "q", CandidateDatasetName: "c"}
	with := func(f func(*SearchRequest)) SearchRequest { r := mn; f(&r); return r }
	ten := make([]string, 10)
	for i := range ten {
		ten[i] = "dataset/a.wav"
	}
	for _, c := range []struct {
		name, rule, pointer string
		got                 []finding.Finding
	}{
		{"ingest", "", "", (&IngestRequest{DatasetName: "d", AudioBlobs: ten, Tasks: Tasks()}).Check()},
		{"no files", batchSize, "/audio_blobs", (&IngestRequest{DatasetName: "d"}).Check()},
		{"11 files", batchSize, "/audio_blobs", (&IngestRequest{DatasetName: "d", AudioBlobs: append(ten, "b")}).Check()},
		{"task", requestTask, "/tasks/0", (&IngestRequest{DatasetName: "d", AudioBlobs: ten, Tasks: []Task{"lyrics"}}).Check()},
		{"dataset", requestField, "/dataset_name", (&IngestRequest{AudioBlobs: ten}).Check()},
		{"name", requestField, "/name", (&DatasetRequest{}).Check()},

		{"m:n", "", "", mn.Check(Around{Queries: 1000, Candidates: 100, Dataset: full, Encoder: "type1"})},
		{"pairs", tooManyPairs, "", mn.Check(Around{Queries: 1000, Candidates: 101})},
		{"pairs that overflow", tooManyPairs, "", mn.Check(Around{Queries: 1 << 62, Candidates: 1 << 62})},
		{"type", requestType, "/search_type", ptr(with(func(r *SearchRequest) { r.SearchType = "n:m" })).Check(Around{})},
		{"depth", requestDepth, "/depth", ptr(with(func(r *SearchRequest) { r.Depth = "deep" })).Check(Around{})},
		{"stem", requestStem, "/stem_types/0", ptr(with(func(r *SearchRequest) { r.StemTypes = []StemType{"piano"} })).Check(Around{})},
		{"limit", limitNotPositive, "/limit", ptr(with(func(r *SearchRequest) { r.Limit = -1 })).Check(Around{})},
		{"queries", requestField, "/query_dataset_name", ptr(with(func(r *SearchRequest) { r.QueryDatasetName = "" })).Check(Around{})},
		{"1:1", requestField, "/candidate_url", (&SearchRequest{SearchType: OneToOne, QueryURL: "q"}).Check(Around{})},
		{"1:n", requestField, "/candidate_dataset_name", (&ComprehensiveRequest{SearchType: OneToMany, QueryURL: "q"}).Check(Around{})},
		{"not ingested", taskNotIngested, "", ptr(with(func(r *SearchRequest) { r.Depth = DepthStem })).Check(Around{Dataset: bare})},
		{"no motifs", taskNotIngested, "", (&ComprehensiveRequest{SearchType: OneToMany, QueryURL: "q", CandidateDatasetName: "c"}).Check(Around{Dataset: bare})},
		{"encoder", encoderNotThere, "", mn.Check(Around{Dataset: full, Encoder: "type2"})},
	} {
		t.Run(c.name, func(t *testing.T) {
			switch {
			case c.rule == "" && len(c.got) > 0:
				t.Errorf("got %+v", c.got)
			case c.rule != "" && (len(c.got) != 1 || c.got[0].Rule != c.rule || c.got[0].Pointer != c.pointer):
				t.Errorf("got %+v, want %s at %s", c.got, c.rule, c.pointer)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

func TestBatches(t *testing.T) {
	q := IngestRequest{DatasetName: "d", Tasks: []Task{Motif}, AudioBlobs: make([]string, 21)}
	for i := range q.AudioBlobs {
		q.AudioBlobs[i] = string(rune('a' + i))
	}
	var all []string
	for i, b := range q.Batches() {
		if fs := b.Check(); len(fs) != 0 || b.DatasetName != "d" || len(b.Tasks) != 1 {
			t.Errorf("batch %d: %+v", i, fs)
		}
		all = append(all, b.AudioBlobs...)
	}
	if !slices.Equal(all, q.AudioBlobs) || len(q.Batches()) != 3 {
		t.Errorf("%q in %d batches", all, len(q.Batches()))
	}
	if got := (&IngestRequest{}).Batches(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

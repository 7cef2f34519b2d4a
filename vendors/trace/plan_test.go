package trace

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
)

// TestPlannedCallsPassTheirOwnChecks plans a search after each single task and
// after all, and asks the rules of requests about it.
func TestPlannedCallsPassTheirOwnChecks(t *testing.T) {
	sets := [][]Task{Tasks(), {FullAudioLatent, LightStem, Motif}, {StemBass, StemVocals}}
	for _, task := range Tasks() {
		sets = append(sets, []Task{task})
	}
	for _, tasks := range sets {
		s := SearchAfter(tasks)
		if m := s.Missing(tasks); len(m) > 0 {
			t.Errorf("%v: %+v misses %v", tasks, s, m)
		}
		around := Around{Dataset: &Dataset{Name: "c", IngestedTasks: tasks, EncoderTypes: []string{"type2"}}, Encoder: "type2"}
		c := s.Call("type2", "q", "c")
		switch body := c.Body.(type) {
		case *SearchRequest:
			if fs := body.Check(around); len(fs) > 0 || c.Path != "/trace/v1/search/type2" {
				t.Errorf("%v: %+v %+v", tasks, c, fs)
			}
		case *ComprehensiveRequest:
			if fs := body.Check(around); len(fs) > 0 || c.Path != "/trace/v1/comprehensive1/type2" {
				t.Errorf("%v: %+v %+v", tasks, c, fs)
			}
		}
	}
	if m := (Search{Kind: Comprehensive}).Missing([]Task{Motif}); len(m) != 2 {
		t.Errorf("missing %v", m)
	}
}

func TestCallBodies(t *testing.T) {
	for _, c := range []struct {
		call Call
		path string
		body string
	}{
		{(&DatasetRequest{Name: "d"}).Call(), "/trace/v1/dataset", `{"name":"d"}`},
		{(&IngestRequest{DatasetName: "d", AudioBlobs: []string{"dataset/1_a"}, Tasks: []Task{Motif}}).Call("type1"),
			"/trace/v1/ingest/type1", `{"dataset_name":"d","audio_blobs":["dataset/1_a"],"tasks":["motif"]}`},
		{Search{Kind: "stem", StemTypes: []StemType{Drums}, Limit: 5}.Call("type1", "q", "c"), "/trace/v1/search/type1",
			`{"search_type":"m:n","depth":"stem","stem_types":["drums"],"limit":5,"candidate_dataset_name":"c","query_dataset_name":"q"}`},
		{Search{Kind: Comprehensive}.Call("type2", "q", "c"), "/trace/v1/comprehensive1/type2",
			`{"search_type":"m:n","candidate_dataset_name":"c","query_dataset_name":"q"}`},
	} {
		body, err := json.Marshal(c.call.Body)
		if err != nil || string(body) != c.body || c.call.Path != c.path || c.call.Method != "POST" {
			t.Errorf("%s %s %s, %v; want %s %s", c.call.Method, c.call.Path, body, err, c.path, c.body)
		}
	}
	if got := BlobName("x/a b.wav"); got != "dataset/<uuid>_a b.wav" {
		t.Error(got)
	}
}

const table = `
currency: USD
source: an offer of 2026-01-01
ingest:
  - {tasks: [full_audio_latent], each: 0.03}
  - {tasks: [motif, full_audio_latent, light_stem], encoder: type2, up_to_seconds: 300, each: 0.0513}
  - {tasks: [full_audio_latent, light_stem, motif], encoder: type2, up_to_seconds: 180, each: 0.0352}
search:
  - {search: comprehensive, per_job: 0.1, per_pair: 0.0001}
`

func TestPrices(t *testing.T) {
	p, err := ParsePrices(strings.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	three := []Task{FullAudioLatent, LightStem, Motif}
	for _, c := range []struct {
		tasks   []Task
		encoder string
		seconds float64
		want    string
	}{
		{three, "type2", 180, "0.0352"},
		{three, "type2", 180.001, "0.0513"},
		{three, "type2", 301, ""},
		{three, "type2", -1, ""}, // not known
		{three, "type1", 100, ""},
		{[]Task{FullAudioLatent}, "type1", -1, "0.0300"},
		{[]Task{Motif}, "type2", 100, ""},
	} {
		got, ok := p.Track(c.tasks, c.encoder, c.seconds)
		if ok != (c.want != "") || ok && got.FloatString(4) != c.want {
			t.Errorf("%+v: %v, %v", c, got, ok)
		}
	}
	if got, ok := p.Job(Search{Kind: Comprehensive}, "type1", 1500); !ok || got.Cmp(big.NewRat(1, 4)) != 0 {
		t.Errorf("%v, %v", got, ok)
	}
	if got, ok := p.Job(Search{Kind: "motif"}, "type1", 1500); ok {
		t.Errorf("a price for what the table leaves out: %v", got)
	}
}

func TestPricesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                      "empty",
		"ingest: []":                            "currency",
		"currency: USD\nprice: 1":               "field price not found",
		"currency: E\nsearch: [{search: deep}]": "none of",
		"currency: E\nsearch: [{encoder: type3}]":                               "none of",
		"currency: E\ningest: [{tasks: [lyrics]}]":                              "none of",
		"currency: E\ningest: [{each: 1}]":                                      "missing",
		"currency: E\ningest: [{tasks: [motif], each: -1}]":                     "no amount",
		"currency: E\ningest: [{tasks: [motif], each: 1e999999999}]":            "no amount",
		"currency: E\ningest: [{tasks: [motif], each: free}]":                   "no amount",
		"currency: E\ningest: [{tasks: [motif], each: 1, up_to_seconds: .nan}]": "negative",
		"currency: E\nsearch: [{per_pair: 1/3}]":                                "no amount",
		"currency: E\nsearch: [{per_pair: " + strings.Repeat("1", 1000) + "}]":  "no amount",
		"currency: E\nsearch: [{per_pair: [1]}]":                                "no amount",
	} {
		if _, err := ParsePrices(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

func TestParseTasks(t *testing.T) {
	got, err := ParseTasks([]string{"motif", " light_stem", "motif"})
	if err != nil || len(got) != 2 || got[1] != LightStem {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := ParseTasks([]string{"lyrics"}); err == nil {
		t.Error("a task that is none")
	}
}

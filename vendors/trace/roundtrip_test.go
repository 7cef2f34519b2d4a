package trace

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// documents pairs every document under testdata with a new value of its type.
var documents = []struct {
	file string
	make func() any
}{
	{"comprehensive_completed.json", func() any { return new(ComprehensiveReply) }},
	{"comprehensive_pending.json", func() any { return new(ComprehensiveReply) }},
	{"comprehensive_processing.json", func() any { return new(ComprehensiveReply) }},
	{"comprehensive_failed.json", func() any { return new(ComprehensiveReply) }},
	{"comprehensive_accepted.json", func() any { return new(SearchAcceptedReply) }},
	{"comprehensive_request.json", func() any { return new(ComprehensiveRequest) }},
	{"search_request.json", func() any { return new(SearchRequest) }},
	{"ingest_request.json", func() any { return new(IngestRequest) }},
	{"ingest_accepted.json", func() any { return new(IngestAcceptedReply) }},
	{"ingest_status.json", func() any { return new(IngestStatusReply) }},
	{"upload_ok.json", func() any { return new(UploadReply) }},
	{"upload_too_large.json", func() any { return new(UploadReply) }},
	{"upload_bad_format.json", func() any { return new(UploadReply) }},
	{"dataset_request.json", func() any { return new(DatasetRequest) }},
	{"dataset_created.json", func() any { return new(DatasetReply) }},
	{"dataset_details.json", func() any { return new(Dataset) }},
	{"dataset_list.json", func() any { return new(DatasetListReply) }},
}

func read(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameAfter reads doc into x, writes it and compares.
func sameAfter(t *testing.T, doc []byte, x any) {
	t.Helper()
	if err := json.Unmarshal(doc, x); err != nil {
		t.Fatalf("read: %v\n%s", err, doc)
	}
	got, err := json.Marshal(x)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	if same, err := jsonobj.Equal(doc, got); err != nil || !same {
		t.Errorf("not equal (%v):\nread  %s\nwrote %s", err, doc, got)
	}
}

func TestDocumentsSurvive(t *testing.T) {
	listed := make(map[string]bool)
	for _, d := range documents {
		listed[d.file] = true
		t.Run(d.file, func(t *testing.T) { sameAfter(t, read(t, d.file), d.make()) })
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) != len(documents) {
		t.Errorf("%d files under testdata, %d in the table: %v", len(files), len(documents), err)
	}
}

// strangers adds an unknown key to every object of a document.
func strangers(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k, e := range x {
			x[k] = strangers(e)
		}
		x["~new/key"] = map[string]any{"a": []any{nil, 1.5, "x"}}
	case []any:
		for i := range x {
			x[i] = strangers(x[i])
		}
	}
	return v
}

func TestUnknownKeysSurviveAtEveryLevel(t *testing.T) {
	for _, d := range documents {
		var v any
		if err := json.Unmarshal(read(t, d.file), &v); err != nil {
			t.Fatal(err)
		}
		doc, err := json.Marshal(strangers(v))
		if err != nil {
			t.Fatal(err)
		}
		if d.file == "comprehensive_completed.json" {
			doc = dropStem(t, doc)
		}
		t.Run(d.file, func(t *testing.T) { sameAfter(t, doc, d.make()) })
	}
}

// dropStem takes back the unknown key among the stems, whose keys are names of
// stems and whose values have a fixed form.
func dropStem(t *testing.T, doc []byte) []byte {
	t.Helper()
	var r ComprehensiveReply
	var v map[string]any
	if err := json.Unmarshal(doc, &v); err != nil {
		t.Fatal(err)
	}
	at := func(m any, key string) map[string]any { return m.(map[string]any)[key].(map[string]any) }
	list := at(at(v, "data"), "results")["results"].([]any)
	match := list[0].(map[string]any)["matches"].([]any)[0]
	delete(at(match, "motif_matches"), "~new/key")
	out, err := json.Marshal(v)
	if err != nil || json.Unmarshal(out, &r) != nil {
		t.Fatal(err)
	}
	return out
}

// Every value of every document is set to null, and every key left out, one at a
// time: both must survive, and stay apart.
func TestNullAndAbsentSurvive(t *testing.T) {
	for _, d := range documents {
		doc := read(t, d.file)
		for n := 0; ; n++ {
			null, cut, ok := variants(t, doc, n)
			if !ok {
				break
			}
			sameAfter(t, null, d.make())
			sameAfter(t, cut, d.make())
		}
	}
}

// variants returns doc with its nth member set to null, and without it.
func variants(t *testing.T, doc []byte, n int) (null, cut []byte, ok bool) {
	t.Helper()
	edit := func(f func(m map[string]any, k string)) []byte {
		var v any
		if err := json.Unmarshal(doc, &v); err != nil {
			t.Fatal(err)
		}
		left := n
		ok = member(v, &left, f)
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	null = edit(func(m map[string]any, k string) { m[k] = nil })
	cut = edit(func(m map[string]any, k string) { delete(m, k) })
	return null, cut, ok
}

func member(v any, left *int, f func(map[string]any, string)) bool {
	switch x := v.(type) {
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(x)) {
			if *left == 0 {
				*left--
				f(x, k)
				return true
			}
			*left--
			if member(x[k], left, f) {
				return true
			}
		}
	case []any:
		for _, e := range x {
			if member(e, left, f) {
				return true
			}
		}
	}
	return false
}

package camb

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

var documents = []struct {
	file string
	make func() any
	name Document
}{
	{"status_bare.json", func() any { return new(TaskStatus) }, TaskStatusDocument},
	{"status_object.json", func() any { return new(TaskStatus) }, TaskStatusDocument},
	{"status_failed.json", func() any { return new(TaskStatus) }, TaskStatusDocument},
	{"created.json", func() any { return new(TaskCreated) }, TaskCreatedDocument},
	{"result.json", func() any { return new(RunResult) }, RunResultDocument},
	{"results.json", func() any { return new(BulkResult) }, BulkResultDocument},
	{"validation_error.json", func() any { return new(ValidationError) }, RefusalDocument},
}

func read(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func checked(t *testing.T, doc string, o *Options) *Judgement {
	t.Helper()
	j, err := Check(strings.NewReader(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func survives(t *testing.T, doc string, x any) {
	t.Helper()
	if err := json.Unmarshal([]byte(doc), x); err != nil {
		t.Fatalf("%v: %s", err, doc)
	}
	out, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := jsonobj.Equal([]byte(doc), out); err != nil || !same {
		t.Errorf("read  %s\nwrote %s (%v)", doc, out, err)
	}
}

func TestDocuments(t *testing.T) {
	for _, d := range documents {
		doc := read(t, d.file)
		survives(t, doc, d.make())
		if d.name != BulkResultDocument {
			survives(t, strings.Replace(doc, "{", `{"new": {"x": [null]}, `, 1), d.make())
		}
		survives(t, strings.Replace(doc, `"run_id": null, `, ``, 1), d.make())
		survives(t, strings.Replace(doc, `{"code": 7}`, `"a text"`, 1), d.make())
		j := checked(t, doc, nil)
		if len(j.Findings) != 0 || j.Document != d.name || !j.Whole {
			t.Errorf("%s: %+v", d.file, j)
		}
	}
	if files, err := filepath.Glob("testdata/*.json"); err != nil || len(files) != len(documents) {
		t.Errorf("%d files, %d in the table: %v", len(files), len(documents), err)
	}
	survives(t, `{"run_ids": [1, 2]}`, new(BulkRequest))
}

func TestEachRuleIsBrokenByItsExample(t *testing.T) {
	broken := map[string]bool{bulkSet: true}
	const one, bulk, status = "result.json", "results.json", "status_object.json"
	for _, b := range []struct{ rule, file, old, new, pointer string }{
		{wrongType, status, `12345`, `"12345"`, "/run_id"},
		{wrongType, status, `"SUCCESS"`, `1`, "/status"},
		{missingField, one, `"https://files.example.com/12345/foreground.flac"`, `null`, ""},
		{missingField, bulk, `"foreground_audio_url": "https://files.example.com/1002/fg.flac", `, ``, "/1002"},
		{unknownField, status, `"run_id"`, `"eta": 1, "run_id"`, "/eta"},
		{duplicateKey, status, `"run_id"`, `"run_id": 1, "run_id"`, "/run_id"},
		{unknownStatus, status, `SUCCESS`, `DONE`, "/status"},
		{unknownStatus, "status_bare.json", `SUCCESS`, `DONE`, ""},
		{noRunID, status, `12345`, `null`, ""},
		{emptyURL, one, `https://files.example.com/12345/foreground.flac`, ``, "/foreground_audio_url"},
		{relativeURL, one, `https://files.example.com/12345/foreground.flac`, `12345/foreground.flac`, "/foreground_audio_url"},
		{relativeURL, one, `https:`, `ftp:`, "/foreground_audio_url"},
		{equalURLs, one, `foreground.flac`, `background.flac`, ""},
		{otherFormat, bulk, `1002/bg.flac`, `1002/bg.wav`, "/1002/background_audio_url"},
		{bulkKey, bulk, `"1002"`, `"run 1002"`, "/run 1002"},
		{bulkKey, bulk, `"1002"`, `"01002"`, "/01002"},
		{notFinite, status, `12345`, `NaN`, "/run_id"},
	} {
		broken[b.rule] = true
		fs := checked(t, strings.Replace(read(t, b.file), b.old, b.new, 1), nil).Findings
		if len(fs) != 1 || fs[0].Rule != b.rule || fs[0].Pointer != b.pointer {
			t.Errorf("%s at %s: %+v", b.rule, b.pointer, fs)
		}
	}
	for _, r := range Rules() {
		if !broken[r.ID] || !strings.HasPrefix(r.ID, "AC8") || r.Severity.Rank() == 0 || r.Name == "" || r.Summary == "" {
			t.Errorf("no example breaks %+v", r)
		}
	}
}

func TestBulkAsRequested(t *testing.T) {
	doc := read(t, "results.json")
	if fs := checked(t, doc, &Options{RunIDs: []int64{1002, 1001}}).Findings; len(fs) != 0 {
		t.Errorf("%+v", fs)
	}
	fs := checked(t, doc, &Options{RunIDs: []int64{1001, 12345}}).Findings
	if len(fs) != 1 || fs[0].Rule != bulkSet || !strings.Contains(fs[0].Message, "[12345] are missing, [1002] were not") {
		t.Errorf("%+v", fs)
	}
}

func TestStates(t *testing.T) {
	for _, s := range States() {
		j := checked(t, `"`+string(s)+`"`, nil)
		if j.Terminal != (s != Pending) || j.Status != string(s) || len(j.Findings) != 0 {
			t.Errorf("%s: %+v", s, j)
		}
	}
	if j := checked(t, read(t, "status_failed.json"), nil); j.Failure != "unreadable media" || !j.Terminal {
		t.Errorf("%+v", j)
	}
	if j := checked(t, read(t, "validation_error.json"), nil); j.Failure != "body.media_file.0: field required" {
		t.Errorf("%+v", j)
	}
}

func TestNoAnswer(t *testing.T) {
	for doc, rule := range map[string]string{
		"": "AC690", "<html>": "AC691", "SUCCESS": "AC692", `"SUCC`: "AC693", "null": "AC694", "{}": "AC694",
		`{"a": 1}`: "AC695", `"hello"`: "AC695", `7`: "AC695", strings.Repeat("[", 100): "AC696",
	} {
		if j := checked(t, doc, nil); len(j.Findings) != 1 || j.Findings[0].Rule != rule {
			t.Errorf("%.20q: %+v", doc, j.Findings)
		}
	}
}

func TestTruncationSweep(t *testing.T) {
	for _, file := range []string{"status_bare.json", "results.json"} {
		doc := strings.TrimSpace(read(t, file))
		for n := 1; n < len(doc); n++ {
			if j := checked(t, doc[:n], nil); j.Whole || len(j.Findings) != 1 || j.Findings[0].Rule != "AC693" {
				t.Fatalf("cut at %d: %+v", n, j)
			}
		}
	}
}

// FuzzCheck: no panic, the same judgement twice, and what can be read is written
// back as it was.
func FuzzCheck(f *testing.F) {
	for _, d := range documents {
		f.Add([]byte(read(f, d.file)))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		a, err := Check(bytes.NewReader(doc), nil)
		b, _ := Check(bytes.NewReader(doc), nil)
		if err != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("%v:\n%+v\n%+v", err, a, b)
		}
		for _, x := range []any{new(TaskStatus), new(RunResult), new(ValidationError)} {
			if jsonobj.Unmarshal(doc, x) != nil {
				continue
			}
			out, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			var v, w any
			if json.Unmarshal(doc, &v) == nil && (json.Unmarshal(out, &w) != nil || !reflect.DeepEqual(v, w)) {
				t.Fatalf("read  %s\nwrote %s", doc, out)
			}
		}
	})
}

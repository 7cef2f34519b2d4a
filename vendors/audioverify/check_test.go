package audioverify

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

var documents = []struct {
	file string
	make func() any
	name Document
}{
	{"processing.json", func() any { return new(Job) }, JobDocument},
	{"internal_match.json", func() any { return new(Job) }, JobDocument},
	{"outside_match.json", func() any { return new(Job) }, JobDocument},
	{"no_music.json", func() any { return new(Job) }, JobDocument},
	{"submitted.json", func() any { return new(Job) }, JobDocument},
	{"upload_url.json", func() any { return new(UploadURL) }, UploadURLDocument},
	{"refusal_detail.json", func() any { return new(Refusal) }, RefusalDocument},
	{"refusal_field.json", func() any { return new(Refusal) }, RefusalDocument},
	{"refusal_general.json", func() any { return new(Refusal) }, RefusalDocument},
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
		survives(t, strings.Replace(doc, "{", `{"new": {"x": [null]}, `, 1), d.make())
		survives(t, strings.Replace(doc, `"title"`, `"new": 1.50, "title"`, 1), d.make())
		survives(t, strings.Replace(doc, `"isrc": "USRC12345678",`, ``, 1), d.make())
		j := checked(t, doc, nil)
		if len(j.Findings) != 0 || j.Document != d.name || !j.Whole {
			t.Errorf("%s: %+v", d.file, j)
		}
	}
	if files, err := filepath.Glob("testdata/*.json"); err != nil || len(files) != len(documents) {
		t.Errorf("%d files, %d in the table: %v", len(files), len(documents), err)
	}
}

func TestEachRuleIsBrokenByItsExample(t *testing.T) {
	broken := map[string]bool{submitKey: true, uploadExtension: true, jobIDDiffers: true}
	const in, out = "internal_match.json", "outside_match.json"
	for _, b := range []struct{ rule, file, old, new, pointer string }{
		{wrongType, in, `"internal": true`, `"internal": "true"`, "/track/internal"},
		{wrongType, in, `"title": "Golden Hour"`, `"title": 7`, "/track/title"},
		{missingField, in, `"title": "Golden Hour",`, ``, "/track"},
		{missingField, "processing.json", `"track": null`, `"x": null`, ""},
		{unknownField, in, `"title"`, `"genre": "pop", "title"`, "/track/genre"},
		{duplicateKey, in, `"title"`, `"title": "x", "title"`, "/track/title"},
		{unknownStatus, "no_music.json", `"completed"`, `"failed"`, "/status"},
		{earlyTrack, in, `"completed"`, `"processing"`, "/track"},
		{internalID, in, `"11111111-1111-1111-1111-111111111111"`, `null`, "/track/id"},
		{internalID, in, `"11111111-1111-1111-1111-111111111111"`, `"1111"`, "/track/id"},
		{internalLabel, in, `"external_label": null`, `"external_label": "Epidemic Sound"`, "/track/external_label"},
		{outsideID, out, `"id": null`, `"id": "11111111-1111-1111-1111-111111111111"`, "/track/id"},
		{scoreNotFinite, in, `96.5`, `NaN`, "/track/score"},
		{scoreNotFinite, in, `96.5`, `"NaN"`, "/track/score"},
		{scoreRange, in, `96.5`, `100.5`, "/track/score"},
		{isrcForm, in, `USRC12345678`, `US-RC1-23-45678`, "/track/isrc"},
		{jobIDForm, in, `7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10`, `7b2c1e8a`, "/job_id"},
	} {
		broken[b.rule] = true
		doc := strings.Replace(read(t, b.file), b.old, b.new, 1)
		fs := slices.DeleteFunc(checked(t, doc, nil).Findings, func(f finding.Finding) bool {
			return f.Rule == unknownField && b.rule == missingField
		})
		if len(fs) != 1 || fs[0].Rule != b.rule || fs[0].Pointer != b.pointer {
			t.Errorf("%s at %s: %+v", b.rule, b.pointer, fs)
		}
	}
	for _, r := range Rules() {
		if !broken[r.ID] || !strings.HasPrefix(r.ID, "AC7") || r.Severity.Rank() == 0 || r.Name == "" || r.Summary == "" {
			t.Errorf("no example breaks %+v", r)
		}
	}
}

func TestAskedJob(t *testing.T) {
	doc := read(t, "no_music.json")
	if fs := checked(t, doc, &Options{JobID: "7B2C1E8A-0f4d-4a2b-9c11-7f5a2d9e3c10"}).Findings; len(fs) != 0 {
		t.Errorf("%+v", fs)
	}
	if fs := checked(t, doc, &Options{JobID: "other"}).Findings; len(fs) != 1 || fs[0].Rule != jobIDDiffers {
		t.Errorf("%+v", fs)
	}
}

func TestRequests(t *testing.T) {
	if fs := (&Submit{StorageKey: "video-recognition/a.mp4"}).Check(); len(fs) != 0 {
		t.Errorf("%+v", fs)
	}
	if fs := (&Submit{StorageKey: "a.mp4"}).Check(); len(fs) != 1 || fs[0].Rule != submitKey {
		t.Errorf("%+v", fs)
	}
	if fs := (&UploadURLRequest{Filename: "a.MP4"}).Check(); len(fs) != 0 {
		t.Errorf("%+v", fs)
	}
	if fs := (&UploadURLRequest{Filename: "a.wav"}).Check(); len(fs) != 1 || fs[0].Rule != uploadExtension {
		t.Errorf("%+v", fs)
	}
}

func TestRefusals(t *testing.T) {
	for file, want := range map[string]string{
		"refusal_detail.json":  "Provide exactly one of `file` or `storage_key`.",
		"refusal_field.json":   "file: File size cannot exceed 100 MB.",
		"refusal_general.json": "not_found: No such job.",
	} {
		if j := checked(t, read(t, file), nil); j.Failure != want || !j.Terminal {
			t.Errorf("%s: %+v", file, j)
		}
	}
	out, err := json.Marshal(Refusal{Code: "x", Message: "y"})
	if want := `{"error":{"code":"x","message":"y"},"success":false}`; err != nil || string(out) != want {
		t.Errorf("%s %v", out, err)
	}
}

func TestNoAnswer(t *testing.T) {
	for doc, rule := range map[string]string{
		"": "AC690", "<html>": "AC691", "oops": "AC692", `{"job_id": `: "AC693", "null": "AC694", "{}": "AC694",
		`{"a": 1}`: "AC695", `"SUCCESS"`: "AC695", strings.Repeat("[", 100): "AC696",
	} {
		if j := checked(t, doc, nil); len(j.Findings) != 1 || j.Findings[0].Rule != rule {
			t.Errorf("%.20q: %+v", doc, j.Findings)
		}
	}
}

func TestTruncationSweep(t *testing.T) {
	doc := strings.TrimSpace(read(t, "internal_match.json"))
	for n := 1; n < len(doc); n++ {
		if j := checked(t, doc[:n], nil); j.Whole || len(j.Findings) != 1 || j.Findings[0].Rule != "AC693" {
			t.Fatalf("cut at %d: %+v", n, j)
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
		for _, x := range []any{new(Job), new(UploadURL), new(Refusal)} {
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

package detect

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/vendors/audioverify"
	"github.com/audiocheck/audiocheck/vendors/camb"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Every vendor's documents are recognised as that vendor's and nobody else's.
func TestDocumentsAreRecognised(t *testing.T) {
	for _, v := range Vendors() {
		files, err := filepath.Glob(filepath.Join("..", string(v), "testdata", "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no documents: %v", v, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_request.json") {
				continue
			}
			doc, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			d, err := Recognise(NewReader(strings.NewReader(string(doc))))
			if err != nil || d.Vendor != v || d.Name == "" || d.NotJSON != nil {
				t.Errorf("%s: %+v, %v", file, d, err)
			}
		}
	}
}

// Whatever is no answer is named for what it is.
func TestNobodys(t *testing.T) {
	for doc, want := range map[string]string{
		"": "AC690", "  ": "AC690", "<html><body>502 Bad Gateway": "AC691", "oops": "AC692", `{"a": NaN}`: "AC695",
		`{"a": 1`: "AC693", "null": "AC694", "{}": "AC694", "[]": "AC694", `{"a": 1}`: "AC695", "true": "AC695", `"hello"`: "AC695",
	} {
		d, err := Recognise(NewReader(strings.NewReader(doc)))
		if err != nil || d.Vendor != "" {
			t.Errorf("%q: %+v, %v", doc, d, err)
		}
		if f := d.Nobodys(); f.Rule != want || f.Severity != finding.Error || f.Message == "" {
			t.Errorf("%q: %+v, want %s", doc, f, want)
		}
	}
}

// Nothing is consumed, and a long answer is recognised by its start.
func TestNothingIsConsumed(t *testing.T) {
	doc := `{"success": true, "data": {"job_id": "x", "search_type": "1:n", "pad": "` + strings.Repeat("x", 3*HeadBytes) + `"}}`
	r := NewReader(strings.NewReader(doc))
	d, err := Recognise(r)
	if err != nil || d.Vendor != Trace || d.NotJSON != nil {
		t.Errorf("%+v, %v", d, err)
	}
	if rest, err := io.ReadAll(r); err != nil || string(rest) != doc {
		t.Errorf("%d of %d bytes left, %v", len(rest), len(doc), err)
	}
	broken := errors.New("broken")
	if _, err := Recognise(NewReader(iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestNot(t *testing.T) {
	d, err := Recognise(NewReader(strings.NewReader(`{"status": "SUCCESS", "run_id": 1}`)))
	if err != nil || d.Vendor != CAMB {
		t.Fatalf("%+v, %v", d, err)
	}
	want := "this is no answer of trace: it is separation status of camb, an object with the keys run_id, status"
	if f := d.Not(Trace); f.Rule != "AC695" || f.Message != want {
		t.Errorf("%+v", f)
	}
}

// The IDs and names of all rules differ, but for the forms that all vendors share.
func TestRuleIDsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, rules := range [][]finding.Rule{Rules(), trace.Rules(), audioverify.Rules(), camb.Rules()} {
		for _, r := range rules {
			if seen[r.ID] {
				t.Errorf("%s stands twice", r.ID)
			}
			seen[r.ID] = true
		}
	}
}

func FuzzRecognise(f *testing.F) {
	f.Add([]byte(`{"a": [1, {"b": "c"}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		d := recognise(doc, true)
		if d.Vendor == "" && d.Nobodys().Rule == "" {
			t.Fatalf("%+v", d)
		}
	})
}

package baseline

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

var entries = []Entry{
	{strings.Repeat("b", 32), "AC301", "b.mp3"},
	{strings.Repeat("2", 32), "AC204", "a.flac"},
	{strings.Repeat("1", 32), "AC204", "a.flac"},
	{strings.Repeat("c", 32), "AC104", "caf\xe9\\.mp3"},
	{strings.Repeat("d", 32), "AC401", ""},
	{strings.Repeat("e", 32), "AC104", "new\nline.mp3"},
}

func written(t *testing.T, es ...Entry) string {
	t.Helper()
	var b Baseline
	for _, e := range es {
		b.Add(e)
	}
	var w bytes.Buffer
	if err := b.Write(&w); err != nil {
		t.Fatal(err)
	}
	return w.String()
}

func TestRoundTrip(t *testing.T) {
	for n := range len(entries) + 1 {
		b, err := Read(strings.NewReader(written(t, entries[:n]...)))
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Entries(); len(got) != n {
			t.Errorf("%d entries came back as %d", n, len(got))
		}
		for _, e := range entries[:n] {
			if !b.Has(e.Fingerprint) {
				t.Errorf("%+v is lost", e)
			}
		}
		if b.Has(strings.Repeat("0", 32)) {
			t.Error("it has what was never added")
		}
	}
}

// TestOrderDoesNotMatter adds the same entries in two orders, some twice.
func TestOrderDoesNotMatter(t *testing.T) {
	back := append([]Entry{entries[3]}, entries[3])
	for i := range entries {
		back = append(back, entries[len(entries)-1-i])
	}
	one, two := written(t, entries...), written(t, back...)
	if one != two {
		t.Errorf("got\n%s and\n%s", one, two)
	}
	if n := strings.Count(one, "\n"); n != len(entries)+3 {
		t.Errorf("%d lines for %d entries", n, len(entries))
	}
	var generic map[string]any
	if err := json.Unmarshal([]byte(one), &generic); err != nil || generic["schema"] != Schema {
		t.Errorf("%v, %v", generic["schema"], err)
	}
}

func TestPathsOfAnyBytes(t *testing.T) {
	b, err := Read(strings.NewReader(written(t, entries...)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, e := range b.Entries() {
		got[e.Path] = true
	}
	for _, e := range entries {
		if !got[e.Path] {
			t.Errorf("path %q did not come back", e.Path)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	good := written(t, entries[0])
	for _, text := range []string{
		"", "[]", "{}", good + "x", good + good, strings.Replace(good, "/1", "/2", 1),
		strings.Replace(good, "bb", "zz", 1), strings.Replace(good, "bb", "b", 1),
		strings.Replace(good, `"rule"`, `"rules"`, 1),
		strings.Replace(good, `"path":"b.mp3"`, `"path":"\\x4","path_escaped":true`, 1),
	} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("no error for %s", text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"schema": "audiocheck.baseline/1","findings":[{"path":"a","rule":"AC1","fingerprint":"` + strings.Repeat("a", 32) + `"}]}`)
	f.Add(`{"schema":"audiocheck.baseline/1","findings":[]}`)
	f.Fuzz(func(t *testing.T, text string) {
		b, err := Read(strings.NewReader(text))
		if err != nil {
			return
		}
		var w bytes.Buffer
		if err := b.Write(&w); err != nil {
			t.Fatal(err)
		}
		again, err := Read(&w)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(b.Entries(), again.Entries()) {
			t.Errorf("%v came back as %v", b.Entries(), again.Entries())
		}
	})
}

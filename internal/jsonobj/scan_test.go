package jsonobj

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

var samples = []string{
	`null`, `true`, `false`, `0`, `-0`, `-1.5e+10`, `1E-3`, `""`, `"a\u00e9\n\\"`, `"é"`, `[]`, `{}`, ` [ 1 , [ ] , { } ] `,
	`{"a":{"b":[1,2,{"c":null}]},"a":2,"":0}`, `{"x~/y":"z"}`,
	``, ` `, `{`, `[1,`, `{"a"`, `{"a":`, `{"a":1,}`, `[1,]`, `[1 2]`, `{"a" 1}`, `{a:1}`, `{1:1}`, `nul`, `nulll`, `truefalse`,
	`01`, `1.`, `.5`, `-`, `+1`, `1e`, `1e+`, `0x1`, `NaN`, `-Infinity`, `"`, `"\`, `"\x"`, `"\u12"`, "\"\n\"", `1 2`, `]`, `}`, `<html>`,
}

// Whether text is JSON, encoding/json says too.
func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for _, s := range samples {
		agree(t, []byte(s))
	}
}

func agree(t *testing.T, doc []byte) {
	t.Helper()
	v, err := Parse(doc, false)
	if want := json.Valid(doc); (err == nil) != want && !excused(doc, err) {
		t.Fatalf("%q: got %v, encoding/json says valid %v", doc, err, want)
	}
	if err != nil {
		return
	}
	var compact bytes.Buffer
	if json.Compact(&compact, doc) == nil && !bytes.Equal(compact.Bytes(), v.Raw()) {
		t.Fatalf("%q kept as %q", doc, v.Raw())
	}
	if same, err := Equal(doc, v.Raw()); err != nil || !same {
		t.Fatalf("%q is not itself: %v", doc, err)
	}
	s, err := NewScanner(iotest.OneByteReader(bytes.NewReader(doc)))
	if err != nil || s.Skip() != nil || s.End() != nil {
		t.Fatalf("%q cannot be skipped: %v", doc, err)
	}
}

// excused tells where the Scanner differs on purpose: a byte order mark is
// skipped, and there are bounds.
func excused(doc []byte, err error) bool {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason == TooDeep || e.Reason == TooLarge
	}
	return bytes.HasPrefix(doc, []byte("\xef\xbb\xbf"))
}

func FuzzScanner(f *testing.F) {
	for _, s := range samples {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		agree(t, doc)
		Outlined(doc)
	})
}

func TestReasons(t *testing.T) {
	for doc, want := range map[string]Reason{
		"": Empty, "\n\t ": Empty, "\xef\xbb\xbf": Empty, "<!DOCTYPE html>": Markup, " <a/>": Markup,
		`{"a": [1`: Cut, `"abc`: Cut, `tru`: Cut, `-`: Cut, `{"a": NaN}`: Syntax, `'a'`: Syntax, "{}\n{}": Trailing,
		strings.Repeat("[", MaxDepth+1): TooDeep, strings.Repeat(`{"a":`, MaxDepth+1): TooDeep,
		strings.Repeat("1", 2*maxNumber): TooLarge,
	} {
		_, err := Parse([]byte(doc), false)
		var e *Error
		if !errors.As(err, &e) || e.Reason != want || e.Detail == "" || e.Offset < 0 || e.Offset > int64(len(doc)) {
			t.Errorf("%.20q: %v, want %s", doc, err, want)
		}
	}
}

func TestMessagesNameBareWords(t *testing.T) {
	for _, word := range []string{"NaN", "Infinity", "undefined", "None"} {
		if _, err := Parse([]byte(`{"a": `+word+`}`), false); err == nil || !strings.Contains(err.Error(), "bare "+word) {
			t.Errorf("%s: %v", word, err)
		}
	}
	v, err := Parse([]byte(`[NaN, -Infinity, Infinity]`), true)
	if err != nil || string(v.Raw()) != "[NaN,-Infinity,Infinity]" {
		t.Errorf("%s, %v", v.Raw(), err)
	}
}

// endless is one value that never ends.
type endless struct{ head, body string }

func (e *endless) Read(p []byte) (int, error) {
	if e.head != "" {
		n := copy(p, e.head)
		e.head = e.head[n:]
		return n, nil
	}
	n := 0
	for n+len(e.body) <= len(p) {
		n += copy(p[n:], e.body)
	}
	return n, nil
}

// A value without an end is given up, in bounded memory; a Scanner that skips
// does not keep what it skips.
func TestEndlessValues(t *testing.T) {
	for _, e := range []endless{{`"`, "xxxx"}, {`[`, "1,"}, {`[`, "[],"}, {`{`, `"a":1,`}, {``, "1234"}} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s, err := NewScanner(&e)
		if err != nil {
			t.Fatal(err)
		}
		_, err = new(Doc).Read(s)
		var bad *Error
		if !errors.As(err, &bad) || bad.Reason != TooLarge {
			t.Errorf("%s%s: %v", e.head, e.body, err)
		}
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 8*MaxBytes {
			t.Errorf("%q: %d MB allocated", e.body, grown>>20)
		}
	}
}

func TestReadErrorIsReturned(t *testing.T) {
	broken := errors.New("broken")
	s, err := NewScanner(io.MultiReader(strings.NewReader(`{"abc`), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Skip(); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

// A one-line document does not cost more than the buffer.
func TestSmallDocumentIsCheap(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Parse([]byte(`[1e999999999999]`), false); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
		t.Errorf("%d bytes", grown)
	}
}

func TestOutline(t *testing.T) {
	o := Outlined([]byte(`{"data": {"status": "pending", "list": [{"id": "x"}, {"id": "y"}]}, "ok": tru`))
	for _, k := range []string{"data", "data.status", "data.list", "data.list.id", "ok"} {
		if !o.Keys[k] {
			t.Errorf("%s is missing in %v", k, o.Keys)
		}
	}
	var e *Error
	if o.Words["data.status"] != "pending" || o.Words["data.list.id"] != "x" || !errors.As(o.Err, &e) || e.Reason != Cut {
		t.Errorf("%+v", o)
	}
	if got := o.Describe(); got != "an object with the keys data, ok" {
		t.Error(got)
	}
}

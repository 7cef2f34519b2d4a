package trace

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// FuzzCheck: no panic, the same judgement twice, findings bounded, and a
// document is whole only when it is JSON.
func FuzzCheck(f *testing.F) {
	for _, d := range documents {
		f.Add(read(f, d.file))
	}
	f.Add([]byte(`{"data":{"job_id":1,"status":"completed","results":[{"matches":[null,{"score":NaN}]}]}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		a, err := Check(bytes.NewReader(doc), nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := Check(bytes.NewReader(doc), nil); !reflect.DeepEqual(a, b) {
			t.Fatalf("two judgements of one document:\n%+v\n%+v", a, b)
		}
		if len(a.Findings) > 8*len(Rules())+8 {
			t.Fatalf("%d findings", len(a.Findings))
		}
		if !a.Whole && a.Findings[0].Severity != "error" {
			t.Fatal("an answer that is not whole has no error")
		}
	})
}

// FuzzReply: what can be read is written back as it was.
func FuzzReply(f *testing.F) {
	for _, d := range documents {
		f.Add(read(f, d.file))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, make := range []func() any{
			func() any { return new(ComprehensiveReply) }, func() any { return new(IngestStatusReply) },
			func() any { return new(DatasetListReply) }, func() any { return new(SearchRequest) },
		} {
			x, y := make(), make()
			if jsonobj.Unmarshal(doc, x) != nil {
				continue
			}
			out, err := json.Marshal(x)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(out, y); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			sameValues(t, doc, out)
			again, err := json.Marshal(y)
			if err != nil || !bytes.Equal(out, again) {
				t.Fatalf("%v:\n%s\n%s", err, out, again)
			}
		}
	})
}

// sameValues holds two documents against each other with encoding/json, which
// reads numbers as float64.
func sameValues(t *testing.T, a, b []byte) {
	t.Helper()
	var x, y any
	if json.Unmarshal(a, &x) != nil {
		return // a number beyond float64 under an unknown key, or a byte order mark
	}
	if err := json.Unmarshal(b, &y); err != nil || !reflect.DeepEqual(x, y) {
		t.Fatalf("not equal (%v):\n%s\n%s", err, a, b)
	}
}

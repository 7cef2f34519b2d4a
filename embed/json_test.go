package embed

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	for _, name := range []string{"tracks.jsonl", "tracks.json"} {
		s := openSet(t, filepath.Join("testdata", name))
		a, w, err := s.Load(0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.ID != "a" || a.Encoder != "clews" || a.Windows != 2 || a.Dim != 3 {
			t.Errorf("%s: %+v", name, a)
		}
		checkValues(t, w.Data, []any{0.5, float64(float32(-1.25e-3)), 3.0, float64(float32(1e-10)), 2.0, float64(float32(0.1))})
		checkFloats(t, "starts", a.StartSeconds, []float64{0, 4})
		checkFloats(t, "ends", a.EndSeconds, []float64{8, 12.5})
		b, w, err := s.Load(1, w.Data)
		if err != nil || b.ID != "b é\n" || b.StartSeconds != nil {
			t.Errorf("%s: %+v, %v", name, b, err)
		}
		checkValues(t, w.Data, []any{1.0, 2.0, 3.0})
	}
	s := openSet(t, "testdata/tracks.jsonl")
	if c := s.Track(2); s.Len() != 3 || c.ID != "17" || c.Windows != 1 || c.Dim != 3 {
		t.Errorf("%d tracks, the last %+v", s.Len(), c)
	}
	if one := openSet(t, "testdata/one.json").Track(0); one.ID != "one" || one.Windows != 2 || one.Dim != 2 {
		t.Errorf("%+v", one)
	}
}

func TestBadJSON(t *testing.T) {
	for _, c := range []struct {
		data string
		kind error
		text string
	}{
		{``, ErrMalformed, "no object"},
		{`[]`, ErrMalformed, "no object"},
		{`{}`, ErrMalformed, "no embeddings"},
		{`{"embeddings":[[1,2],[3]]}`, ErrMalformed, "row 1 has 1 values, want 2"},
		{`{"embeddings":[[1,2],[3,4,5]]}`, ErrMalformed, "row 1 has 3 values, want 2"},
		{`{"embeddings":[[1,NaN]]}`, ErrMalformed, "NaN, want a number"},
		{`{"embeddings":[[1,-Infinity]]}`, ErrMalformed, "-Infinity"},
		{`{"embeddings":[[1,null]]}`, ErrMalformed, "null"},
		{`{"embeddings":null}`, ErrMalformed, "null"},
		{`{"embeddings":[[1,1e39]]}`, ErrMalformed, "exceeds float32"},
		{`{"embeddings":[[]]}`, ErrMalformed, "no values"},
		{`{"embeddings":[]}`, ErrMalformed, "no rows"},
		{`{"embeddings":[[01]]}`, ErrMalformed, "want"},
		{`{"embeddings":[[+1]]}`, ErrMalformed, "want"},
		{`{"embeddings":[[1.]]}`, ErrMalformed, "want"},
		{`{"embeddings":[[1,]]}`, ErrMalformed, "want"},
		{`{"embeddings":[["1"]]}`, ErrMalformed, "want"},
		{`{"embeddings":[[1]],"embedding":[[2]]}`, ErrMalformed, "twice"},
		{`{"embeddings":[[1]],"start_seconds":[1,2]}`, ErrMalformed, "2 times"},
		{`{"embeddings":[[1]],"start_seconds":[2],"end_seconds":[1]}`, ErrMalformed, "starts at 2 s"},
		{`{"embeddings":[[1]]}{"id":"b","embeddings":[[1]]}`, ErrMalformed, "no id"},
		{`[{"embeddings":[[1]]}] x`, ErrMalformed, "follows"},
		{`{"x":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `,"embeddings":[[1]]}`, ErrTooLarge, "nested"},
		{`{"id":"` + strings.Repeat("x", 5000) + `","embeddings":[[1]]}`, ErrTooLarge, "string"},
		{`{"embeddings":[[` + strings.Repeat("1", 500) + `]]}`, ErrTooLarge, "number"},
		{`{"id":"\ud800\q","embeddings":[[1]]}`, ErrMalformed, "invalid"},
		{"{\"id\":\"a\nb\",\"embeddings\":[[1]]}", ErrMalformed, "0x0a"},
		{`{"embeddings":[[1]`, ErrTruncated, "ends here"},
	} {
		_, err := loadAll(filepath.Join(t.TempDir(), "x.json"), []byte(c.data))
		checkError(t, err, c.kind, c.text)
	}
}

// A file far larger than what is read at once, whose values are known.
func TestLongJSONL(t *testing.T) {
	const tracks, rows, dim = 40, 60, 128
	var b bytes.Buffer
	for k := range tracks {
		fmt.Fprintf(&b, `{"id":"t%d","pad":"%s","embeddings":[`, k, strings.Repeat("p", 3000*k))
		for i := range rows * dim {
			sep := ","
			if i%dim == 0 {
				sep = map[bool]string{true: "[", false: "],["}[i == 0]
			}
			fmt.Fprintf(&b, "%s%d.25", sep, k*1000+i%777)
		}
		b.WriteString("]]}\n")
	}
	path := filepath.Join(t.TempDir(), "long.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	var s *Set
	n := allocated(func() { s = openSet(t, path) })
	if n > 2<<20 {
		t.Errorf("%d bytes allocated to open a file of %d", n, b.Len())
	}
	for k := tracks - 1; k >= 0; k-- {
		tr, w, err := s.Load(k, nil)
		if err != nil || tr.ID != fmt.Sprintf("t%d", k) || w.Rows() != rows || w.Dim != dim {
			t.Fatalf("%+v, %v", tr, err)
		}
		for i, v := range w.Data {
			if want := float32(k*1000+i%777) + 0.25; v != want {
				t.Fatalf("track %d value %d is %v, want %v", k, i, v, want)
			}
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, "testdata/tracks.jsonl"); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

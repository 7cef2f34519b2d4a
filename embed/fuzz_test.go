package embed

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/audiocheck/audiocheck/internal/parquet"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// read opens data as a file of the format and loads the first tracks.
func read(data []byte, open func(*loader, string) (source, error), name string) ([]Track, []float32, error) {
	newLoader := func() *loader {
		return &loader{in: readat.New(context.Background(), bytes.NewReader(data), int64(len(data))), scratch: make([]byte, 64)}
	}
	src, err := open(newLoader(), name)
	if err != nil {
		return nil, nil, err
	}
	var (
		tracks []Track
		all    []float32
	)
	for k := range min(src.count(), 4) {
		t, v, err := src.load(newLoader(), k, poisoned(7))
		if err != nil {
			return tracks, all, err
		}
		tracks, all = append(tracks, t), append(all, v...)
	}
	return tracks, all, nil
}

// fuzz seeds f with the files of testdata and asserts: no panic, an *Error or
// none, as many values as the facts say, the same answer twice, no more
// values than the bytes can hold.
func fuzz(f *testing.F, open func(*loader, string) (source, error), most int, patterns ...string) {
	for _, pattern := range patterns {
		names, err := filepath.Glob(filepath.Join("testdata", pattern))
		if err != nil || len(names) == 0 {
			f.Fatalf("no seeds %s: %v", pattern, err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) < 4<<10 {
				f.Add(data)
			}
		}
	}
	fuzzSeeded(f, open, most)
}

func fuzzSeeded(f *testing.F, open func(*loader, string) (source, error), most int) {
	f.Fuzz(func(t *testing.T, data []byte) {
		tracks, values, err := read(data, open, "x")
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Fatalf("%v is no *Error", err)
		}
		if int64(len(values)) > 4*int64(most)*int64(len(data)+1) {
			t.Fatalf("%d values from %d bytes", len(values), len(data))
		}
		n := 0
		for _, tr := range tracks {
			if tr.Dim < 1 || tr.Windows < 0 {
				t.Fatalf("%+v", tr)
			}
			n += tr.Dim * tr.Windows
		}
		if n != len(values) {
			t.Fatalf("%d values, the facts say %d", len(values), n)
		}
		_, again, err2 := read(data, open, "x")
		if !equalBits(values, again) || (err == nil) != (err2 == nil) {
			t.Fatalf("other values or error at the second time: %v, %v", err, err2)
		}
	})
}

func FuzzNPY(f *testing.F) { fuzz(f, openNPY, 1, "*.npy") }

// FuzzNPZ keeps 7ae188bc36b13d01: a directory entry at a negative
// offset; and 5c16e395bacf43d9: deflated bytes that end inside the array's header.
func FuzzNPZ(f *testing.F)         { fuzz(f, openNPZ, maxInflate+1, "*.npz") }
func FuzzSafetensors(f *testing.F) { fuzz(f, openSafetensors, 1, "*.safetensors") }
func FuzzJSON(f *testing.F)        { fuzz(f, openJSON, 1, "*.json", "*.jsonl") }

// FuzzParquet is seeded with what the library writes.
func FuzzParquet(f *testing.F) {
	for _, path := range []string{
		writeParquet(f, windowRows(3, 3)),
		writeParquet(f, []trackRow{{ID: 5, Embeddings: [][]float64{{1, 2}, {3, 4}}, Starts: []float64{0, 1}}}),
	} {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	fuzzSeeded(f, openParquet, parquet.FreeValues)
}

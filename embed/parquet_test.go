package embed

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// The tables are written by parquet-go, which also reads them: these tests
// prove the meaning of the columns and the bounds, not the library.

type windowRow struct {
	ID        string    `parquet:"track_id,dict"`
	Start     float64   `parquet:"start_seconds"`
	End       float64   `parquet:"end_seconds"`
	Embedding []float32 `parquet:"embedding,list,snappy"`
	Title     string    `parquet:"title"`
}

type trackRow struct {
	ID         int64       `parquet:"id"`
	Embeddings [][]float64 `parquet:"embeddings,list" parquet-element:",list"`
	Starts     []float64   `parquet:"start_seconds"`
}

func writeParquet[T any](t testing.TB, rows []T, options ...parquet.WriterOption) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[T](&b, options...)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// windowRows makes tracks of 1, 2, 3, ... windows; value d of window w of
// track k is 100k + 10w + d.
func windowRows(tracks, dim int) []windowRow {
	var rows []windowRow
	for k := range tracks {
		for w := range k + 1 {
			row := windowRow{ID: "t" + string(rune('a'+k)), Start: float64(4 * w), End: float64(4*w + 8), Title: "x"}
			for d := range dim {
				row.Embedding = append(row.Embedding, float32(100*k+10*w+d))
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func TestParquetRowAWindow(t *testing.T) {
	for _, options := range [][]parquet.WriterOption{
		nil,
		{parquet.MaxRowsPerRowGroup(4)}, // tracks that lie in two row groups
		{parquet.PageBufferSize(16), parquet.DataPageVersion(1)},
	} {
		s := openSet(t, writeParquet(t, windowRows(6, 3), options...))
		if got := ids(s); got != "ta tb tc td te tf" {
			t.Fatalf("ids %s", got)
		}
		for k := range s.Len() {
			tr, w, err := s.Load(k, nil)
			if err != nil || tr.Windows != k+1 || tr.Dim != 3 || len(w.Data) != 3*(k+1) {
				t.Fatalf("%+v, %v", tr, err)
			}
			for i, v := range w.Data {
				if want := float32(100*k + 10*(i/3) + i%3); v != want {
					t.Fatalf("track %d value %d is %v, want %v", k, i, v, want)
				}
			}
			for i := range tr.Windows {
				if tr.StartSeconds[i] != float64(4*i) || tr.EndSeconds[i] != float64(4*i+8) {
					t.Fatalf("times %v %v", tr.StartSeconds, tr.EndSeconds)
				}
			}
		}
	}
	if e := openSet(t, writeParquet(t, windowRows(2, 3), parquet.KeyValueMetadata("encoder", "clews"))).Track(1).Encoder; e != "clews" {
		t.Errorf("encoder %q, want clews", e)
	}
}

func TestParquetRowATrack(t *testing.T) {
	s := openSet(t, writeParquet(t, []trackRow{
		{ID: 5, Embeddings: [][]float64{{1, 2}, {3, 4}, {5, 6}}, Starts: []float64{0, 1, 2}},
		{ID: 6, Embeddings: [][]float64{{7, 8}}, Starts: []float64{9}},
	}))
	if got := ids(s); got != "5 6" {
		t.Fatalf("ids %s", got)
	}
	tr, w, err := s.Load(0, nil)
	if err != nil || tr.Windows != 3 || tr.Dim != 2 {
		t.Fatalf("%+v, %v", tr, err)
	}
	checkValues(t, w.Data, []any{1.0, 2.0, 3.0, 4.0, 5.0, 6.0})
	checkFloats(t, "starts", tr.StartSeconds, []float64{0, 1, 2})
	tr, w, err = s.Load(1, w.Data)
	if err != nil {
		t.Fatal(err)
	}
	checkValues(t, w.Data, []any{7.0, 8.0})
	if l := s.Layout(1); l.Type != "float64" || l.Format != "parquet" {
		t.Errorf("%+v", l)
	}
}

func TestBadParquet(t *testing.T) {
	type noID struct {
		E []float32 `parquet:"embedding"`
	}
	type noList struct {
		ID string  `parquet:"id"`
		E  float32 `parquet:"embedding"`
	}
	uneven := windowRows(2, 3)
	uneven[2].Embedding = uneven[2].Embedding[:2]
	null := windowRows(2, 3)
	null[1].Embedding = nil
	apart := windowRows(2, 3)
	apart[0], apart[1] = apart[1], apart[0]
	for _, c := range []struct {
		path string
		kind error
		text string
	}{
		{writeParquet(t, []noID{{[]float32{1}}}), ErrMalformed, "no column id"},
		{writeParquet(t, []noList{{"a", 1}}), ErrUnsupported, "in 0 lists"},
		{writeParquet(t, uneven), ErrMalformed, "has 2 values, want 3"},
		{writeParquet(t, null), ErrMalformed, "null or an empty list"},
		{writeParquet(t, apart), ErrDuplicateID, `"tb"`},
		{writeParquet(t, []windowRow{}), ErrMalformed, "no rows"},
	} {
		_, err := Open(context.Background(), c.path)
		checkError(t, err, c.kind, c.text)
	}
}

// Every cut and every overwritten byte gives an error or tracks, no panic, and
// little memory.
func TestBrokenParquet(t *testing.T) {
	data, err := os.ReadFile(writeParquet(t, windowRows(3, 3)))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range data {
		if _, _, err := read(data[:cut], openParquet, "x"); err == nil {
			t.Fatalf("cut at byte %d of %d: no error", cut, len(data))
		}
	}
	for i := range data {
		for _, b := range []byte{0xff, data[i] ^ 0x10} {
			broken := bytes.Clone(data)
			broken[i] = b
			if n := allocated(func() { _, _, _ = read(broken, openParquet, "x") }); n > 32<<20 {
				t.Fatalf("byte %d = 0x%02x: %d bytes allocated", i, b, n)
			}
		}
	}
}

// A list that declares 2^31-1 elements, as the schema's, in a footer of 8 bytes.
func TestParquetFooterThatLies(t *testing.T) {
	footer := []byte{0x15, 2, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0x15}
	file := append([]byte("PAR1"), footer...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
	file = append(file, "PAR1"...)
	var err error
	n := allocated(func() { _, err = loadAll(filepath.Join(t.TempDir(), "x.parquet"), file) })
	checkError(t, err, ErrMalformed, "contradict")
	if n > 4<<20 {
		t.Errorf("%d bytes allocated", n)
	}
}

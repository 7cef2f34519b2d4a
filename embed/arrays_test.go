package embed

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// truthFile is what numpy read back, written by testdata/make_arrays.py.
type truthFile struct {
	Tracks []struct {
		ID           string
		Windows, Dim int
		Values       []any
	}
	DType, ByteOrder, Memory, Encoder string
	Starts, Ends                      []float64
}

func readTruth(t *testing.T) map[string]truthFile {
	t.Helper()
	raw, err := os.ReadFile("testdata/arrays.json")
	if err != nil {
		t.Fatal(err)
	}
	var truth map[string]truthFile
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth) < 30 {
		t.Fatalf("%d files in arrays.json, want 30 or more", len(truth))
	}
	return truth
}

func openSet(t testing.TB, path string) *Set {
	t.Helper()
	s, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestArraysAsNumpyReadsThem(t *testing.T) {
	for name, want := range readTruth(t) {
		t.Run(name, func(t *testing.T) {
			s := openSet(t, filepath.Join("testdata", name))
			if s.Len() != len(want.Tracks) {
				t.Fatalf("%d tracks, want %d", s.Len(), len(want.Tracks))
			}
			buf := poisoned(4096)
			for i, w := range want.Tracks {
				track, windows, err := s.Load(i, buf)
				if err != nil {
					t.Fatal(err)
				}
				if track.ID != w.ID || track.Windows != w.Windows || track.Dim != w.Dim || track.Encoder != want.Encoder {
					t.Errorf("track %d: %+v, want id %s, %d x %d, encoder %q", i, track, w.ID, w.Windows, w.Dim, want.Encoder)
				}
				checkValues(t, windows.Data, w.Values)
				if i == 0 {
					checkFloats(t, "starts", track.StartSeconds, want.Starts)
					checkFloats(t, "ends", track.EndSeconds, want.Ends)
				}
				checkLayoutAgainst(t, s.Layout(i), want)
			}
		})
	}
}

func checkLayoutAgainst(t *testing.T, l Layout, want truthFile) {
	t.Helper()
	if want.DType != "" && l.Type != want.DType {
		t.Errorf("type %s, want %s", l.Type, want.DType)
	}
	if want.ByteOrder != "" && (l.ByteOrder != want.ByteOrder || l.MemoryOrder != want.Memory) {
		t.Errorf("order %s %s, want %s %s", l.ByteOrder, l.MemoryOrder, want.ByteOrder, want.Memory)
	}
}

// poisoned returns memory in which a value that was not written shows.
func poisoned(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = -12345.678
	}
	return v
}

func checkValues(t *testing.T, got []float32, want []any) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	for i, w := range want {
		v := math.NaN()
		switch w := w.(type) {
		case float64:
			v = w
		case string:
			v = map[string]float64{"nan": math.NaN(), "inf": math.Inf(1), "-inf": math.Inf(-1)}[w]
		}
		if g := float64(got[i]); g != v && !(math.IsNaN(g) && math.IsNaN(v)) {
			t.Fatalf("value %d is %v, want %v", i, g, v)
		}
	}
}

func checkFloats(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s %v, want %v", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%s %v, want %v", what, got, want)
		}
	}
}

func TestBadArrays(t *testing.T) {
	for _, c := range []struct {
		name string
		kind error
		text string
	}{
		{"bad_scalar.npy", ErrUnsupported, "0 dimensions"},
		{"bad_4d.npy", ErrUnsupported, "4 dimensions"},
		{"bad_no_values.npy", ErrMalformed, "0 values"},
		{"bad_empty_cube.npy", ErrMalformed, "0 windows"},
		{"bad_object.npy", ErrUnsupported, "pickled"},
		{"bad_struct.npy", ErrUnsupported, "structured"},
		{"bad_int.npy", ErrUnsupported, `"<i4"`},
		{"bad_complex.npy", ErrUnsupported, `"<c8"`},
		{"bad_text.npy", ErrUnsupported, "text"},
		{"bad_two_arrays.npy", ErrMalformed, "208 bytes follow"},
		{"bad_huge.npy", ErrTruncated, "needs 2048000000 bytes"},
		{"bad_huge_overflow.npy", ErrTooLarge, "overflows"},
		{"bad_huge49.npy", ErrTooLarge, "4294967280 bytes"},
		{"bad_overlap.safetensors", ErrMalformed, "starts before"},
		{"bad_hole.safetensors", ErrMalformed, "80 bytes in front"},
		{"bad_beyond.safetensors", ErrTruncated, "ends at byte"},
		{"bad_negative.safetensors", ErrTooLarge, "shape [-4 -5]"},
		{"bad_overflow.safetensors", ErrTooLarge, "overflows"},
		{"bad_kind.safetensors", ErrMalformed, `"F33"`},
		{"bad_integers.safetensors", ErrUnsupported, "I32"},
		{"bad_header.safetensors", ErrTooLarge, "9223372036854775808"},
		{"bad_short_header.safetensors", ErrTruncated, "10 bytes"},
		{"bad_twice.safetensors", ErrMalformed, "stands twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var err error
			if n := allocated(func() { _, err = Open(context.Background(), filepath.Join("testdata", c.name)) }); n > 4<<20 {
				t.Errorf("%d bytes allocated", n)
			}
			checkError(t, err, c.kind, c.text)
			if !strings.Contains(err.Error(), c.name) {
				t.Errorf("%v: the file is not named", err)
			}
		})
	}
}

func checkError(t *testing.T, err, kind error, text string) {
	t.Helper()
	var e *Error
	if !errors.Is(err, kind) || kind != ErrIncompatible && kind != ErrDuplicateID && kind != ErrNoTracks && !errors.As(err, &e) {
		t.Fatalf("error %v, want %v", err, kind)
	}
	if !strings.Contains(err.Error(), text) {
		t.Fatalf("error %v, want %q in it", err, text)
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// loadAll opens a file of the given bytes and reads all tracks.
func loadAll(path string, data []byte) ([]float32, error) {
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return nil, err
	}
	s, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	var all []float32
	for i := range s.Len() {
		_, w, err := s.Load(i, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, w.Data...)
	}
	return all, nil
}

func TestTruncatedAtEveryByte(t *testing.T) {
	for _, name := range []string{
		"c_le_f4.npy", "fortran_be_f2.npy", "version2.npy", "cube_c.npy", "stored.npz", "deflated.npz", "timed.npz",
		"zip64_stored.npz", "cube.npz", "all.safetensors", "timed.safetensors", "tracks.jsonl", "tracks.json", "one.json",
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", name))
			if err != nil {
				t.Fatal(err)
			}
			end := len(data)
			if strings.Contains(name, ".json") {
				end = len(bytes.TrimRight(data, "\n"))
			}
			for cut := range end {
				_, _, err := read(data[:cut], opener(name), name)
				if err == nil && (filepath.Ext(name) != ".jsonl" || data[cut] != '\n' && cut > 0 && data[cut-1] != '\n') {
					t.Fatalf("cut at byte %d of %d: no error", cut, len(data))
				}
				var e *Error
				if err != nil && !errors.As(err, &e) {
					t.Fatalf("cut at byte %d: %v is no *Error", cut, err)
				}
			}
		})
	}
}

// Every flipped bit of a member's bytes is found by its checksum, its lengths or its header.
func TestFlippedBitsInArchive(t *testing.T) {
	for _, name := range []string{"zip64_stored.npz", "zip64_deflated.npz", "cube.npz"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		_, want, err := read(data, openNPZ, name)
		if err != nil {
			t.Fatal(err)
		}
		for bit := range 8 * len(data) {
			flipped := bytes.Clone(data)
			flipped[bit/8] ^= 1 << (bit % 8)
			if _, got, err := read(flipped, openNPZ, name); err == nil && !equalBits(got, want) && len(got) == len(want) {
				t.Fatalf("%s: bit %d of byte %d: other values, no error", name, bit%8, bit/8)
			}
		}
	}
}

func equalBits(a, b []float32) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return false
		}
	}
	return true
}

func TestTimesThatBelongToNoArray(t *testing.T) {
	for _, c := range []struct{ header, text string }{
		{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b.start_seconds":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, `"b.start_seconds" belongs to no array`},
		{`{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"start_seconds":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"c":{"dtype":"F32","shape":[0,1],"data_offsets":[8,8]}}`, `"start_seconds" belongs to no array`},
		{`{"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"end_seconds":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}}`, "a time for each of 1 windows"},
		{`{"start_seconds":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}`, "no embeddings"},
	} {
		data := append([]byte{byte(len(c.header)), byte(len(c.header) >> 8), 0, 0, 0, 0, 0, 0}, c.header...)
		_, err := loadAll(filepath.Join(t.TempDir(), "x.safetensors"), append(data, make([]byte, 8)...))
		checkError(t, err, ErrMalformed, c.text)
	}
}

package embed

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// folder makes a folder of copies of files in testdata; "" makes an empty file.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, from := range files {
		var data []byte
		if from != "" {
			var err error
			if data, err = os.ReadFile(filepath.Join("testdata", from)); err != nil {
				t.Fatal(err)
			}
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func ids(s *Set) string {
	var list []string
	for i := range s.Len() {
		list = append(list, s.Track(i).ID)
	}
	return strings.Join(list, " ")
}

func TestFolder(t *testing.T) {
	s := openSet(t, folder(t, map[string]string{
		"b.npy": "c_le_f4.npy", "a/z.NPY": "c_be_f8.npy", "a/cube.npy": "cube_c.npy", "t.npz": "stored.npz", "read.me": "",
		"._b.npy": "", ".hidden/x.npy": "",
	}))
	if got, want := ids(s), "cube#0 cube#1 cube#2 z b song cover"; got != want {
		t.Errorf("ids %s, want %s", got, want)
	}
}

func TestLinkedFiles(t *testing.T) {
	dir := folder(t, map[string]string{"a.npy": "c_le_f4.npy"})
	if err := os.Symlink(filepath.Join(dir, "a.npy"), filepath.Join(dir, "b.npy")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "loop.npy")); err != nil {
		t.Skip(err)
	}
	if got := ids(openSet(t, dir)); got != "a b" {
		t.Errorf("ids %s, want a b", got)
	}
}

func TestSetsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		kind  error
		text  []string
	}{
		{"empty", nil, ErrNoTracks, []string{".npy"}},
		{"none known", map[string]string{"a.txt": ""}, ErrNoTracks, []string{".npy"}},
		{"same name", map[string]string{"1/a.npy": "c_le_f4.npy", "2/a.npz": "cube.npz", "3/a.npy": "c_le_f4.npy"}, ErrDuplicateID,
			[]string{`"a"`, filepath.Join("1", "a.npy"), filepath.Join("3", "a.npy")}},
		{"two cubes", map[string]string{"1/a.npy": "cube_c.npy", "2/a.npz": "cube.npz"}, ErrDuplicateID, []string{`"a#0"`, "a.npy", "a.npz"}},
		{"number in name", map[string]string{"a.npy": "cube_c.npy", "a#2.npy": "c_le_f4.npy"}, ErrDuplicateID, []string{`"a#2"`, "a.npy", "a#2.npy"}},
		{"empty file", map[string]string{"a.npy": ""}, ErrTruncated, []string{"a.npy", "0 bytes"}},
		{"not an array", map[string]string{"a.npy": "make_json.py"}, ErrMalformed, []string{"a.npy", "at byte 0", "NUMPY"}},
		{"not an archive", map[string]string{"a.npz": "c_le_f4.npy"}, ErrMalformed, []string{"a.npz", "zip"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(context.Background(), folder(t, c.files))
			for _, text := range c.text {
				checkError(t, err, c.kind, text)
			}
		})
	}
	if got := ids(openSet(t, folder(t, map[string]string{"a.npy": "cube_c.npy", "a#3.npy": "c_le_f4.npy", "a#02.npy": "c_le_f4.npy"}))); got != "a#02 a#3 a#0 a#1 a#2" {
		t.Errorf("ids %s", got)
	}
}

func TestCompatible(t *testing.T) {
	open := func(name string) *Set { return openSet(t, filepath.Join("testdata", name)) }
	five, four, clews, enc := open("c_le_f4.npy"), open("cube_c.npy"), open("all.safetensors"), open("timed_bytes.npz")
	for _, pair := range [][2]*Set{{five, five}, {five, clews}, {clews, five}, {five, enc}, {clews, clews}} {
		if err := Compatible(pair[0], pair[1]); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"c_le_f4.npy", "of 5 values", "cube_c.npy", "of 4"} {
		checkError(t, Compatible(five, four), ErrIncompatible, text)
	}
	for _, text := range []string{"all.safetensors", `"clews"`, "timed_bytes.npz", `"enc"`} {
		checkError(t, Compatible(clews, enc), ErrIncompatible, text)
	}
	mixed := openSet(t, folder(t, map[string]string{"a.npy": "c_le_f4.npy", "b.npz": "timed_bytes.npz", "c.safetensors": "all.safetensors"}))
	checkError(t, Compatible(mixed, five), ErrIncompatible, `"enc"`)
	dims := openSet(t, folder(t, map[string]string{"a.npy": "c_le_f4.npy", "b.npy": "cube_c.npy"}))
	checkError(t, Compatible(five, dims), ErrIncompatible, "b.npy")
}

func TestLoadUsesTheCallersMemory(t *testing.T) {
	s := openSet(t, "testdata/c_le_f4.npy")
	buf := make([]float32, 100)
	if _, w, err := s.Load(0, buf); err != nil || &w.Data[0] != &buf[0] || w.Rows() != 4 {
		t.Errorf("other memory, or %v", err)
	}
	if _, w, err := s.Load(0, buf[:0:3]); err != nil || &w.Data[0] == &buf[0] || w.Rows() != 4 {
		t.Errorf("memory of 3 values used for 20, or %v", err)
	}
}

func TestFileThatChanges(t *testing.T) {
	dir := folder(t, map[string]string{"a.npy": "c_le_f4.npy", "b.npz": "stored.npz", "c.json": "one.json"})
	s := openSet(t, dir)
	for _, name := range []string{"a.npy", "b.npz", "c.json"} {
		if err := os.Truncate(filepath.Join(dir, name), 20); err != nil {
			t.Fatal(err)
		}
	}
	for i := range s.Len() {
		if _, _, err := s.Load(i, nil); err == nil || !strings.Contains(err.Error(), filepath.Base(s.Track(i).File)) {
			t.Errorf("track %s: error %v", s.Track(i).ID, err)
		}
	}
}

func TestConcurrentLoads(t *testing.T) {
	s := openSet(t, folder(t, map[string]string{
		"a.npy": "c_be_f8.npy", "b.npz": "cube.npz", "c.json": "one.json", "d.npy": "cube_fortran.npy", "e.safetensors": "all.safetensors",
	}))
	want := make([][]float32, s.Len())
	for i := range want {
		_, w, err := s.Load(i, nil)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = w.Data
	}
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			var buf []float32
			for k := range 20 * s.Len() {
				i := k % s.Len()
				_, w, err := s.Load(i, buf)
				if err != nil || !equalBits(w.Data, want[i]) {
					t.Errorf("track %d: other values, or %v", i, err)
				}
				buf = w.Data
			}
		})
	}
	wait.Wait()
}

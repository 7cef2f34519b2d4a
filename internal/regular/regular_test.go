package regular

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
	"time"

	"github.com/audiocheck/audiocheck/internal/readat"
)

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := os.WriteFile(path, []byte("hello, world"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Size() != 12 {
		t.Errorf("size %d, want 12", f.Size())
	}
	if err := iotest.TestReader(io.NewSectionReader(f, 0, 12), []byte("hello, world")); err != nil {
		t.Error(err)
	}
	if n, err := f.ReadAt(make([]byte, 9), 10); n != 2 || err != io.EOF {
		t.Errorf("reading over the end: %d, %v", n, err)
	}
	if err := f.Changed(); err != nil {
		t.Errorf("nothing changed, and yet: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(os.DevNull); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a device: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "no")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
}

// What was seen to be a file may have become something else.
func TestOpenSeenRefuses(t *testing.T) {
	if _, err := OpenSeen(t.TempDir()); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := OpenSeen(os.DevNull); !errors.Is(err, ErrNotRegular) {
		t.Errorf("a device: %v", err)
	}
	if _, err := OpenSeen(filepath.Join(t.TempDir(), "no")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
}

func TestChanged(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"grown":   func(p string) error { return os.Truncate(p, 20) },
		"shrunk":  func(p string) error { return os.Truncate(p, 2) },
		"touched": func(p string) error { return os.Chtimes(p, time.Time{}, time.Unix(1, 0)) },
	} {
		path := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(path, []byte("hello"), 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		if err := f.Changed(); !errors.Is(err, readat.ErrChanged) {
			t.Errorf("%s: %v, want ErrChanged", name, err)
		}
		f.Close()
	}
}

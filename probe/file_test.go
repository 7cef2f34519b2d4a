package probe

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"
)

const jingle = "../testdata/catalog/jingle.wav"

// meanwhile is a context that does something once, when the reading of a file
// first asks whether it goes on.
type meanwhile struct {
	context.Context
	do func()
}

func (m *meanwhile) Err() error {
	if m.do != nil {
		m.do()
		m.do = nil
	}
	return m.Context.Err()
}

func TestAFileThatChangesWhileItIsReadIsErrChanged(t *testing.T) {
	data, err := os.ReadFile(jingle)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(path string) error{
		"shorter": func(path string) error { return os.Truncate(path, 100) },
		"longer": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.Write([]byte{0})
			return errors.Join(err, f.Close())
		},
		// The time is set rather than left to the clock of the file system,
		// whose ticks may be longer than this test.
		"written to": func(path string) error {
			err := os.WriteFile(path, bytes.Repeat([]byte{1}, len(data)), 0o600)
			return errors.Join(err, os.Chtimes(path, time.Time{}, time.Unix(2e9, 0)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.wav")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			ctx := &meanwhile{context.Background(), func() {
				if err := change(path); err != nil {
					t.Fatal(err)
				}
			}}
			if info, err := File(ctx, path, nil); !errors.Is(err, ErrChanged) || info.Path != path {
				t.Errorf("File: %q, %v; want ErrChanged", info.Path, err)
			}
		})
	}
}

func TestAFileThatIsLeftAloneIsNot(t *testing.T) {
	if _, err := File(context.Background(), jingle, nil); err != nil {
		t.Error(err)
	}
	if _, err := FS(context.Background(), os.DirFS("../testdata/catalog"), "jingle.wav", nil); err != nil {
		t.Error(err)
	}
}

// growing is a file that is longer each time that it is asked.
type growing struct {
	fs.File
	asked int64
}

type longer struct {
	fs.FileInfo
	by int64
}

func (l longer) Size() int64 { return l.FileInfo.Size() + l.by }

func (g *growing) Stat() (fs.FileInfo, error) {
	st, err := g.File.Stat()
	g.asked++
	return longer{st, g.asked - 1}, err
}

type growingFS struct{ fs.FS }

func (g growingFS) Open(name string) (fs.File, error) {
	f, err := g.FS.Open(name)
	return &growing{File: f}, err
}

func TestFSNoticesAChangeToo(t *testing.T) {
	data, err := os.ReadFile(jingle)
	if err != nil {
		t.Fatal(err)
	}
	fsys := growingFS{fstest.MapFS{"a.wav": {Data: data}}}
	if _, err := FS(context.Background(), fsys, "a.wav", nil); !errors.Is(err, ErrChanged) {
		t.Errorf("FS: %v, want ErrChanged", err)
	}
}

// A stream gives the facts of the same bytes in a file, and nothing of it is left.
func TestStream(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	b, err := os.ReadFile(filepath.Join("..", "testdata", "flac", "s16.flac"))
	if err != nil {
		t.Fatal(err)
	}
	want := readBytes(t, b, Samples)
	got, err := Stream(context.Background(), iotest.OneByteReader(bytes.NewReader(b)), int64(len(b)), &Options{Depth: Samples})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err = Stream(context.Background(), bytes.NewReader(b), int64(len(b)-1), nil); !errors.Is(err, ErrTooLarge) || got.Integrity != NotChecked {
		t.Errorf("a byte over the limit: %+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Stream(ctx, bytes.NewReader(b), int64(len(b)), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
}

package wholefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func names(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestCommitReplacesAndDiscardDoesNot(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	if err := Write(path, 0o644, []byte("old")); err != nil {
		t.Fatal(err)
	}
	for _, keep := range []bool{false, true} {
		f, err := Create(path, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("new"); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != "old" {
			t.Errorf("before the end it holds %q", got)
		}
		want := "old"
		if keep {
			want = "new"
			if err := f.Commit(); err != nil {
				t.Fatal(err)
			}
		}
		f.Discard()
		if got := read(t, path); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if n := names(t, dir); n != 1 {
			t.Errorf("%d files are left", n)
		}
	}
}

func TestAFolderIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, 0o644, nil); err == nil {
		t.Error("no error")
	}
	if err := Write(filepath.Join(dir, "no", "such"), 0o644, nil); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestALinkStaysALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := Write(target, 0o644, []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := Write(link, 0o644, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", st, err)
	}
	if got := read(t, target); got != "new" {
		t.Errorf("the target holds %q", got)
	}
}

func TestADeviceIsWrittenTo(t *testing.T) {
	st, err := os.Stat(os.DevNull)
	if err != nil || st.Mode().IsRegular() {
		t.Skip("no such device here")
	}
	if err := Write(os.DevNull, 0o644, []byte("x")); err != nil {
		t.Error(err)
	}
	if st, err := os.Stat(os.DevNull); err != nil || st.Mode().IsRegular() {
		t.Error("the device was replaced")
	}
}

func TestCreateNewKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	for _, c := range []struct{ meanwhile, want string }{{"", "new"}, {"other", "other"}} {
		f, err := CreateNew(path, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("new"); err != nil {
			t.Fatal(err)
		}
		if c.meanwhile != "" {
			if err := os.WriteFile(path, []byte(c.meanwhile), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Commit(); errors.Is(err, fs.ErrExist) != (c.meanwhile != "") {
			t.Errorf("%q meanwhile: %v", c.meanwhile, err)
		}
		if got := read(t, path); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		if n := names(t, dir); n != 1 {
			t.Errorf("%d files are left", n)
		}
		if _, err := CreateNew(path, 0o644); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over a file: %v", err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

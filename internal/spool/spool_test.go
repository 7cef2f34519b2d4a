package spool

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// create returns a file in a temporary folder that must be empty at the end.
func create(t *testing.T, named bool) *File {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // Windows
	f, err := Create(named)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.Close()
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
	return f
}

func TestFill(t *testing.T) {
	for _, named := range []bool{false, true} {
		f := create(t, named)
		if n, err := f.Fill(context.Background(), iotest.OneByteReader(strings.NewReader("hello")), 5, time.Minute); n != 5 || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		if err := iotest.TestReader(io.NewSectionReader(f, 0, 5), []byte("hello")); err != nil {
			t.Error(err)
		}
		_, err := os.Stat(f.Name())
		if want := named || !canUnlink; (err == nil) != want {
			t.Errorf("it has a name: %v, want %v", err == nil, want)
		}
	}
}

func TestFillIsBounded(t *testing.T) {
	f := create(t, false)
	n, err := f.Fill(context.Background(), endless{}, 100_000, 0)
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
	if st, err := f.Stat(); err != nil || st.Size() != n || n != 100_001 {
		t.Errorf("%d bytes are kept, %d are said: %v", st.Size(), n, err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestFillPassesErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	if _, err := create(t, false).Fill(context.Background(), iotest.ErrReader(broken), 10, 0); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

// TestFillHasPatience: a stream may begin late, and not end late.
func TestFillHasPatience(t *testing.T) {
	f := create(t, false)
	for _, c := range []struct {
		begins, each time.Duration
		want         error
	}{
		{time.Hour, time.Millisecond, nil},
		{0, time.Second, context.DeadlineExceeded},
		{0, time.Hour, context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &slow{c.begins, c.each, 10}
			if _, err := f.Fill(t.Context(), r, 100, 5*time.Second); !errors.Is(err, c.want) {
				t.Errorf("%+v: %v", c, err)
			}
			time.Sleep(2 * time.Hour) // of the bubble's own time, in which the last Read returns
		})
	}
}

// slow gives a byte at a time.
type slow struct {
	next, each time.Duration
	left       int
}

func (s *slow) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(s.next)
	s.next = s.each
	s.left--
	return 1, nil
}

// TestFillEndsWithItsContext: although the reader never returns.
func TestFillEndsWithItsContext(t *testing.T) {
	f := create(t, true)
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	go func() {
		w.Write([]byte("x")) //nolint:errcheck // the reader takes it
		cancel()
	}()
	if _, err := f.Fill(ctx, r, 10, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// Patience counts from the first byte, and from nothing before or behind it.
func TestTheFirstByte(t *testing.T) {
	calls := 0
	in := &arriving{Reader: &stuttering{}, ctx: t.Context(), first: func() { calls++ }}
	for i, want := range []int{0, 0, 1, 1, 1} {
		if _, err := in.Read(make([]byte, 1)); err != nil || calls != want {
			t.Errorf("read %d: called %d times, want %d; %v", i, calls, want, err)
		}
	}
}

// stuttering gives nothing twice, which an io.Reader may, and bytes from there.
type stuttering struct{ reads int }

func (s *stuttering) Read(p []byte) (int, error) {
	if s.reads++; s.reads < 3 {
		return 0, nil
	}
	return len(p), nil
}

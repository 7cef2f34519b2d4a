package readat

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func randomFile(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

func TestPeekGivesTheBytesOfTheFile(t *testing.T) {
	file := randomFile(700_000)
	r := New(context.Background(), bytes.NewReader(file), int64(len(file)))
	rng := rand.New(rand.NewPCG(3, 4))
	at := int64(0)
	for i := range 20_000 {
		off, n := at, rng.IntN(3000)
		if i%7 == 0 {
			off = rng.Int64N(int64(len(file)) + 10)
		}
		got, err := r.Peek(off, n)
		if err != nil {
			t.Fatal(err)
		}
		lo := min(off, int64(len(file)))
		if want := file[lo:min(lo+int64(n), int64(len(file)))]; !bytes.Equal(got, want) {
			t.Fatalf("Peek(%d, %d): %d bytes differ from the file's", off, n, len(got))
		}
		at = (off + int64(n)) % int64(len(file))
	}
}

func TestWindowWalksTheWholeFile(t *testing.T) {
	file := randomFile(600_001)
	r := New(context.Background(), bytes.NewReader(file), int64(len(file)))
	var got []byte
	for off := int64(0); ; off = int64(len(got)) {
		w, err := r.Window(off)
		if err != nil {
			t.Fatal(err)
		}
		if len(w) == 0 {
			break
		}
		got = append(got, w...)
	}
	if !bytes.Equal(got, file) {
		t.Fatal("windows put together are not the file")
	}
}

func TestPeekOutsideTheFile(t *testing.T) {
	r := New(context.Background(), bytes.NewReader([]byte("abc")), 3)
	for _, off := range []int64{-1, 3, 4, 1 << 62} {
		if got, err := r.Peek(off, 4); err != nil || len(got) != 0 {
			t.Errorf("Peek(%d): %q, %v; want nothing", off, got, err)
		}
	}
	if got, _ := r.Peek(1, 1<<30); string(got) != "bc" {
		t.Errorf("Peek past the end: %q", got)
	}
}

func TestReaderAtContract(t *testing.T) {
	file := randomFile(5000)
	r := New(context.Background(), bytes.NewReader(file), 5000)
	if err := iotest.TestReader(io.NewSectionReader(r, 0, 5000), file); err != nil {
		t.Fatal(err)
	}
}

func TestCancelledContextStopsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	r := New(ctx, bytes.NewReader(randomFile(9000)), 9000)
	cancel()
	if _, err := r.Peek(0, 4); !errors.Is(err, context.Canceled) {
		t.Fatalf("Peek after cancel: %v", err)
	}
}

func TestShrunkFileIsErrChanged(t *testing.T) {
	r := New(context.Background(), bytes.NewReader(make([]byte, 100)), 9000)
	if _, err := r.Peek(0, 4); !errors.Is(err, ErrChanged) {
		t.Fatalf("Peek of a file shorter than its size: %v, want ErrChanged", err)
	}
}

func TestMemoryDoesNotGrowWithTheRequest(t *testing.T) {
	r := New(context.Background(), bytes.NewReader(make([]byte, 4<<20)), 4<<20)
	got, err := r.Peek(0, 3<<20)
	if err != nil || len(got) != MaxPeek {
		t.Fatalf("Peek of 3 MiB: %d bytes, %v; want MaxPeek", len(got), err)
	}
}

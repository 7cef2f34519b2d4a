package flac

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// counter counts the bytes that are read of a file.
type counter struct {
	*bytes.Reader
	read int
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	c.read += len(p)
	return c.Reader.ReadAt(p, off)
}

// A walk that takes the bytes of each packet reads each byte of the file once.
func TestBytesAreReadOnce(t *testing.T) {
	b := fixture(t, "s16.flac")
	first := packets(t, b)[0]
	b = slices.Concat(b[:first], bytes.Repeat(b[first:], 500))
	src := &counter{Reader: bytes.NewReader(b)}
	w := NewWalker(readat.New(context.Background(), src, int64(len(b))), int64(first), int64(len(b)), 16)
	n := 0
	for p, ok := w.Next(); ok; p, ok = w.Next() {
		got, err := w.Bytes(p)
		if err != nil || !bytes.Equal(got, b[p.Off:p.Off+p.Len]) {
			t.Fatalf("packet %d at %d: %d bytes, %v", n, p.Off, len(got), err)
		}
		n++
	}
	if n != 5*500 || src.read > len(b) {
		t.Errorf("%d packets took %d bytes of %d", n, src.read, len(b))
	}
}

// What was there for the walk and is no more is an error of the file.
func TestBytesOfAFileThatShrank(t *testing.T) {
	b := fixture(t, "s16.flac")
	first := packets(t, b)[0]
	w := NewWalker(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), int64(first), int64(len(b)), 16)
	for _, p := range []Packet{{Off: int64(len(b)) - 3, Len: 10}, {Off: int64(first), Len: readat.MaxPeek + 1}} {
		if got, err := w.Bytes(p); err == nil {
			t.Errorf("%d bytes at %d: got %d", p.Len, p.Off, len(got))
		}
	}
}

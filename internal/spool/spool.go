// Package spool keeps a stream in a temporary file, so that it can be read at
// offsets.
package spool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// ErrTooLarge reports a stream that is longer than what is kept of one.
var ErrTooLarge = errors.New("the stream is too large to be kept")

// File is a temporary file, open for reading and writing.
type File struct {
	*os.File
	named bool
}

// Create returns an empty file. Where the system allows it, the file has no
// name any more, so that nothing is left of it however the process ends; with
// named it keeps one until Close, for other processes to open it by.
func Create(named bool) (*File, error) {
	f, err := os.CreateTemp("", "audiocheck-*")
	if err != nil {
		return nil, err
	}
	if !named && canUnlink {
		named = os.Remove(f.Name()) != nil
	} else {
		named = true
	}
	return &File{f, named}, nil
}

// Close closes the file, of which nothing is left.
func (f *File) Close() error {
	err := f.File.Close()
	if f.named {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// Fill copies r to its end into f, once, and returns how many bytes that are.
// Over limit bytes the error is ErrTooLarge. r may wait for its first byte as
// long as it likes; from there it may take as long as patience, for ever if
// that is 0: the error is context.DeadlineExceeded then, and the context's when
// ctx ends. A Read that does not return is left to itself.
func (f *File) Fill(ctx context.Context, r io.Reader, limit int64, patience time.Duration) (int64, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	in := &arriving{Reader: io.LimitReader(r, limit+1), ctx: ctx}
	if patience > 0 {
		in.first = func() { time.AfterFunc(patience, func() { cancel(context.DeadlineExceeded) }) }
	}
	type copied struct {
		n   int64
		err error
	}
	done := make(chan copied, 1)
	go func() {
		n, err := io.Copy(f.File, in)
		done <- copied{n, err}
	}()
	select {
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	case c := <-done:
		switch {
		case ctx.Err() != nil:
			return 0, context.Cause(ctx)
		case c.err == nil && c.n > limit:
			c.err = fmt.Errorf("%w: over %d bytes", ErrTooLarge, limit)
		}
		return c.n, c.err
	}
}

// arriving is a reader that ends with its context.
type arriving struct {
	io.Reader
	ctx   context.Context
	first func() // called at the first byte, if it is not nil
}

func (a *arriving) Read(p []byte) (int, error) {
	if err := a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := a.Reader.Read(p)
	if n > 0 && a.first != nil {
		a.first()
		a.first = nil
	}
	return n, err
}

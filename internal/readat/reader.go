// Package readat reads a file of known size with bounded reads at offsets.
//
// Every parser of audiocheck reads through it, so that three promises are made
// in one place: a read never passes the end of the file, memory does not grow
// with the file or with a number that the file declares, and a cancelled
// context stops the work at the next read.
package readat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// MaxPeek is the most that one Peek returns, in bytes.
const MaxPeek = 1 << 20

const (
	firstFill = 4 << 10   // one page holds the headers of most files
	maxFill   = 256 << 10 // enough that the cost of a system call vanishes
)

// ErrChanged reports that the file is not what it was when it was opened: here,
// that it ended before the size it had, since somebody shortened it meanwhile.
var ErrChanged = errors.New("the file changed while it was read")

// Reader gives windows into a file. It is not safe for concurrent use.
type Reader struct {
	ctx  context.Context
	src  io.ReaderAt
	size int64

	buf   []byte // bytes [start, start+len(buf)) of the file
	start int64
	fill  int // how much the next read that goes on forward asks for
}

// New returns a Reader of src, which holds size bytes. A negative size is
// taken as 0.
func New(ctx context.Context, src io.ReaderAt, size int64) *Reader {
	return &Reader{ctx: ctx, src: src, size: max(size, 0), fill: firstFill}
}

// buffers keeps the memory of Readers that were released for those to come: a
// fresh page for each file costs more than reading a header does.
var buffers sync.Pool

// Release gives the memory of r to a Reader to come. Neither r nor a slice that
// it returned may be used behind it.
func (r *Reader) Release() {
	if cap(r.buf) > 0 && cap(r.buf) <= maxFill {
		buf := r.buf[:0]
		buffers.Put(&buf)
	}
	r.buf, r.size = nil, 0
}

// Size returns the size of the file in bytes.
func (r *Reader) Size() int64 { return r.size }

// Context returns the context that stops the reading.
func (r *Reader) Context() context.Context { return r.ctx }

// Peek returns the bytes [off, off+n) of the file; fewer where the file ends,
// none where off lies outside it, and never more than MaxPeek. The slice is
// valid until the next call. The error is never about the file's content: it is
// the context's, the reader's, or ErrChanged.
func (r *Reader) Peek(off int64, n int) ([]byte, error) {
	if d := off - r.start; d >= 0 && n >= 0 && d <= int64(len(r.buf)-n) {
		return r.buf[d : int(d)+n], nil
	}
	if err := r.load(off, n); err != nil {
		return nil, err
	}
	d := off - r.start
	if d < 0 || d >= int64(len(r.buf)) {
		return nil, nil
	}
	w := r.buf[d:]
	return w[:min(len(w), max(n, 0), MaxPeek)], nil
}

// Window returns as many bytes from off on as are at hand without another
// read, at least one unless off lies outside the file. It serves scans that
// go through a file from front to back. The slice is valid until the next call.
func (r *Reader) Window(off int64) ([]byte, error) {
	if d := off - r.start; d < 0 || d >= int64(len(r.buf)) {
		if err := r.load(off, 1); err != nil {
			return nil, err
		}
	}
	d := off - r.start
	if d < 0 || d >= int64(len(r.buf)) {
		return nil, nil
	}
	return r.buf[d:], nil
}

// ReadAt implements io.ReaderAt with the promises of the package.
func (r *Reader) ReadAt(p []byte, off int64) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if off < 0 {
		return 0, errors.New("readat: negative offset")
	}
	if off >= r.size {
		return 0, io.EOF
	}
	want := int(min(int64(len(p)), r.size-off))
	n, err := r.src.ReadAt(p[:want], off)
	if n == want {
		err = nil
		if want < len(p) {
			err = io.EOF
		}
		return n, err
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: it ended after %d bytes at byte %d of %d", ErrChanged, n, off, r.size)
	}
	return n, err
}

// load makes the buffer hold off and, as far as the file goes, the n bytes
// from there. Reading on where the last read stopped doubles what is asked
// for, so that a walk costs few system calls and a jump costs one small one.
func (r *Reader) load(off int64, n int) error {
	if off < 0 || off >= r.size {
		return nil
	}
	n = min(max(n, 1), MaxPeek)
	end := r.start + int64(len(r.buf))
	kept := 0
	switch {
	case off >= r.start && off <= end && len(r.buf) > 0:
		r.fill = min(r.fill*2, maxFill)
		kept = int(end - off)
	default:
		r.fill = firstFill
	}
	want := int(min(int64(max(n, r.fill)), r.size-off))
	if want == kept {
		return nil
	}
	r.shift(kept, want)
	got, err := r.ReadAt(r.buf[kept:want], off+int64(kept))
	if err != nil {
		r.buf, r.start = r.buf[:0], 0
		return err
	}
	r.buf, r.start = r.buf[:kept+got], off
	return nil
}

// shift moves the last kept bytes of the buffer to its front and makes room
// for want bytes in all.
func (r *Reader) shift(kept, want int) {
	if cap(r.buf) == 0 {
		if b, ok := buffers.Get().(*[]byte); ok {
			r.buf = *b
		}
	}
	tail := r.buf[len(r.buf)-kept:]
	if cap(r.buf) < want {
		grown := make([]byte, want, max(want, min(2*cap(r.buf), maxFill)))
		copy(grown, tail)
		r.buf = grown
		return
	}
	copy(r.buf[:kept], tail)
	r.buf = r.buf[:want]
}

package probe

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"

	"github.com/audiocheck/audiocheck/internal/regular"
	"github.com/audiocheck/audiocheck/internal/spool"
)

// ErrNotRegular reports a path that is a folder, a pipe, a device or a socket.
var ErrNotRegular = regular.ErrNotRegular

// File returns the facts of the file at path. A pipe or a device is not
// opened: the error is then ErrNotRegular. A file whose size or time of
// modification is another after the reading than before gives ErrChanged.
// Otherwise as Read.
func File(ctx context.Context, path string, o *Options) (Info, error) {
	f, err := regular.Open(path)
	if err != nil {
		return Info{Path: path, Integrity: NotChecked}, err
	}
	defer f.Close()
	info, err := Read(ctx, f, f.Size(), o)
	info.Path = path
	if err == nil {
		err = f.Changed()
	}
	return info, err
}

// FS returns the facts of the named file of fsys. A file that cannot be read
// at offsets is read whole, up to maxMemory bytes; ErrTooLarge reports one
// that is larger. Otherwise as File.
func FS(ctx context.Context, fsys fs.FS, name string, o *Options) (Info, error) {
	info := Info{Path: name, Integrity: NotChecked}
	f, err := fsys.Open(name)
	if err != nil {
		return info, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return info, err
	}
	if !st.Mode().IsRegular() {
		return info, fmt.Errorf("%s: %w", name, ErrNotRegular)
	}
	r, size, err := readerAt(f, st.Size())
	if err != nil {
		return info, err
	}
	info, err = Read(ctx, r, size, o)
	info.Path = name
	if err == nil {
		err = unchanged(f, st)
	}
	return info, err
}

// unchanged returns ErrChanged unless f is still as it was before. It asks the
// open file, not its name: what is read cannot be exchanged meanwhile.
func unchanged(f fs.File, before fs.FileInfo) error {
	after, err := f.Stat()
	switch {
	case err != nil:
		return err
	case after.Size() != before.Size():
		return fmt.Errorf("%w: it had %d bytes and has %d bytes now", ErrChanged, before.Size(), after.Size())
	case !after.ModTime().Equal(before.ModTime()):
		return fmt.Errorf("%w: it was written to", ErrChanged)
	}
	return nil
}

// maxMemory bounds what is kept of a stream that cannot be read at offsets.
const maxMemory = 256 << 20

// ErrTooLarge reports a stream that is longer than what is kept of one.
var ErrTooLarge = spool.ErrTooLarge

func readerAt(f fs.File, size int64) (io.ReaderAt, int64, error) {
	if r, ok := f.(io.ReaderAt); ok {
		return r, size, nil
	}
	b, err := io.ReadAll(io.LimitReader(f, maxMemory+1))
	if err != nil {
		return nil, 0, err
	}
	if len(b) > maxMemory {
		return nil, 0, fmt.Errorf("%w: over %d bytes", ErrTooLarge, maxMemory)
	}
	return bytes.NewReader(b), int64(len(b)), nil
}

// Stream returns the facts of what r holds to its end. The bytes are kept in a
// temporary file of at most limit bytes meanwhile; ErrTooLarge reports more.
// When ctx ends while r is read, a Read of r that does not return is left to
// itself. Otherwise as Read.
func Stream(ctx context.Context, r io.Reader, limit int64, o *Options) (Info, error) {
	f, err := spool.Create(false)
	if err != nil {
		return Info{Integrity: NotChecked}, err
	}
	defer f.Close()
	n, err := f.Fill(ctx, r, limit, 0)
	if err != nil {
		return Info{Size: n, Integrity: NotChecked}, err
	}
	return Read(ctx, f, n, o)
}

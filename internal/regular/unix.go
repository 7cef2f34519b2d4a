//go:build linux || darwin || freebsd

package regular

import (
	"fmt"
	"io"
	"io/fs"

	"golang.org/x/sys/unix"
)

// File is an open regular file. It goes without the machinery of os.File for
// files that wait, which costs as much as reading a header does.
type File struct {
	fd     int
	path   string
	before state
}

// Open opens the file at path for reading. It returns ErrNotRegular for what is
// none, which it does not open, and an *fs.PathError for what cannot be opened.
func Open(path string) (*File, error) {
	var st unix.Stat_t
	if err := again(func() error { return unix.Stat(path, &st) }); err != nil {
		return nil, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG {
		return nil, fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	return OpenSeen(path)
}

// OpenSeen is Open for a path that was seen to be a regular file a moment ago.
// What stands there now is opened without waiting, and given back if it is
// another kind of thing.
func OpenSeen(path string) (*File, error) {
	f := &File{path: path}
	err := again(func() (err error) {
		f.fd, err = unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
		return err
	})
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	if f.before, err = f.state(); err != nil {
		unix.Close(f.fd)
		return nil, err
	}
	return f, nil
}

// again calls what a signal interrupted once more.
func again(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

func (f *File) state() (state, error) {
	var st unix.Stat_t
	if err := again(func() error { return unix.Fstat(f.fd, &st) }); err != nil {
		return state{}, &fs.PathError{Op: "fstat", Path: f.path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG {
		return state{}, fmt.Errorf("%s: %w", f.path, ErrNotRegular)
	}
	return state{size: st.Size, modified: st.Mtim.Nano()}, nil
}

// ReadAt implements io.ReaderAt.
func (f *File) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		var m int
		err := again(func() (err error) {
			m, err = unix.Pread(f.fd, p[n:], off+int64(n))
			return err
		})
		switch {
		case err != nil:
			return n, &fs.PathError{Op: "read", Path: f.path, Err: err}
		case m == 0:
			return n, io.EOF
		}
		n += m
	}
	return n, nil
}

// Changed returns readat.ErrChanged if the size or the time of modification is another
// than when the file was opened.
func (f *File) Changed() error {
	after, err := f.state()
	if err != nil {
		return err
	}
	return f.before.difference(after)
}

// Close closes the file.
func (f *File) Close() error { return unix.Close(f.fd) }

//go:build !linux && !darwin && !freebsd

package regular

import (
	"fmt"
	"os"
)

// File is an open regular file.
type File struct {
	*os.File
	before state
}

// Open opens the file at path for reading. It returns ErrNotRegular for what is
// none, which it does not open, and an *fs.PathError for what cannot be opened.
func Open(path string) (*File, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", path, ErrNotRegular)
	}
	return OpenSeen(path)
}

// OpenSeen is Open for a path that was seen to be a regular file a moment ago.
func OpenSeen(path string) (*File, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{File: in}
	if f.before, err = f.state(); err != nil {
		in.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) state() (state, error) {
	st, err := f.Stat()
	if err != nil {
		return state{}, err
	}
	if !st.Mode().IsRegular() {
		return state{}, fmt.Errorf("%s: %w", f.Name(), ErrNotRegular)
	}
	return state{size: st.Size(), modified: st.ModTime().UnixNano()}, nil
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

// Package wholefile writes a file wholly or not at all.
package wholefile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that is being written under a name of its own, in the folder
// of its target.
type File struct {
	*os.File
	target string
	direct bool // the target is a pipe or a device, which nothing can replace
	fresh  bool // the target must not be there yet
	done   bool
}

// Create returns a file that becomes path on Commit. perm is what a new file
// is allowed, before the umask. What path holds stays as it is until then. A
// symbolic link keeps pointing to its target, which is replaced. A pipe or a
// device is written to as it is.
func Create(path string, perm fs.FileMode) (*File, error) {
	st, err := os.Stat(path)
	if err == nil && st.IsDir() {
		return nil, &fs.PathError{Op: "write", Path: path, Err: errors.New("it is a folder")}
	}
	if err == nil && !st.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &File{File: f, target: path, direct: true}, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	var random [8]byte
	rand.Read(random[:]) //nolint:errcheck // crypto/rand.Read never fails
	temp := filepath.Join(filepath.Dir(path), ".audiocheck-"+hex.EncodeToString(random[:])+Temporary)
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return nil, about(path, err)
	}
	return &File{File: f, target: path}, nil
}

// CreateNew is Create for a path that holds nothing yet, and that must not on
// Commit either: its error is fs.ErrExist then, and what is there stays.
func CreateNew(path string, perm fs.FileMode) (*File, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, &fs.PathError{Op: "write", Path: path, Err: fs.ErrExist}
	}
	f, err := Create(path, perm)
	if err != nil {
		return nil, err
	}
	f.fresh = true
	return f, nil
}

// Temporary ends the names of files that are being written.
const Temporary = ".tmp"

// Commit closes the file and gives it its name. After an error nothing of it
// is left.
func (f *File) Commit() error {
	if f.done {
		return nil
	}
	f.done = true
	err := f.Close()
	if f.direct {
		return err
	}
	if err == nil {
		err = f.name()
	}
	if err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the first error tells more
	}
	return about(f.target, err)
}

// name gives the file the name of its target.
func (f *File) name() error {
	if !f.fresh {
		return os.Rename(f.Name(), f.target)
	}
	// A hard link would be as good, but not every file system has them.
	place, err := os.OpenFile(f.target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	place.Close() //nolint:errcheck // nothing was written to it
	if err := os.Rename(f.Name(), f.target); err != nil {
		os.Remove(f.target) //nolint:errcheck // the first error tells more
		return err
	}
	return nil
}

// about returns err about the target, whose name the user knows.
func about(target string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return &fs.PathError{Op: "write", Path: target, Err: pe.Err}
	case errors.As(err, &le):
		return &fs.PathError{Op: "write", Path: target, Err: le.Err}
	}
	return err
}

// Discard closes and removes the file unless it was committed.
func (f *File) Discard() {
	if f.done {
		return
	}
	f.done = true
	f.Close() //nolint:errcheck // it is thrown away
	if !f.direct {
		os.Remove(f.Name()) //nolint:errcheck // as above
	}
}

// Write replaces path with data.
func Write(path string, perm fs.FileMode, data []byte) error {
	f, err := Create(path, perm)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Discard()
		return err
	}
	return f.Commit()
}

// Package regular opens regular files and nothing else: a pipe would block its
// opener, and a device can do anything.
package regular

import (
	"errors"
	"fmt"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// ErrNotRegular reports a folder, a pipe, a device or a socket.
var ErrNotRegular = errors.New("not a regular file")

// state is what tells a file from itself at another time.
type state struct {
	size     int64
	modified int64 // ns since 1970
}

// difference returns readat.ErrChanged with what is another in after, nil if nothing is.
func (before state) difference(after state) error {
	switch {
	case after.size != before.size:
		return fmt.Errorf("%w: it had %d bytes and has %d bytes now", readat.ErrChanged, before.size, after.size)
	case after.modified != before.modified:
		return fmt.Errorf("%w: it was written to", readat.ErrChanged)
	}
	return nil
}

// Size returns how many bytes the file had when it was opened.
func (f *File) Size() int64 { return f.before.size }

package embed

import (
	"errors"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// What is wrong with an embedding file; each Error is exactly one of them.
var (
	ErrMalformed   = tensor.ErrMalformed   // the bytes contradict the format or themselves
	ErrTruncated   = tensor.ErrTruncated   // the file ends before what it promises; wraps io.ErrUnexpectedEOF
	ErrUnsupported = tensor.ErrUnsupported // the format allows it, it is not read here
	ErrTooLarge    = tensor.ErrTooLarge    // a number in the file exceeds what is read
)

// What is wrong with a set although its files can be read.
var (
	ErrNoTracks     = errors.New("no embeddings found")
	ErrDuplicateID  = errors.New("two tracks have the same id")
	ErrIncompatible = errors.New("embeddings cannot be compared")
)

// Error says why an embedding file cannot be read: what is wrong, in which
// file, at which byte, what was found and what was wanted.
type Error = tensor.Error

// NoOffset marks an Error that has no place in the file.
const NoOffset = tensor.NoOffset

// Package npy reads the header of a NumPy array file.
//
// Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy
// Arrays", and numpy/lib/format.py for versions 2.0 and 3.0.
package npy

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

const (
	magic = "\x93NUMPY"
	// maxHeader is the longest header that is read. numpy itself refuses to
	// evaluate more than 10,000 bytes (max_header_size).
	maxHeader = 64 << 10
	// firstRead holds the whole header that numpy writes for a plain array.
	firstRead = 128
)

// Header says what an .npy file holds and where.
type Header struct {
	tensor.Array
	Offset int64 // of the first value, in bytes from the start of the .npy file
	Text   Text  // set where the values are text; then Type is zero
}

// Text says how an array of text lies in a file.
type Text struct {
	Unit  int // bytes a character: 1 ('S') or 4 ('U'); 0 where the values are no text
	Chars int // characters a value, padded with NUL
}

// Read reads the header of the .npy file of size bytes that src holds and
// holds the declared shape against size. Bytes are read in ascending order,
// each once, so that src may be a stream.
//
// It returns ErrMalformed, ErrTruncated, ErrTooLarge, or ErrUnsupported for
// Python objects, structures and values that are neither floating-point nor
// text; anything else is an error of src.
func Read(src io.ReaderAt, size int64) (Header, error) {
	head, off, err := readHeader(src, size)
	if err != nil {
		return Header{}, err
	}
	d, err := parse(head, off)
	if err != nil {
		return Header{}, err
	}
	h := Header{Offset: off + int64(len(head))}
	if err := d.typeInto(&h); err != nil {
		return Header{}, err
	}
	h.Fortran, h.Shape = d.fortran, d.shape
	return h, h.checkSize(d, size)
}

// readHeader returns the header's dictionary and its place in the file.
func readHeader(src io.ReaderAt, size int64) (head []byte, off int64, err error) {
	buf := make([]byte, min(size, firstRead))
	if err := fill(src, buf, 0); err != nil {
		return nil, 0, err
	}
	start, n, err := prefix(buf, size)
	if err != nil {
		return nil, 0, err
	}
	end := start + n
	if n > maxHeader {
		return nil, 0, fail(tensor.ErrTooLarge, 8, "the header declares %d bytes, at most %d are read", n, maxHeader)
	}
	if end > size {
		return nil, 0, fail(tensor.ErrTruncated, size, "the header ends at byte %d, the file has %d bytes", end, size)
	}
	if have := int64(len(buf)); end > have {
		buf = append(buf, make([]byte, end-have)...)
		if err := fill(src, buf[have:], have); err != nil {
			return nil, 0, err
		}
	}
	return buf[start:end], start, nil
}

// prefix reads magic, version and header length. It returns where the header
// starts and how long it is.
func prefix(b []byte, size int64) (start, n int64, err error) {
	for i := range min(len(b), len(magic)) {
		if b[i] != magic[i] {
			return 0, 0, fail(tensor.ErrMalformed, int64(i), `byte 0x%02x, want 0x%02x of the magic "\x93NUMPY"`, b[i], magic[i])
		}
	}
	if len(b) < 10 {
		return 0, 0, fail(tensor.ErrTruncated, size, "the file has %d bytes, an .npy file has at least 10", size)
	}
	switch major, minor := b[6], b[7]; {
	case major == 1 && minor == 0:
		return 10, int64(binary.LittleEndian.Uint16(b[8:])), nil
	case (major == 2 || major == 3) && minor == 0:
		if len(b) < 12 {
			return 0, 0, fail(tensor.ErrTruncated, size, "the file has %d bytes, version %d.0 has at least 12", size, major)
		}
		return 12, int64(binary.LittleEndian.Uint32(b[8:])), nil
	default:
		return 0, 0, fail(tensor.ErrUnsupported, 6, "version %d.%d, want 1.0, 2.0 or 3.0", major, minor)
	}
}

// checkSize holds the declared shape against the bytes that are there.
func (h Header) checkSize(d dict, size int64) error {
	n, ok := tensor.Product(h.Shape)
	item := int64(h.Type.Size()) + int64(h.Text.Unit)*int64(h.Text.Chars)
	room := size - h.Offset
	if !ok || item > 0 && n > (1<<62)/item {
		return fail(tensor.ErrTooLarge, d.shapeAt, "shape %v of %d-byte values overflows, the file has %d bytes of them", h.Shape, item, room)
	}
	switch want := n * item; {
	case want > room:
		return fail(tensor.ErrTruncated, size, "shape %v needs %d bytes of values from byte %d on, the file has %d", h.Shape, want, h.Offset, room)
	case want < room:
		return fail(tensor.ErrMalformed, h.Offset+want, "shape %v ends here, %d bytes follow", h.Shape, room-want)
	}
	return nil
}

func fail(kind error, off int64, text string, args ...any) error {
	return tensor.Fail(kind, "npy", off, text, args...)
}

// fill reads len(p) bytes at off; what is missing was there when the size was
// taken.
func fill(src io.ReaderAt, p []byte, off int64) error {
	n, err := src.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return fail(tensor.ErrTruncated, off+int64(n), "the file ends here, want %d bytes more", len(p)-n)
	}
	return err
}

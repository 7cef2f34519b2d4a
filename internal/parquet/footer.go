package parquet

import (
	"bytes"
	"encoding/binary"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

const maxFooter = 16 << 20 // bytes

var magic = []byte("PAR1")

// readFooter fills meta.
//
// Source: README.md, "File format"; the footer's length and the magic are the
// last 8 bytes.
func readFooter(in *readat.Reader, meta *format.FileMetaData) error {
	size := in.Size()
	head, err := in.Peek(0, 4)
	if err != nil {
		return err
	}
	if !bytes.Equal(head, magic) {
		return fail(tensor.ErrMalformed, 0, "the file starts with %q, want %q", head, magic)
	}
	if size < 12 {
		return fail(tensor.ErrTruncated, size, "the file has %d bytes, a Parquet file has at least 12", size)
	}
	tail, err := in.Peek(size-8, 8)
	if err != nil {
		return err
	}
	if len(tail) < 8 || !bytes.Equal(tail[4:], magic) {
		return fail(tensor.ErrTruncated, size, "the file does not end with %q", magic)
	}
	n := int64(binary.LittleEndian.Uint32(tail))
	switch {
	case n > size-12:
		return fail(tensor.ErrMalformed, size-8, "the footer declares %d bytes, the file has %d", n, size)
	case n > maxFooter:
		return fail(tensor.ErrTooLarge, size-8, "the footer declares %d bytes, at most %d are read", n, maxFooter)
	}
	footer := make([]byte, n)
	if _, err := in.ReadAt(footer, size-8-n); err != nil {
		return err
	}
	if err := decode(footer, size-8-n, "the footer", meta); err != nil {
		return err
	}
	if meta.EncryptionAlgorithm.Value != nil {
		return fail(tensor.ErrUnsupported, size-8-n, "the file is encrypted")
	}
	return nil
}

// decode fills v from b, which lies at off in the file, once b's own lengths
// are known to fit: the library allocates what they say.
func decode(b []byte, off int64, what string, v any) (err error) {
	w := walker{b: b}
	if !w.structure(0) {
		return fail(tensor.ErrMalformed, off+int64(w.i), "%s: its own lengths contradict its %d bytes", what, len(b))
	}
	defer func() {
		if p := recover(); p != nil {
			err = fail(tensor.ErrMalformed, off, "%s: the library gave up: %v", what, p)
		}
	}()
	if err := thrift.Unmarshal(&thrift.CompactProtocol{}, b, v); err != nil {
		return fail(tensor.ErrMalformed, off, "%s: %v", what, err)
	}
	return nil
}

package embed

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/internal/npy"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// maxInflate is more than deflate can shrink: a block of length-258 matches at
// two bits each. Source: RFC 1951, 3.2.5 and zlib's technical notes (1032:1).
const maxInflate = 1032

// encryptedFlag is bit 0 of the general purpose flags. Source: APPNOTE 4.4.4.
const encryptedFlag = 1

// member is one file of a zip archive.
type member struct {
	name         string
	off          int64 // of its bytes in the archive
	packed, size int64 // as stored, and unpacked, in bytes
	crc          uint32
	deflated     bool
}

func openNPZ(l *loader, path string) (source, error) {
	// The section answers a negative offset out of the directory with io.EOF.
	archive, err := zip.NewReader(io.NewSectionReader(l.in, 0, l.in.Size()), l.in.Size())
	if err != nil {
		return nil, zipFailure(err, l.in.Size())
	}
	f := &arrayFile{format: "npz", path: path}
	var arrays []array
	seen := make(map[string]bool)
	for _, entry := range archive.File {
		name, isArray := strings.CutSuffix(entry.Name, ".npy")
		if !isArray {
			continue
		}
		if seen[name] {
			return nil, tensor.Fail(ErrMalformed, "npz", NoOffset, "the member %.80q stands twice", entry.Name)
		}
		seen[name] = true
		m, err := newMember(entry, l.in.Size())
		if err == nil {
			arrays, err = f.read(l.in, name, m, arrays)
		}
		if err != nil {
			return nil, tensor.Within(err, fmt.Sprintf("in member %.80q", entry.Name))
		}
	}
	return f, f.addAll(arrays)
}

// read reads the header of a member and adds it to arrays; the encoder's name
// goes to the file.
func (f *arrayFile) read(in *readat.Reader, name string, m *member, arrays []array) ([]array, error) {
	r := m.open(in)
	h, err := npy.Read(r, m.size)
	if err != nil {
		return nil, err
	}
	if name == encoderKey {
		if f.encoder, err = h.ReadText(r); err == nil {
			err = r.finish()
		}
		return arrays, err
	}
	if h.Type == 0 {
		return nil, tensor.Fail(ErrUnsupported, "npz", h.Offset, "the values are text, want f2, f4 or f8")
	}
	return append(arrays, array{Array: h.Array, name: name, base: h.Offset, member: m}), nil
}

// newMember holds what the directory says of a member against the archive.
func newMember(entry *zip.File, archiveSize int64) (*member, error) {
	off, err := entry.DataOffset()
	if err != nil {
		return nil, zipFailure(err, archiveSize)
	}
	const most = 1 << 62
	if entry.CompressedSize64 > uint64(archiveSize) || off > archiveSize-int64(entry.CompressedSize64) {
		return nil, tensor.Fail(ErrTruncated, "npz", off, "the directory declares %d bytes, the archive has %d", entry.CompressedSize64, archiveSize)
	}
	m := &member{
		name: entry.Name, off: off, crc: entry.CRC32, deflated: entry.Method == zip.Deflate,
		packed: int64(entry.CompressedSize64), size: int64(min(entry.UncompressedSize64, most)),
	}
	switch {
	case entry.Flags&encryptedFlag != 0:
		return nil, tensor.Fail(ErrUnsupported, "npz", off, "the member is encrypted")
	case entry.Method != zip.Store && entry.Method != zip.Deflate:
		return nil, tensor.Fail(ErrUnsupported, "npz", off, "compression method %d, want 0 (stored) or 8 (deflated)", entry.Method)
	case !m.deflated && m.size != m.packed:
		return nil, tensor.Fail(ErrMalformed, "npz", off, "the member is stored in %d bytes and declares %d", m.packed, m.size)
	case m.deflated && m.size/maxInflate > m.packed:
		return nil, tensor.Fail(ErrMalformed, "npz", off, "%d deflated bytes cannot hold the %d bytes that are declared", m.packed, m.size)
	}
	return m, nil
}

// memberReader reads a member from front to back and keeps its checksum.
type memberReader struct {
	m   *member
	r   io.Reader
	pos int64
	crc uint32
}

func (m *member) open(in io.ReaderAt) *memberReader {
	var r io.Reader = io.NewSectionReader(in, m.off, m.packed)
	if m.deflated {
		r = flate.NewReader(bufio.NewReaderSize(r, 32<<10))
	}
	return &memberReader{m: m, r: r}
}

// Read implements io.Reader.
func (r *memberReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.pos += int64(n)
	r.crc = crc32.Update(r.crc, crc32.IEEETable, p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		err = zipFailure(err, r.pos)
	}
	return n, err
}

// ReadAt implements io.ReaderAt for offsets that only rise.
func (r *memberReader) ReadAt(p []byte, off int64) (int, error) {
	if off < r.pos {
		return 0, errors.New("embed: a member is read backwards")
	}
	if _, err := io.CopyN(io.Discard, r, off-r.pos); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, p)
	if err == io.ErrUnexpectedEOF { // io.ReaderAt's word for a short read
		err = io.EOF
	}
	return n, err
}

// finish reads to the end and compares length and checksum.
func (r *memberReader) finish() error {
	if _, err := io.CopyN(io.Discard, r, r.m.size-r.pos+1); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case r.pos < r.m.size:
		return tensor.Fail(ErrTruncated, "npz", r.pos, "the member ends here, its directory entry declares %d bytes", r.m.size)
	case r.pos > r.m.size:
		return tensor.Fail(ErrMalformed, "npz", r.m.size, "the member goes on, its directory entry declares %d bytes", r.m.size)
	case r.crc != r.m.crc:
		return tensor.Fail(ErrMalformed, "npz", NoOffset, "the CRC-32 of the member's bytes is %08x, its directory entry declares %08x", r.crc, r.m.crc)
	}
	return nil
}

// zipFailure names what archive/zip and compress/flate found; other errors
// come from the file and stay as they are.
func zipFailure(err error, off int64) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &corrupt):
		return tensor.Fail(ErrMalformed, "npz", off, "the deflated bytes are corrupt: %v", err)
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm), errors.Is(err, zip.ErrChecksum):
		return tensor.Fail(ErrMalformed, "npz", off, "%v", err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return tensor.Fail(ErrTruncated, "npz", off, "the archive ends too early")
	}
	return err
}

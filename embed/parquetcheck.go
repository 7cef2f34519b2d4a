package embed

import (
	"bytes"
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// The Parquet library allocates what the footer and the page headers declare.
// These bounds are held before it reads them.
const (
	maxFooter       = 16 << 20 // bytes
	maxElements     = 1 << 18  // list elements in the footer, each some hundred bytes in memory
	maxPageHeader   = 64 << 10 // bytes; a header carries the page's smallest and largest value
	maxPage         = 64 << 20 // bytes of a page, unpacked; writers make 1 MiB
	freePage        = 8 << 20  // bytes of a page that need no further proof
	maxPageRatio    = 1100     // above freePage: bytes unpacked for one packed
	maxPageValues   = 1 << 24
	freePageValues  = 1 << 20
	maxValuesOfByte = 64 // values that one byte may stand for, by dictionaries and run lengths
)

var parquetMagic = []byte("PAR1")

func parquetFail(kind error, off int64, text string, args ...any) error {
	return tensor.Fail(kind, "parquet", off, text, args...)
}

// checkFooter holds the footer's own lengths against its bytes.
//
// Source: parquet-format, README.md, "File format"; the footer's length and the
// magic are the last 8 bytes.
func checkFooter(in *readat.Reader) error {
	size := in.Size()
	head, err := in.Peek(0, 4)
	if err != nil {
		return err
	}
	if !bytes.Equal(head, parquetMagic) {
		return parquetFail(ErrMalformed, 0, "the file starts with %q, want %q", head, parquetMagic)
	}
	if size < 12 {
		return parquetFail(ErrTruncated, size, "the file has %d bytes, a Parquet file has at least 12", size)
	}
	tail, err := in.Peek(size-8, 8)
	if err != nil {
		return err
	}
	if len(tail) < 8 || !bytes.Equal(tail[4:], parquetMagic) {
		return parquetFail(ErrTruncated, size, "the file does not end with %q", parquetMagic)
	}
	n := int64(binary.LittleEndian.Uint32(tail))
	switch {
	case n > size-12:
		return parquetFail(ErrMalformed, size-8, "the footer declares %d bytes, the file has %d", n, size)
	case n > maxFooter:
		return parquetFail(ErrTooLarge, size-8, "the footer declares %d bytes, at most %d are read", n, maxFooter)
	}
	footer := make([]byte, n)
	if _, err := in.ReadAt(footer, size-8-n); err != nil {
		return err
	}
	t := thrift{b: footer}
	if !t.structure(0, 0) {
		return parquetFail(ErrMalformed, size-8-n+int64(t.i), "the footer's own lengths contradict its %d bytes", n)
	}
	return nil
}

// pageHeader is what a page declares.
type pageHeader struct{ packed, unpacked, values int64 }

// checkPages holds the headers of a column chunk's pages, which lie in the
// bytes [off, end) of the file, against the bytes. It returns where the pages
// start, and the values that they declare.
func checkPages(in *readat.Reader, off, end int64) (pages []int64, values int64, err error) {
	for off < end {
		h, n, err := readPageHeader(in, off, end)
		if err != nil {
			return nil, 0, err
		}
		body := off + n
		switch {
		case h.packed < 0 || h.unpacked < 0 || h.values < 0 || h.packed > end-body:
			return nil, 0, parquetFail(ErrMalformed, off, "a page declares %d bytes, %d unpacked, %d values; %d bytes are left in its column",
				h.packed, h.unpacked, h.values, end-body)
		case h.unpacked > maxPage || h.unpacked > max(freePage, maxPageRatio*h.packed):
			return nil, 0, parquetFail(ErrTooLarge, off, "a page of %d bytes declares %d unpacked", h.packed, h.unpacked)
		case h.values > maxPageValues || h.values > max(freePageValues, maxValuesOfByte*h.unpacked):
			return nil, 0, parquetFail(ErrTooLarge, off, "a page of %d bytes declares %d values", h.unpacked, h.values)
		}
		pages, values = append(pages, off), values+h.values
		off = body + h.packed
	}
	return pages, values, nil
}

// readPageHeader reads the page header at off and returns its length.
//
// Source: parquet-format, parquet.thrift: PageHeader 2 uncompressed_page_size,
// 3 compressed_page_size; 5 data_page_header, 7 dictionary_page_header and
// 8 data_page_header_v2, each with 1 num_values.
func readPageHeader(in *readat.Reader, off, end int64) (h pageHeader, n int64, err error) {
	for _, ask := range []int64{4 << 10, maxPageHeader} {
		ask = min(ask, end-off)
		b, err := in.Peek(off, int(ask))
		if err != nil {
			return h, 0, err
		}
		t := thrift{b: b, visit: func(parent, id int, v int64) {
			switch {
			case parent == 0 && id == 2:
				h.unpacked = v
			case parent == 0 && id == 3:
				h.packed = v
			case (parent == 5 || parent == 7 || parent == 8) && id == 1:
				h.values = v
			}
		}}
		if t.structure(0, 0) {
			return h, int64(t.i), nil
		}
	}
	return h, 0, parquetFail(ErrMalformed, off, "no page header of at most %d bytes", maxPageHeader)
}

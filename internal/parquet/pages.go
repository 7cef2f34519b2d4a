package parquet

import (
	"math"
	"slices"

	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Bounds on what a page declares.
const (
	maxPageHeader   = 64 << 10 // bytes; a header carries the page's smallest and largest value
	maxPage         = 64 << 20 // bytes of a page, unpacked; writers make 1 MiB
	freePage        = 8 << 20  // bytes of a page that need no further proof
	maxPageRatio    = 1100     // above freePage: bytes unpacked for one packed
	maxPageValues   = 1 << 24
	maxValuesOfByte = 64      // values that one byte may stand for, by dictionaries and run lengths
	maxPages        = 1 << 20 // of a column: of 1 MiB each they would fill 1 TiB

	// FreeValues is how many values a page or a column may have whatever its
	// size. Of more, one byte of the file gives at most 64.
	FreeValues = 1 << 20
)

// chunk is the part of a column that lies in one row group.
type chunk struct {
	codec      format.CompressionCodec
	size       int64 // bytes
	end        int64 // offset behind its last page
	dictionary int64 // offset of the page that holds the dictionary, 0 for none
	pages      []page
}

// page is a page of data.
type page struct {
	off    int64
	before int64 // rows of the file that begin before it
}

// checkPages reads the headers of all pages of c and holds them against the
// file.
func (f *File) checkPages(in *readat.Reader, c *Column) error {
	c.chunks = make([]chunk, len(f.meta.RowGroups))
	var values, size int64
	pages := 0
	for i, g := range f.meta.RowGroups {
		k := &c.chunks[i]
		n, err := k.checkPages(in, c.Name, &g.Columns[c.index].MetaData, maxPages-pages)
		if err != nil {
			return err
		}
		if values += n; values > maxValuesOfByte*in.Size()+FreeValues {
			return fail(tensor.ErrTooLarge, tensor.NoOffset, "column %s declares more than %d values in a file of %d bytes", c.Name, values, in.Size())
		}
		// Chunks that lie on one another would be read over and over.
		if size += k.size; size > in.Size() {
			return fail(tensor.ErrMalformed, tensor.NoOffset, "column %s declares %d bytes in its first %d row groups, the file has %d", c.Name, size, i+1, in.Size())
		}
		pages += len(k.pages)
	}
	return nil
}

// checkPages notes the pages, at most most of them, and returns how many values
// they declare.
func (k *chunk) checkPages(in *readat.Reader, name string, m *format.ColumnMetaData, most int) (values int64, err error) {
	off, size := m.DataPageOffset, m.TotalCompressedSize
	if d := m.DictionaryPageOffset; d > 0 {
		off = min(off, d)
	}
	if off < int64(len(magic)) || off > in.Size() || size < 0 || size > in.Size()-off {
		return 0, fail(tensor.ErrMalformed, tensor.NoOffset, "column %s declares %d bytes from byte %d on, the file has %d", name, size, off, in.Size())
	}
	k.codec, k.size, k.end = m.Codec, size, off+size
	for off < k.end {
		h, err := readPageHeader(in, off, k.end)
		if err != nil {
			return 0, err
		}
		if h.Type != format.DictionaryPage {
			if len(k.pages) == most {
				return 0, fail(tensor.ErrTooLarge, off, "column %s has more than %d pages", name, maxPages)
			}
			k.pages = append(k.pages, page{off: off, before: math.MaxInt64})
		} else if k.dictionary == 0 {
			k.dictionary = off
		}
		values += int64(h.values())
		off = h.body + int64(h.CompressedPageSize)
	}
	k.pages = slices.Clip(k.pages)
	return values, nil
}

// pageHeader is the header of a page and where the page's bytes begin.
type pageHeader struct {
	format.PageHeader
	body int64
}

// values returns how many values the page declares.
func (h *pageHeader) values() int32 {
	switch h.Type {
	case format.DataPage:
		return h.DataPageHeader.V.NumValues
	case format.DataPageV2:
		return h.DataPageHeaderV2.V.NumValues
	case format.DictionaryPage:
		return h.DictionaryPageHeader.V.NumValues
	}
	return 0
}

// readPageHeader reads the header at off of a page that lies before end, and
// holds it against the file.
func readPageHeader(in *readat.Reader, off, end int64) (h pageHeader, err error) {
	for _, ask := range []int64{4 << 10, maxPageHeader} {
		b, err := in.Peek(off, int(min(ask, end-off)))
		if err != nil {
			return h, err
		}
		if w := (walker{b: b}); w.structure(0) {
			h.body = off + int64(w.i)
			if err := decode(b[:w.i], off, "a page header", &h.PageHeader); err != nil {
				return h, err
			}
			return h, h.check(off, end)
		}
	}
	return h, fail(tensor.ErrMalformed, off, "no page header of at most %d bytes", maxPageHeader)
}

func (h *pageHeader) check(off, end int64) error {
	packed, unpacked, values := int64(h.CompressedPageSize), int64(h.UncompressedPageSize), int64(h.values())
	switch {
	case packed < 0 || unpacked < 0 || values < 0 || packed > end-h.body:
		return fail(tensor.ErrMalformed, off, "a page declares %d bytes, %d unpacked, %d values; %d bytes are left in its column",
			packed, unpacked, values, end-h.body)
	case packed > maxPage || unpacked > maxPage || unpacked > max(freePage, maxPageRatio*packed):
		return fail(tensor.ErrTooLarge, off, "a page of %d bytes declares %d unpacked", packed, unpacked)
	case values > maxPageValues || values > max(FreeValues, maxValuesOfByte*unpacked):
		return fail(tensor.ErrTooLarge, off, "a page of %d bytes declares %d values", unpacked, values)
	}
	return nil
}

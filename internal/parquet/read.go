package parquet

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
	"sort"
	"sync"

	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Visit takes the values of a column in order, with the row of each. The value
// is the next one's afterwards.
type Visit func(row int64, v *Value) error

// Scan reads all values of c, and remembers which rows lie in which page. It
// stops at an error of visit and returns it. It is called once for a column,
// before Each, and not while another call is at work on the file.
//
// Errors are those of Open.
func (f *File) Scan(in *readat.Reader, c *Column, visit Visit) error {
	if err := f.checkPages(in, c); err != nil {
		return err
	}
	return f.each(in, c, 0, f.Rows(), true, visit)
}

// Each reads the values of c in the rows [from, to). It reads no page but
// theirs, and may be called by several goroutines, each with a Reader of its
// own.
//
// Errors are those of Open.
func (f *File) Each(in *readat.Reader, c *Column, from, to int64, visit Visit) error {
	if in.Size() != f.size {
		return fail(tensor.ErrMalformed, tensor.NoOffset, "the file changed: it has %d bytes, it had %d", in.Size(), f.size)
	}
	return f.each(in, c, from, to, false, visit)
}

func (f *File) each(in *readat.Reader, c *Column, from, to int64, scan bool, visit Visit) error {
	mem := memories.Get().(*memory)
	defer mem.release()
	for g := range c.chunks {
		first, end := f.rows[g], f.rows[g+1]
		if end <= from || first >= to {
			continue
		}
		r := chunkReader{in: in, column: c, chunk: &c.chunks[g], memory: mem, first: first, rows: first, from: max(first, from), to: min(end, to)}
		if err := r.read(scan, visit); err != nil {
			return err
		}
		if r.rows < r.to {
			return fail(tensor.ErrTruncated, tensor.NoOffset, "column %s ends at row %d, its row group at row %d", c.Name, r.rows, end)
		}
	}
	return nil
}

// chunkReader reads the rows [from, to), which lie in a chunk.
type chunkReader struct {
	in       *readat.Reader
	column   *Column
	chunk    *chunk
	first    int64 // of the chunk
	from, to int64
	rows     int64 // of the file that have begun

	*memory
	dict *dictionary
}

// memory holds a page.
type memory struct{ packed, plain []byte }

// memories keeps memory for pages to come.
var memories = sync.Pool{New: func() any { return new(memory) }}

func (m *memory) release() {
	if cap(m.packed) <= freePage && cap(m.plain) <= freePage {
		memories.Put(m)
	}
}

// read visits the values. When it scans, it notes how many rows begin before
// each page.
func (r *chunkReader) read(scan bool, visit Visit) error {
	pages := r.chunk.pages
	start := 0
	if !scan {
		start = max(0, sort.Search(len(pages), func(i int) bool { return pages[i].before > r.from })-1)
	}
	for i := start; i < len(pages) && r.rows <= r.to; i++ {
		if scan {
			pages[i].before = r.rows
		} else if i == start {
			r.rows = pages[i].before
		}
		d, err := r.dataPage(pages[i].off)
		if err != nil {
			return at(err, pages[i].off)
		}
		if err := r.visit(d, visit); err != nil {
			return err
		}
	}
	return nil
}

// visit visits the values of a page up to the row to.
func (r *chunkReader) visit(d *dataPage, visit Visit) error {
	var v Value
	for i := range d.n {
		if !d.next(&v) {
			return fail(tensor.ErrMalformed, d.off, "a page of column %s declares %d values and has %d", r.column.Name, d.n, i)
		}
		if v.Repetition == 0 {
			r.rows++
		}
		switch {
		case r.rows == r.first:
			return fail(tensor.ErrMalformed, d.off, "column %s begins inside a row", r.column.Name)
		case r.rows > r.to:
			return nil
		case r.rows <= r.from:
			continue
		}
		if err := visit(r.rows-1, &v); err != nil {
			return err
		}
	}
	return nil
}

// dataPage is a page of data on the way through its values.
type dataPage struct {
	off                      int64
	n                        int // values, nulls and empty lists among them
	present                  int // definition level of a value
	repetitions, definitions runs
	values                   values
}

func (d *dataPage) next(v *Value) (ok bool) {
	repetition, ok1 := d.repetitions.next()
	definition, ok2 := d.definitions.next()
	v.Repetition, v.Definition, v.raw = int(repetition), int(definition), nil
	if ok1 && ok2 && v.Definition == d.present {
		v.raw, ok = d.values.next()
		return ok
	}
	return ok1 && ok2
}

// dataPage reads the page at off.
func (r *chunkReader) dataPage(off int64) (*dataPage, error) {
	h, err := readPageHeader(r.in, off, r.chunk.end)
	if err != nil {
		return nil, err
	}
	b, err := r.body(h)
	if err != nil {
		return nil, err
	}
	d := &dataPage{off: off, present: r.column.Levels}
	var enc format.Encoding
	switch {
	case h.Type == format.DataPage && h.DataPageHeader.Valid:
		enc, b, err = r.version1(d, h, b)
	case h.Type == format.DataPageV2 && h.DataPageHeaderV2.Valid:
		enc, b, err = r.version2(d, h, b)
	default:
		err = fail(tensor.ErrMalformed, off, "a page of type %v in column %s", h.Type, r.column.Name)
	}
	if err != nil {
		return nil, err
	}
	if isDictionary(enc) && r.dict == nil {
		if err := r.readDictionary(); err != nil {
			return nil, err
		}
	}
	d.values, err = r.column.newValues(enc, b, d.n, r.dict)
	return d, err
}

// body reads the bytes of a page and holds them against its checksum.
func (r *chunkReader) body(h pageHeader) ([]byte, error) {
	n := int(h.CompressedPageSize)
	if cap(r.packed) < n {
		r.packed = make([]byte, n)
	}
	b := r.packed[:n]
	if _, err := r.in.ReadAt(b, h.body); err != nil && n > 0 {
		return nil, err
	}
	if sum := crc32.ChecksumIEEE(b); h.CRC != 0 && sum != uint32(h.CRC) {
		return nil, fail(tensor.ErrMalformed, h.body, "the CRC-32 of the page is %08x, its header says %08x", sum, uint32(h.CRC))
	}
	return b, nil
}

// version1 unpacks a page, whose levels are packed with the values, and
// returns the encoding and the bytes of the values.
func (r *chunkReader) version1(d *dataPage, h pageHeader, b []byte) (format.Encoding, []byte, error) {
	v := h.DataPageHeader.V
	b, err := r.unpack(b, int(h.UncompressedPageSize))
	if err != nil {
		return 0, nil, err
	}
	d.n = int(v.NumValues)
	if d.repetitions, b, err = levels1(b, r.column.Lists, v.RepetitionLevelEncoding); err == nil {
		d.definitions, b, err = levels1(b, r.column.Levels, v.DefinitionLevelEncoding)
	}
	return v.Encoding, b, err
}

// levels1 splits levels of at most most, and the length in front of them, off b.
func levels1(b []byte, most int, enc format.Encoding) (runs, []byte, error) {
	if most == 0 {
		return newRuns(nil, 0), b, nil
	}
	if enc != format.RLE {
		return runs{}, nil, fail(tensor.ErrUnsupported, tensor.NoOffset, "levels are encoded as %v", enc)
	}
	const head = 4
	if len(b) < head || uint64(binary.LittleEndian.Uint32(b)) > uint64(len(b)-head) {
		return runs{}, nil, fail(tensor.ErrMalformed, tensor.NoOffset, "levels are longer than their page of %d bytes", len(b))
	}
	end := head + int(binary.LittleEndian.Uint32(b))
	return newRuns(b[head:end], levelBits(most)), b[end:], nil
}

func levelBits(most int) uint { return uint(bits.Len(uint(most))) }

// version2 splits the levels, which are never packed, off a page, and returns
// the encoding and the bytes of the values.
func (r *chunkReader) version2(d *dataPage, h pageHeader, b []byte) (format.Encoding, []byte, error) {
	v := h.DataPageHeaderV2.V
	reps, defs := int64(v.RepetitionLevelsByteLength), int64(v.DefinitionLevelsByteLength)
	if reps < 0 || defs < 0 || reps+defs > min(int64(len(b)), int64(h.UncompressedPageSize)) {
		return 0, nil, fail(tensor.ErrMalformed, h.body, "levels of %d and %d bytes in a page of %d", reps, defs, len(b))
	}
	d.n = int(v.NumValues)
	d.repetitions, d.definitions = levels2(b[:reps], r.column.Lists), levels2(b[reps:reps+defs], r.column.Levels)
	b = b[reps+defs:]
	if v.IsCompressed.Valid && !v.IsCompressed.V {
		return v.Encoding, b, nil
	}
	b, err := r.unpack(b, int(int64(h.UncompressedPageSize)-reps-defs))
	return v.Encoding, b, err
}

func levels2(b []byte, most int) runs {
	if most == 0 { // some writers write levels all the same
		return newRuns(nil, 0)
	}
	return newRuns(b, levelBits(most))
}

// readDictionary reads the chunk's dictionary, which keeps its memory.
func (r *chunkReader) readDictionary() error {
	off := r.chunk.dictionary
	if off == 0 {
		return nil
	}
	h, err := readPageHeader(r.in, off, r.chunk.end)
	if err != nil {
		return err
	}
	if h.Type != format.DictionaryPage || !h.DictionaryPageHeader.Valid {
		return fail(tensor.ErrMalformed, off, "a page of type %v where the dictionary was", h.Type)
	}
	own := chunkReader{in: r.in, chunk: r.chunk, memory: new(memory)}
	b, err := own.body(h)
	if err == nil {
		b, err = own.unpack(b, int(h.UncompressedPageSize))
	}
	if err == nil {
		r.dict, err = r.column.newDictionary(b, int(h.DictionaryPageHeader.V.NumValues))
	}
	return at(err, off)
}

package embed

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/parquet-go/parquet-go"
)

// columns are the columns of a table that are read; the zero leaf where the
// file has none.
type columns struct {
	id, values, starts, ends leaf
}

// leaf is a column of values.
type leaf struct {
	name   string
	index  int
	lists  int // lists around a value
	levels int // definition level of a value that is there
	kind   parquet.Kind
}

// table is the footer of a Parquet file, whose pages were held against the file.
type table struct {
	columns
	file *parquet.File // its own reader is that of the time of opening
	size int64
	rows []int64 // first row of each row group, and the number of rows
}

// guard calls the library, which panics on some malformed files; that is an
// ErrMalformed.
func guard(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = parquetFail(ErrMalformed, NoOffset, "the library gave up: %v", p)
		}
	}()
	return parquetError(call())
}

// newTable reads the footer and the headers of the pages.
func newTable(in *readat.Reader) (*table, error) {
	if err := checkFooter(in); err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(in, in.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	t := &table{file: file, size: in.Size(), rows: []int64{0}}
	if err := t.findColumns(); err != nil {
		return nil, err
	}
	for _, g := range file.RowGroups() {
		n := g.NumRows()
		if n < 0 || n > 1<<40 {
			return nil, parquetFail(ErrMalformed, NoOffset, "a row group declares %d rows", n)
		}
		t.rows = append(t.rows, t.rows[len(t.rows)-1]+n)
	}
	return t, t.checkChunks(in)
}

// parquetError names what the library found; errors of the file and of the
// context stay as they are.
func parquetError(err error) error {
	var ours *Error
	var file *fs.PathError
	if err == nil || errors.As(err, &ours) || errors.As(err, &file) || errors.Is(err, readat.ErrChanged) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return parquetFail(ErrMalformed, NoOffset, "%v", err)
}

// findColumns picks the columns by their names.
func (t *table) findColumns() error {
	t.id = t.leaf("id", "track_id")
	t.values = t.leaf("embeddings", "embedding")
	t.starts, t.ends = t.leaf(startKey), t.leaf(endKey)
	switch {
	case t.id.name == "":
		return parquetFail(ErrMalformed, NoOffset, "the table has no column id or track_id")
	case t.values.name == "":
		return parquetFail(ErrMalformed, NoOffset, "the table has no column embeddings or embedding")
	case t.id.lists != 0 || t.id.kind == parquet.Boolean || t.id.kind == parquet.Float || t.id.kind == parquet.Double:
		return parquetFail(ErrUnsupported, NoOffset, "column %s is %v in %d lists, want text or an integer", t.id.name, t.id.kind, t.id.lists)
	case t.values.kind != parquet.Float && t.values.kind != parquet.Double, t.values.lists < 1 || t.values.lists > 2:
		return parquetFail(ErrUnsupported, NoOffset, "column %s is %v in %d lists, want FLOAT or DOUBLE in 1 (a row a window) or 2 (a row a track)",
			t.values.name, t.values.kind, t.values.lists)
	}
	for _, c := range []leaf{t.starts, t.ends} {
		if c.name != "" && (c.lists != t.values.lists-1 || c.kind != parquet.Float && c.kind != parquet.Double) {
			return parquetFail(ErrUnsupported, NoOffset, "column %s is %v in %d lists, want FLOAT or DOUBLE in %d", c.name, c.kind, c.lists, t.values.lists-1)
		}
	}
	return nil
}

func (t *table) leaf(names ...string) leaf {
	schema := t.file.Schema()
	for _, path := range schema.Columns() {
		if len(path) == 0 || !slices.Contains(names, path[0]) {
			continue
		}
		c, ok := schema.Lookup(path...)
		if !ok {
			continue
		}
		return leaf{name: path[0], index: c.ColumnIndex, lists: c.MaxRepetitionLevel, levels: c.MaxDefinitionLevel, kind: c.Node.Type().Kind()}
	}
	return leaf{}
}

// checkChunks holds the pages of the columns that are read against the file.
func (t *table) checkChunks(in *readat.Reader) error {
	for _, c := range []leaf{t.id, t.values, t.starts, t.ends} {
		if c.name == "" {
			continue
		}
		values := int64(0)
		for i := range t.file.RowGroups() {
			n, err := t.checkChunk(in, c, i)
			if err != nil {
				return err
			}
			if values += n; values > maxValuesOfByte*in.Size()+freePageValues {
				return parquetFail(ErrTooLarge, NoOffset, "column %s declares more than %d values in a file of %d bytes", c.name, values, in.Size())
			}
		}
	}
	return nil
}

// checkChunk returns the values that the pages of one row group declare. Where
// the file has an index of the pages that is right, it is read, so that a row
// is found without reading those before it.
func (t *table) checkChunk(in *readat.Reader, c leaf, group int) (int64, error) {
	g := t.file.Metadata().RowGroups[group]
	if c.index >= len(g.Columns) {
		return 0, parquetFail(ErrMalformed, NoOffset, "a row group has %d columns, the schema has more", len(g.Columns))
	}
	m := g.Columns[c.index].MetaData
	off := m.DataPageOffset
	if d := m.DictionaryPageOffset; d > 0 {
		off = min(off, d)
	}
	if off < 4 || off > in.Size() || m.TotalCompressedSize < 0 || m.TotalCompressedSize > in.Size()-off {
		return 0, parquetFail(ErrMalformed, NoOffset, "column %s declares %d bytes from byte %d on, the file has %d", c.name, m.TotalCompressedSize, off, in.Size())
	}
	pages, values, err := checkPages(in, off, off+m.TotalCompressedSize)
	if err != nil || int(g.Ordinal) != group {
		return values, err
	}
	return values, t.readPageIndex(in, c, group, pages)
}

// readPageIndex makes the library keep the index of a column's pages. It may
// only name pages that were checked.
func (t *table) readPageIndex(in *readat.Reader, c leaf, group int, pages []int64) error {
	column := t.file.Metadata().RowGroups[group].Columns[c.index]
	off, n := column.OffsetIndexOffset, int64(column.OffsetIndexLength)
	if off <= 0 || n <= 0 {
		return nil
	}
	if n > maxFooter || off > in.Size()-n {
		return parquetFail(ErrMalformed, off, "column %s declares a page index of %d bytes", c.name, n)
	}
	raw := make([]byte, n)
	if _, err := in.ReadAt(raw, off); err != nil {
		return err
	}
	if w := (thrift{b: raw}); !w.structure(0, 0) {
		return parquetFail(ErrMalformed, off, "the page index of column %s: its own lengths contradict its %d bytes", c.name, n)
	}
	chunk, err := t.chunk(c, group)
	if err != nil {
		return err
	}
	index, err := chunk.OffsetIndexFrom(in)
	if err != nil {
		return err
	}
	for i, last := 0, int64(-1); i < index.NumPages(); i++ {
		if _, ok := slices.BinarySearch(pages, index.Offset(i)); !ok || index.FirstRowIndex(i) <= last {
			return parquetFail(ErrMalformed, off, "the page index of column %s names byte %d, where no page starts, or is out of order", c.name, index.Offset(i))
		}
		last = index.FirstRowIndex(i)
	}
	return nil
}

func (t *table) chunk(c leaf, group int) (*parquet.FileColumnChunk, error) {
	chunk, ok := t.file.RowGroups()[group].ColumnChunks()[c.index].(*parquet.FileColumnChunk)
	if !ok {
		return nil, parquetFail(ErrMalformed, NoOffset, "column %s is no column of the file", c.name)
	}
	return chunk, nil
}

// each yields the values of a column in the rows [from, to), with the row.
func (t *table) each(in *readat.Reader, c leaf, from, to int64, yield func(row int64, v parquet.Value) error) error {
	if in.Size() != t.size {
		return parquetFail(ErrMalformed, NoOffset, "the file changed: it has %d bytes, it had %d", in.Size(), t.size)
	}
	for g := range t.file.RowGroups() {
		first, end := t.rows[g], t.rows[g+1]
		if end <= from || first >= to {
			continue
		}
		start := max(first, from)
		chunk, err := t.chunk(c, g)
		if err != nil {
			return err
		}
		row, err := eachInChunk(chunk.PagesFrom(in), start-first, min(end, to)-first, func(row int64, v parquet.Value) error {
			return yield(first+row, v)
		})
		if err != nil {
			return err
		}
		if row+first < min(end, to) {
			return parquetFail(ErrTruncated, NoOffset, "column %s ends at row %d, its row group at row %d", c.name, row+first, end)
		}
	}
	return nil
}

// eachInChunk returns the row that it stopped before.
func eachInChunk(pages *parquet.FilePages, from, to int64, yield func(row int64, v parquet.Value) error) (int64, error) {
	defer pages.Close()
	if err := pages.SeekToRow(from); err != nil {
		return from, err
	}
	buf := make([]parquet.Value, 1024)
	row := from - 1
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return row + 1, nil
		}
		if err != nil {
			return row, err
		}
		row, err = eachInPage(page, buf, row, to, yield)
		parquet.Release(page)
		if err != nil || row >= to {
			return row, err
		}
	}
}

func eachInPage(page parquet.Page, buf []parquet.Value, row, to int64, yield func(row int64, v parquet.Value) error) (int64, error) {
	values := page.Values()
	for {
		n, err := values.ReadValues(buf)
		for _, v := range buf[:n] {
			if v.RepetitionLevel() == 0 {
				row++
			}
			if row >= to {
				return row, nil
			}
			if err := yield(row, v); err != nil {
				return row, err
			}
		}
		if errors.Is(err, io.EOF) {
			return row, nil
		}
		if err != nil || n == 0 {
			return row, errors.Join(err, io.ErrNoProgress)
		}
	}
}

// times reads the times of a track's windows; nil where all are null.
func (t *table) times(in *readat.Reader, c leaf, p parquetTrack) ([]float64, error) {
	if c.name == "" {
		return nil, nil
	}
	list, nulls := make([]float64, 0, p.windows), 0
	err := t.each(in, c, p.row, p.row+p.rows, func(row int64, v parquet.Value) error {
		if v.DefinitionLevel() != c.levels {
			nulls++
			return nil
		}
		if list = append(list, number(v)); len(list) > p.windows {
			return parquetFail(ErrMalformed, NoOffset, "track %.80q: %s has more than %d times, one a window", p.id, c.name, p.windows)
		}
		return nil
	})
	if nulls > 0 && len(list) == 0 {
		return nil, err
	}
	return list, err
}

func number(v parquet.Value) float64 {
	if v.Kind() == parquet.Double {
		return v.Double()
	}
	return float64(v.Float())
}

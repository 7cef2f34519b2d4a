// Package parquet reads columns of a Parquet file value by value.
//
// It reads every physical type but BOOLEAN, nested in lists or not, in both
// versions of data pages, in all encodings and in all codecs but LZO, BROTLI
// and the old LZ4. What a file declares is held against its bytes before
// memory is taken for it, and runs and dictionaries are unrolled one value at
// a time, so that a few bytes cannot become many.
//
// Source: github.com/apache/parquet-format, README.md, Encodings.md,
// Compression.md and src/main/thrift/parquet.thrift.
package parquet

import (
	"errors"
	"slices"

	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// File is the footer of a Parquet file.
type File struct {
	meta    format.FileMetaData
	size    int64
	columns []*Column
	rows    []int64 // first row of each row group, and the number of rows
}

// Open reads the footer of the file in in.
//
// It returns ErrMalformed, ErrTruncated, ErrUnsupported or ErrTooLarge of
// package tensor; anything else is an error of the file or of the context.
func Open(in *readat.Reader) (*File, error) {
	f := &File{size: in.Size(), rows: []int64{0}}
	if err := readFooter(in, &f.meta); err != nil {
		return nil, err
	}
	if err := f.readSchema(); err != nil {
		return nil, err
	}
	for i, g := range f.meta.RowGroups {
		if g.NumRows < 0 || g.NumRows > 1<<40 {
			return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "a row group declares %d rows", g.NumRows)
		}
		if len(g.Columns) != len(f.columns) {
			return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "row group %d has %d columns, the schema has %d", i, len(g.Columns), len(f.columns))
		}
		f.rows = append(f.rows, f.rows[i]+g.NumRows)
	}
	return f, nil
}

func fail(kind error, off int64, text string, args ...any) error {
	return tensor.Fail(kind, "parquet", off, text, args...)
}

// at returns err with the place where its bytes lie.
func at(err error, off int64) error {
	var e *tensor.Error
	if !errors.As(err, &e) || e.Offset >= 0 {
		return err
	}
	placed := *e
	placed.Offset = off
	return &placed
}

// Rows returns the number of rows that the footer declares.
func (f *File) Rows() int64 { return f.rows[len(f.rows)-1] }

// Metadata returns the value of a key of the file, "" where there is none.
func (f *File) Metadata(key string) string {
	for _, kv := range f.meta.KeyValueMetadata {
		if kv.Key == key {
			return kv.Value
		}
	}
	return ""
}

// Column returns the first column whose outermost name is one of names, nil
// where there is none.
func (f *File) Column(names ...string) *Column {
	for _, c := range f.columns {
		if slices.Contains(names, c.Name) {
			return c
		}
	}
	return nil
}

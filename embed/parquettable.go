package embed

import (
	"github.com/audiocheck/audiocheck/internal/parquet"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// table is a Parquet file with the columns that are read; nil where the file
// has none.
type table struct {
	file                     *parquet.File
	id, values, starts, ends *parquet.Column
}

func parquetFail(kind error, text string, args ...any) error {
	return tensor.Fail(kind, "parquet", NoOffset, text, args...)
}

func newTable(in *readat.Reader) (*table, error) {
	file, err := parquet.Open(in)
	if err != nil {
		return nil, err
	}
	t := &table{
		file: file, id: file.Column("id", "track_id"), values: file.Column("embeddings", "embedding"),
		starts: file.Column(startKey), ends: file.Column(endKey),
	}
	return t, t.checkColumns()
}

func (t *table) checkColumns() error {
	switch {
	case t.id == nil:
		return parquetFail(ErrMalformed, "the table has no column id or track_id")
	case t.values == nil:
		return parquetFail(ErrMalformed, "the table has no column embeddings or embedding")
	case t.id.Lists != 0 || t.id.Type == parquet.Boolean || isFloat(t.id):
		return parquetFail(ErrUnsupported, "column %s is %v in %d lists, want text or an integer", t.id.Name, t.id.Type, t.id.Lists)
	case !isFloat(t.values), t.values.Lists < 1 || t.values.Lists > 2:
		return parquetFail(ErrUnsupported, "column %s is %v in %d lists, want FLOAT or DOUBLE in 1 (a row a window) or 2 (a row a track)",
			t.values.Name, t.values.Type, t.values.Lists)
	}
	for _, c := range []*parquet.Column{t.starts, t.ends} {
		if c != nil && (c.Lists != t.values.Lists-1 || !isFloat(c)) {
			return parquetFail(ErrUnsupported, "column %s is %v in %d lists, want FLOAT or DOUBLE in %d", c.Name, c.Type, c.Lists, t.values.Lists-1)
		}
	}
	return nil
}

func isFloat(c *parquet.Column) bool { return c.Type == parquet.Float || c.Type == parquet.Double }

// scanTimes finds the pages of the times.
func (t *table) scanTimes(in *readat.Reader) error {
	for _, c := range []*parquet.Column{t.starts, t.ends} {
		if c == nil {
			continue
		}
		if err := t.file.Scan(in, c, func(int64, *parquet.Value) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// times reads the times of a track's windows; nil where all are null.
func (t *table) times(in *readat.Reader, c *parquet.Column, p parquetTrack) ([]float64, error) {
	if c == nil {
		return nil, nil
	}
	list, nulls := make([]float64, 0, p.windows), 0
	err := t.file.Each(in, c, p.row, p.row+p.rows, func(_ int64, v *parquet.Value) error {
		if v.Definition != c.Levels {
			nulls++
			return nil
		}
		if list = append(list, c.Number(v)); len(list) > p.windows {
			return parquetFail(ErrMalformed, "track %.80q: %s has more than %d times, one a window", p.id, c.Name, p.windows)
		}
		return nil
	})
	if nulls > 0 && len(list) == 0 {
		return nil, err
	}
	return list, err
}

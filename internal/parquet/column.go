package parquet

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Type is a physical type.
type Type = format.Type

// Physical types that a caller may ask for.
const (
	Boolean = format.Boolean
	Float   = format.Float
	Double  = format.Double
)

// Column is a column of values.
type Column struct {
	Name   string // outermost
	Type   Type
	Lists  int // lists around a value: the greatest repetition level
	Levels int // the definition level of a value that is there

	width  int // bytes of a value; 0 where they differ
	index  int // in a row group
	chunks []chunk
}

// Value is one value of a column, or a null or an empty list.
type Value struct {
	Repetition int    // 0 starts a row
	Definition int    // Column.Levels where there is a value
	raw        []byte // in the PLAIN encoding, without a length; valid until the next value
}

// Number returns a value of a FLOAT or DOUBLE column.
func (c *Column) Number(v *Value) float64 {
	if c.Type == Double {
		return math.Float64frombits(binary.LittleEndian.Uint64(v.raw))
	}
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(v.raw)))
}

// Text returns a value of a column of text or integers in memory of its own.
func (c *Column) Text(v *Value) string {
	switch c.Type {
	case format.Int32:
		return strconv.FormatInt(int64(int32(binary.LittleEndian.Uint32(v.raw))), 10)
	case format.Int64:
		return strconv.FormatInt(int64(binary.LittleEndian.Uint64(v.raw)), 10)
	case format.Int96:
		return deprecated.Int96{binary.LittleEndian.Uint32(v.raw), binary.LittleEndian.Uint32(v.raw[4:]), binary.LittleEndian.Uint32(v.raw[8:])}.String()
	}
	return string(v.raw)
}

// Bytes returns how many bytes the value has in the file, without its length.
func (v *Value) Bytes() int { return len(v.raw) }

// maxNesting is what a schema may nest.
const maxNesting = 127

// readSchema lists the columns.
func (f *File) readSchema() error {
	s := f.meta.Schema
	if len(s) == 0 {
		return fail(tensor.ErrMalformed, tensor.NoOffset, "the schema is empty")
	}
	_, err := f.group(s[1:], children(s[0]), Column{}, 1)
	return err
}

func children(e format.SchemaElement) int { return int(e.NumChildren.V) }

// group lists the columns below a group of n elements, which are the first of
// s, and returns what follows them. outer holds what is known of them.
func (f *File) group(s []format.SchemaElement, n int, outer Column, depth int) ([]format.SchemaElement, error) {
	if depth > maxNesting {
		return nil, fail(tensor.ErrUnsupported, tensor.NoOffset, "the schema nests more than %d levels", maxNesting)
	}
	for range n {
		if len(s) == 0 {
			return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "the schema ends inside a group")
		}
		e, c := s[0], outer
		s = s[1:]
		if depth == 1 {
			c.Name = e.Name
		}
		if r := e.RepetitionType; r.Valid && r.V != format.Required {
			c.Levels++
			if r.V == format.Repeated {
				c.Lists++
			}
		}
		if !e.Type.Valid {
			var err error
			if s, err = f.group(s, children(e), c, depth+1); err != nil {
				return nil, err
			}
			continue
		}
		c.Type, c.width, c.index = e.Type.V, width(e), len(f.columns)
		f.columns = append(f.columns, &c)
	}
	return s, nil
}

// width returns the bytes of a value, 0 where they differ or are none.
func width(e format.SchemaElement) int {
	switch e.Type.V {
	case format.Int32, format.Float:
		return 4
	case format.Int64, format.Double:
		return 8
	case format.Int96:
		return 12
	case format.FixedLenByteArray:
		return int(max(e.TypeLength.V, 0))
	}
	return 0
}

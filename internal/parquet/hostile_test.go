package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

func compact(t *testing.T, v any) []byte {
	t.Helper()
	b, err := thrift.Marshal(&thrift.CompactProtocol{}, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// emptyPages returns n pages of data that declare no value.
func emptyPages(t *testing.T, n int) []byte {
	h := format.PageHeader{Type: format.DataPage}
	h.DataPageHeader.Valid = true
	return bytes.Repeat(compact(t, &h), n)
}

// tableOf returns a file of one column of floats whose groups row groups all
// have body for their chunk.
func tableOf(t *testing.T, groups int, body []byte) []byte {
	root, x := format.SchemaElement{Name: "table"}, format.SchemaElement{Name: "x"}
	root.NumChildren.V, root.NumChildren.Valid = 1, true
	x.Type.V, x.Type.Valid = format.Float, true
	x.RepetitionType.Valid = true
	meta := format.FileMetaData{Version: 1, Schema: []format.SchemaElement{root, x}}
	for range groups {
		var c format.ColumnChunk
		c.MetaData = format.ColumnMetaData{
			Type: format.Float, PathInSchema: []string{"x"}, DataPageOffset: int64(len(magic)), TotalCompressedSize: int64(len(body)),
		}
		meta.RowGroups = append(meta.RowGroups, format.RowGroup{Columns: []format.ColumnChunk{c}})
	}
	footer := compact(t, &meta)
	out := append(bytes.Clone(magic), body...)
	out = append(out, footer...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(footer))), magic...)
}

// Chunks that are the same bytes would cost their pages once for each of them.
func TestChunksOnOneAnother(t *testing.T) {
	for groups, want := range map[int]error{1: nil, 300: tensor.ErrMalformed} {
		f, in, err := open(tableOf(t, groups, emptyPages(t, 1000)))
		if err != nil {
			t.Fatal(err)
		}
		n := allocated(func() { err = f.Scan(in, f.Column("x"), func(int64, *Value) error { return nil }) })
		if !errors.Is(err, want) {
			t.Errorf("%d row groups: %v, want %v", groups, err, want)
		}
		if n > 4<<20 {
			t.Errorf("%d row groups: %d bytes allocated", groups, n)
		}
	}
}

func TestTooManyPages(t *testing.T) {
	f, in, err := open(tableOf(t, 1, emptyPages(t, 4)))
	if err != nil {
		t.Fatal(err)
	}
	for most, want := range map[int]error{3: tensor.ErrTooLarge, 4: nil} {
		var k chunk
		if _, err := k.checkPages(in, "x", &f.meta.RowGroups[0].Columns[0].MetaData, most); !errors.Is(err, want) {
			t.Errorf("4 pages where %d may be: %v, want %v", most, err, want)
		}
	}
}

// The width of a value is what the schema says, and no reason to take memory.
func TestValuesWiderThanTheirPage(t *testing.T) {
	c := &Column{Type: format.FixedLenByteArray, width: 1 << 30}
	for _, enc := range []format.Encoding{format.Plain, format.ByteStreamSplit} {
		var all values
		var err error
		n := allocated(func() { all, err = c.newValues(enc, make([]byte, 100), 10, nil) })
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := all.next(); ok {
			t.Errorf("%v: a value of %d bytes in a page of 100", enc, len(v))
		}
		if n > 4<<10 {
			t.Errorf("%v: %d bytes allocated", enc, n)
		}
	}
}

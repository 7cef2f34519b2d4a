package parquet

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"testing"

	oracle "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
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

// onePage is a page of one float, and what a file says of it.
type onePage struct {
	header     format.PageHeader
	chunk      format.ColumnMetaData
	repetition format.FieldRepetitionType
	rows       int64
	groups     int
	body       []byte
}

// newPage returns a page that is right.
func newPage() *onePage {
	p := &onePage{rows: 1, groups: 1, body: binary.LittleEndian.AppendUint32(nil, math.Float32bits(0.5))}
	p.header.UncompressedPageSize, p.header.CompressedPageSize = 4, 4
	p.header.DataPageHeader.Valid = true
	p.header.DataPageHeader.V.NumValues = 1
	p.chunk.DataPageOffset = int64(len(magic))
	return p
}

// version2 makes the page one of version 2.
func (p *onePage) version2() *format.DataPageHeaderV2 {
	p.header.Type = format.DataPageV2
	p.header.DataPageHeader.Valid, p.header.DataPageHeaderV2.Valid = false, true
	p.header.DataPageHeaderV2.V.NumValues = 1
	return &p.header.DataPageHeaderV2.V
}

// file returns the file whose row groups all have the page for their chunk.
func (p *onePage) file(t *testing.T) []byte {
	page := append(compact(t, &p.header), p.body...)
	root, x := format.SchemaElement{Name: "table"}, format.SchemaElement{Name: "x"}
	root.NumChildren.V, root.NumChildren.Valid = 1, true
	x.Type.V, x.Type.Valid = format.Float, true
	x.RepetitionType.V, x.RepetitionType.Valid = p.repetition, true
	meta := format.FileMetaData{Version: 1, Schema: []format.SchemaElement{root, x}}
	p.chunk.Type, p.chunk.PathInSchema = format.Float, []string{"x"}
	if p.chunk.TotalCompressedSize == 0 {
		p.chunk.TotalCompressedSize = int64(len(page))
	}
	for range p.groups {
		meta.RowGroups = append(meta.RowGroups, format.RowGroup{NumRows: p.rows, Columns: []format.ColumnChunk{{MetaData: p.chunk}}})
	}
	footer := compact(t, &meta)
	out := append(append(bytes.Clone(magic), page...), footer...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(footer))), magic...)
}

// TestWhatAPageMayNotSay changes one thing that a file says of its only page.
func TestWhatAPageMayNotSay(t *testing.T) {
	for name, c := range map[string]struct {
		lie  func(p *onePage)
		want error
	}{
		"nothing":                              {func(*onePage) {}, nil},
		"version 2":                            {func(p *onePage) { p.version2() }, nil},
		"its checksum":                         {func(p *onePage) { p.header.CRC = int32(crc32.ChecksumIEEE(p.body)) }, nil},
		"another checksum":                     {func(p *onePage) { p.header.CRC = int32(crc32.ChecksumIEEE(p.body)) + 1 }, tensor.ErrMalformed},
		"a chunk of -1 bytes":                  {func(p *onePage) { p.chunk.TotalCompressedSize = -1 }, tensor.ErrMalformed},
		"a chunk behind the end":               {func(p *onePage) { p.chunk.DataPageOffset = 1 << 40 }, tensor.ErrMalformed},
		"a chunk over the end":                 {func(p *onePage) { p.chunk.TotalCompressedSize = 1 << 40 }, tensor.ErrMalformed},
		"a chunk in the magic":                 {func(p *onePage) { p.chunk.DataPageOffset = 3 }, tensor.ErrMalformed},
		"a page of -1 bytes":                   {func(p *onePage) { p.header.CompressedPageSize = -1 }, tensor.ErrMalformed},
		"a page of -1 bytes unpacked":          {func(p *onePage) { p.header.UncompressedPageSize = -1 }, tensor.ErrMalformed},
		"-1 values":                            {func(p *onePage) { p.header.DataPageHeader.V.NumValues = -1 }, tensor.ErrMalformed},
		"a page that is longer than its chunk": {func(p *onePage) { p.header.CompressedPageSize = 5 }, tensor.ErrMalformed},
		"a page of 64 MiB and 1 byte":          {func(p *onePage) { p.header.UncompressedPageSize = maxPage + 1 }, tensor.ErrTooLarge},
		"a page of 9 MiB in 4 bytes":           {func(p *onePage) { p.header.UncompressedPageSize = 9 << 20 }, tensor.ErrTooLarge},
		"more values than any page has":        {func(p *onePage) { p.header.DataPageHeader.V.NumValues = maxPageValues + 1 }, tensor.ErrTooLarge},
		"2 million values in 4 bytes":          {func(p *onePage) { p.header.DataPageHeader.V.NumValues = 2 << 20 }, tensor.ErrTooLarge},
		"2 values in 4 bytes":                  {func(p *onePage) { p.header.DataPageHeader.V.NumValues = 2 }, tensor.ErrMalformed},
		"2 rows, where 1 is":                   {func(p *onePage) { p.rows = 2 }, tensor.ErrTruncated},
		"no header of its kind":                {func(p *onePage) { p.header.DataPageHeader.Valid = false }, tensor.ErrMalformed},
		"a dictionary that is not there":       {func(p *onePage) { p.header.DataPageHeader.V.Encoding = format.RLEDictionary }, tensor.ErrMalformed},
		"levels of -1 bytes":                   {func(p *onePage) { p.version2().RepetitionLevelsByteLength = -1 }, tensor.ErrMalformed},
		"definition levels of -1 bytes":        {func(p *onePage) { p.version2().DefinitionLevelsByteLength = -1 }, tensor.ErrMalformed},
		"levels that are longer than it":       {func(p *onePage) { p.version2().DefinitionLevelsByteLength = 5 }, tensor.ErrMalformed},
		"levels that leave -1 bytes":           {func(p *onePage) { p.version2().DefinitionLevelsByteLength, p.header.UncompressedPageSize = 4, 3 }, tensor.ErrMalformed},
		"a row that begins with its second value": {func(p *onePage) {
			p.repetition = format.Repeated
			v := p.version2()
			v.RepetitionLevelsByteLength, v.DefinitionLevelsByteLength = 2, 2
			p.body = append([]byte{1 << 1, 1, 1 << 1, 1}, p.body...) // runs of one 1
			p.header.UncompressedPageSize, p.header.CompressedPageSize = 8, 8
		}, tensor.ErrMalformed},
	} {
		p := newPage()
		c.lie(p)
		f, in, err := open(p.file(t))
		if err != nil {
			t.Fatal(name, err)
		}
		var got []cell
		if err := f.Scan(in, f.Column("x"), collect(&got)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if c.want == nil && !slices.Equal(got, []cell{{raw: string(p.body)}}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A file is not read on by what was seen of another.
func TestAFileThatChanged(t *testing.T) {
	data := newPage().file(t)
	f, in, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Scan(in, f.Column("x"), collect(new([]cell))); err != nil {
		t.Fatal(err)
	}
	longer := append(bytes.Clone(data), 0)
	other := readat.New(context.Background(), bytes.NewReader(longer), int64(len(longer)))
	if err := f.Each(other, f.Column("x"), 0, 1, collect(new([]cell))); !errors.Is(err, tensor.ErrMalformed) {
		t.Errorf("%v, want ErrMalformed", err)
	}
}

// emptyPages are n pages that declare no value, as one page with a body.
func emptyPages(t *testing.T, n int) *onePage {
	p := newPage()
	p.rows, p.header.DataPageHeader.V.NumValues = 0, 0
	p.header.UncompressedPageSize, p.header.CompressedPageSize = 0, 0
	p.body = bytes.Repeat(compact(t, &p.header), n-1)
	return p
}

// Chunks that are the same bytes would cost their pages once for each of them.
func TestChunksOnOneAnother(t *testing.T) {
	for groups, want := range map[int]error{1: nil, 300: tensor.ErrMalformed} {
		p := emptyPages(t, 1000)
		p.groups = groups
		f, in, err := open(p.file(t))
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
	f, in, err := open(emptyPages(t, 4).file(t))
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
		if n > 1<<20 {
			t.Errorf("%v: %d bytes allocated for values of %d", enc, n, c.width)
		}
	}
}

func TestBoundsOfAPage(t *testing.T) {
	const mib = 1 << 20
	for _, c := range []struct {
		packed, unpacked, values int32
		want                     error
	}{
		{4, 4, 1, nil},
		{0, 0, 0, nil},
		{-1, 4, 1, tensor.ErrMalformed},
		{4, -1, 1, tensor.ErrMalformed},
		{4, 4, -1, tensor.ErrMalformed},
		{100 * mib, 4, 1, tensor.ErrMalformed}, // its column ends before
		{64 * mib, 64 * mib, 1, nil},
		{64*mib + 1, 4, 1, tensor.ErrTooLarge},
		{64 * mib, 64*mib + 1, 1, tensor.ErrTooLarge},
		{1, 8 * mib, 1, nil},
		{1, 8*mib + 1, 1, tensor.ErrTooLarge},
		{8 * 1024, 8*mib + 1, 1, nil}, // DEFLATE packs zeros 1032 to 1
		{4, 4, mib, nil},
		{4, 4, mib + 1, tensor.ErrTooLarge},
		{4, 64 * 1024, 4 * mib, nil},
		{4, 64 * 1024, 4*mib + 1, tensor.ErrTooLarge},
		{mib, mib, 16 * mib, nil},
		{mib, mib, 16*mib + 1, tensor.ErrTooLarge},
	} {
		h := pageHeader{body: 100}
		h.CompressedPageSize, h.UncompressedPageSize = c.packed, c.unpacked
		h.DataPageHeader.V.NumValues = c.values
		if err := h.check(50, 100+80*mib); !errors.Is(err, c.want) {
			t.Errorf("%d bytes, %d unpacked, %d values: %v, want %v", c.packed, c.unpacked, c.values, err, c.want)
		}
	}
}

// Each of two pages may have the values it says, and both together may not.
func TestManyValuesInASmallColumn(t *testing.T) {
	p := newPage()
	p.header.DataPageHeader.V.NumValues = FreeValues
	second := append(compact(t, &p.header), p.body...)
	p.body = append(p.body, second...)
	f, in, err := open(p.file(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Scan(in, f.Column("x"), collect(new([]cell))); !errors.Is(err, tensor.ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
}

func TestWhatAFooterMayNotSay(t *testing.T) {
	right := newPage().file(t)
	declare := func(data []byte, n uint32) []byte {
		data = bytes.Clone(data)
		binary.LittleEndian.PutUint32(data[len(data)-8:], n)
		return data
	}
	nested := func(levels int) []byte {
		meta := format.FileMetaData{Version: 1}
		for range levels + 1 { // the root is none
			e := format.SchemaElement{Name: "x"}
			e.NumChildren.V, e.NumChildren.Valid = 1, true
			meta.Schema = append(meta.Schema, e)
		}
		leaf := format.SchemaElement{Name: "x"}
		leaf.Type.V, leaf.Type.Valid = format.Float, true
		footer := compact(t, &format.FileMetaData{Version: 1, Schema: append(meta.Schema, leaf)})
		out := append(append(bytes.Clone(magic), footer...), 0, 0, 0, 0)
		return declare(append(out, magic...), uint32(len(footer)))
	}
	encrypted := func() []byte {
		meta := format.FileMetaData{Version: 1, Schema: []format.SchemaElement{{Name: "table"}}}
		meta.EncryptionAlgorithm.Value = &format.AesGcmV1{}
		footer := compact(t, &meta)
		out := append(append(bytes.Clone(magic), footer...), 0, 0, 0, 0)
		return declare(append(out, magic...), uint32(len(footer)))
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"that it is encrypted":            {encrypted(), tensor.ErrUnsupported},
		"nothing":                         {right, nil},
		"that it is longer than the file": {declare(right, uint32(len(right)-11)), tensor.ErrMalformed},
		"that it has 2^32-1 bytes":        {declare(right, math.MaxUint32), tensor.ErrMalformed},
		"that it has 17 MiB":              {declare(append(append(bytes.Clone(magic), make([]byte, 18<<20)...), right...), 17<<20), tensor.ErrTooLarge},
		"126 levels":                      {nested(126), nil},
		"128 levels":                      {nested(128), tensor.ErrUnsupported},
	} {
		if _, _, err := open(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	for n := range right {
		if _, _, err := open(right[:n]); !errors.Is(err, tensor.ErrTruncated) && !errors.Is(err, tensor.ErrMalformed) {
			t.Errorf("cut at byte %d: %v", n, err)
		}
	}
}

// What a packed page holds is held against what its header says.
func TestUnpackedToAnotherLength(t *testing.T) {
	plain := []byte("sixteen letters.")
	for _, codec := range []compress.Codec{&oracle.Snappy, &oracle.Gzip, &oracle.Zstd, &oracle.Lz4Raw} {
		packed, err := codec.Encode(nil, plain)
		if err != nil {
			t.Fatal(err)
		}
		r := &chunkReader{chunk: &chunk{codec: codec.CompressionCodec()}, memory: new(memory)}
		for n := range 2 * len(plain) {
			got, err := r.unpack(packed, n)
			if n == 0 {
				continue // nothing is unpacked
			}
			if n != len(plain) && !errors.Is(err, tensor.ErrMalformed) {
				t.Errorf("%v: %d bytes where there are 16: %v", codec, n, err)
			}
			if n == len(plain) && (err != nil || !bytes.Equal(got, plain)) {
				t.Errorf("%v: %q, %v", codec, got, err)
			}
		}
	}
}

// A gzip stream ends with the CRC-32 and the length of what it holds; RFC 1952,
// 2.3.1.
func TestGzipChecksum(t *testing.T) {
	packed, err := oracle.Gzip.Encode(nil, []byte("sound"))
	if err != nil {
		t.Fatal(err)
	}
	r := &chunkReader{chunk: &chunk{codec: format.Gzip}, memory: new(memory)}
	for i := len(packed) - 8; i < len(packed); i++ {
		bad := bytes.Clone(packed)
		bad[i]++
		if _, err := r.unpack(bad, len("sound")); !errors.Is(err, tensor.ErrMalformed) {
			t.Errorf("byte %d of %d is another: %v", i, len(packed), err)
		}
	}
}

package parquet

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	oracle "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Tables are written and read by parquet-go, and must read the same here.

const tableRows = 300

// shapes are the ways in which a column may be nested, with rows of it. A
// level counts what is there; the last is that of a value.
var shapes = []struct {
	name   string
	node   func(leaf oracle.Node) oracle.Node
	levels int
	row    func(r *rand.Rand, value func(rep, def int) oracle.Value) oracle.Row
}{
	{"required", func(n oracle.Node) oracle.Node { return n }, 0,
		func(_ *rand.Rand, value func(rep, def int) oracle.Value) oracle.Row { return oracle.Row{value(0, 0)} }},
	{"optional", oracle.Optional, 1,
		func(r *rand.Rand, value func(rep, def int) oracle.Value) oracle.Row {
			return oracle.Row{value(0, r.IntN(2))}
		}},
	{"list", func(n oracle.Node) oracle.Node { return oracle.List(oracle.Optional(n)) }, 2,
		func(r *rand.Rand, value func(rep, def int) oracle.Value) oracle.Row {
			row := oracle.Row{value(0, r.IntN(3))}
			for row[0].DefinitionLevel() > 0 && r.IntN(8) > 0 {
				row = append(row, value(1, 1+r.IntN(2)))
			}
			return row
		}},
	{"lists", func(n oracle.Node) oracle.Node { return oracle.List(oracle.List(n)) }, 2,
		func(r *rand.Rand, value func(rep, def int) oracle.Value) oracle.Row {
			row := oracle.Row{value(0, r.IntN(3))}
			for row[0].DefinitionLevel() > 0 && r.IntN(8) > 0 {
				last := row[len(row)-1].DefinitionLevel()
				if last == 2 && r.IntN(3) > 0 {
					row = append(row, value(2, 2))
				} else {
					row = append(row, value(1, 1+r.IntN(2)))
				}
			}
			return row
		}},
}

type encoded struct {
	name string
	leaf oracle.Type
	enc  encoding.Encoding
}

func encodings() []encoded {
	fixed := oracle.FixedLenByteArrayType(5)
	all := []encoded{
		{"text plain", oracle.ByteArrayType, &oracle.Plain},
		{"text lengths", oracle.ByteArrayType, &oracle.DeltaLengthByteArray},
		{"text prefixes", oracle.ByteArrayType, &oracle.DeltaByteArray},
		{"text dictionary", oracle.ByteArrayType, &oracle.RLEDictionary},
		{"fixed prefixes", fixed, &oracle.DeltaByteArray},
		{"int32 deltas", oracle.Int32Type, &oracle.DeltaBinaryPacked},
		{"int64 deltas", oracle.Int64Type, &oracle.DeltaBinaryPacked},
		{"int96 plain", oracle.Int96Type, &oracle.Plain},
	}
	for _, t := range []oracle.Type{fixed, oracle.Int32Type, oracle.Int64Type, oracle.FloatType, oracle.DoubleType} {
		all = append(all,
			encoded{t.String() + " plain", t, &oracle.Plain},
			encoded{t.String() + " dictionary", t, &oracle.RLEDictionary})
	}
	for _, t := range []oracle.Type{oracle.Int32Type, oracle.FloatType, oracle.DoubleType} {
		all = append(all, encoded{t.String() + " streams", t, &oracle.ByteStreamSplit})
	}
	return all
}

// value makes a value of the type, one of few so that dictionaries and
// prefixes are used.
func value(t oracle.Type, r *rand.Rand) oracle.Value {
	n := int64(r.IntN(40)) * int64(r.IntN(40)-20)
	switch t.Kind() {
	case oracle.Int32:
		return oracle.Int32Value(int32(n) << r.IntN(20))
	case oracle.Int64:
		return oracle.Int64Value(n << r.IntN(50))
	case oracle.Int96:
		return oracle.Int96Value([3]uint32{uint32(n), r.Uint32(), 7})
	case oracle.Float:
		return oracle.FloatValue(float32(n) / 3)
	case oracle.Double:
		return oracle.DoubleValue(float64(n) / 3)
	case oracle.FixedLenByteArray:
		return oracle.FixedLenByteArrayValue(fmt.Appendf(nil, "%05d", r.IntN(90000)))
	}
	return oracle.ByteArrayValue(fmt.Appendf(nil, "track %0*d", r.IntN(9), n))
}

func write(t testing.TB, e encoded, shape int, rows int, options ...oracle.WriterOption) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(shape)))
	s := shapes[shape]
	schema := oracle.NewSchema("table", oracle.Group{"x": s.node(oracle.Encoded(oracle.Leaf(e.leaf), e.enc))})
	var b bytes.Buffer
	w := oracle.NewWriter(&b, append(options, schema)...)
	for range rows {
		row := s.row(r, func(rep, def int) oracle.Value {
			if def < s.levels {
				return oracle.Value{}.Level(rep, def, 0)
			}
			return value(e.leaf, r).Level(rep, def, 0)
		})
		if _, err := w.WriteRows([]oracle.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type cell struct {
	row      int64
	rep, def int
	raw      string
}

// want reads all values with parquet-go.
func want(t *testing.T, data []byte) []cell {
	t.Helper()
	f, err := oracle.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all []cell
	row := int64(-1)
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		for buf := make([]oracle.Row, 16); ; {
			n, err := rows.ReadRows(buf)
			for _, one := range buf[:n] {
				row++
				for _, v := range one {
					all = append(all, cell{row, v.RepetitionLevel(), v.DefinitionLevel(), string(v.Bytes())})
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		rows.Close()
	}
	return all
}

func open(data []byte) (*File, *readat.Reader, error) {
	in := readat.New(context.Background(), bytes.NewReader(data), int64(len(data)))
	f, err := Open(in)
	return f, in, err
}

func collect(all *[]cell) Visit {
	return func(row int64, v *Value) error {
		*all = append(*all, cell{row, v.Repetition, v.Definition, string(v.raw)})
		return nil
	}
}

func check(t *testing.T, data []byte) {
	t.Helper()
	wanted := want(t, data)
	f, in, err := open(data)
	if err != nil {
		t.Fatal(err)
	}
	var got []cell
	c := f.Column("x")
	if err := f.Scan(in, c, collect(&got)); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, wanted) {
		t.Fatalf("got %d values, want %d: %v, want %v", len(got), len(wanted), got[:min(len(got), 20)], wanted[:20])
	}
	for from := int64(0); from < f.Rows(); from += 17 {
		to := min(from+1+from%23, f.Rows())
		var part []cell
		if err := f.Each(in, c, from, to, collect(&part)); err != nil {
			t.Fatal(err)
		}
		in := slices.DeleteFunc(slices.Clone(wanted), func(c cell) bool { return c.row < from || c.row >= to })
		if !slices.Equal(part, in) {
			t.Fatalf("rows %d to %d: got %v, want %v", from, to, part, in)
		}
	}
}

func TestEncodings(t *testing.T) {
	for _, e := range encodings() {
		for shape, s := range shapes {
			for version := 1; version <= 2; version++ {
				t.Run(fmt.Sprintf("%s/%s/v%d", e.name, s.name, version), func(t *testing.T) {
					check(t, write(t, e, shape, tableRows, oracle.DataPageVersion(version), oracle.PageBufferSize(600), oracle.MaxRowsPerRowGroup(130)))
				})
			}
		}
	}
}

func TestCodecs(t *testing.T) {
	for _, codec := range []compress.Codec{&oracle.Uncompressed, &oracle.Snappy, &oracle.Gzip, &oracle.Zstd, &oracle.Lz4Raw} {
		for version := 1; version <= 2; version++ {
			t.Run(fmt.Sprintf("%v/v%d", codec, version), func(t *testing.T) {
				for _, e := range encodings()[:4] {
					check(t, write(t, e, 2, tableRows, oracle.Compression(codec), oracle.DataPageVersion(version), oracle.PageBufferSize(600)))
				}
			})
		}
	}
}

func TestBrotliIsNotRead(t *testing.T) {
	f, in, err := open(write(t, encodings()[0], 0, 3, oracle.Compression(&oracle.Brotli)))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Scan(in, f.Column("x"), collect(new([]cell))); !errors.Is(err, tensor.ErrUnsupported) {
		t.Errorf("%v, want ErrUnsupported", err)
	}
}

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		kind oracle.Type
		v    oracle.Value
		want string
	}{
		"int32": {oracle.Int32Type, oracle.Int32Value(-5), "-5"},
		"int64": {oracle.Int64Type, oracle.Int64Value(-1 << 63), "-9223372036854775808"},
		"int96": {oracle.Int96Type, oracle.Int96Value([3]uint32{1, 1, 0}), "4294967297"},
		"bytes": {oracle.ByteArrayType, oracle.ByteArrayValue([]byte("a\x00b")), "a\x00b"},
		"fixed": {oracle.FixedLenByteArrayType(2), oracle.FixedLenByteArrayValue([]byte("ab")), "ab"},
	} {
		col := &Column{Type: format.Type(c.kind.Kind())}
		if got := col.Text(&Value{raw: c.v.Bytes()}); got != c.want || got != c.v.String() {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// allocated returns the bytes that call takes from the heap. The runtime takes a
// few thousand of its own now and then: bounds are far above that.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A run of 2^31-1 levels takes six bytes of a page, and no memory.
func TestRunsTakeNoMemory(t *testing.T) {
	head := binary.AppendUvarint(nil, (1<<31-1)<<1)
	r := newRuns(append(head, 1), 1)
	n := testing.AllocsPerRun(1000, func() {
		if v, ok := r.next(); v != 1 || !ok {
			t.Fatal(v, ok)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations a level", n)
	}
}

// What unpacks to more than the page declares is refused before it is unpacked.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 32<<20)
	for _, codec := range []compress.Codec{&oracle.Snappy, &oracle.Gzip, &oracle.Zstd, &oracle.Lz4Raw} {
		packed, err := codec.Encode(nil, zeros)
		if err != nil {
			t.Fatal(err)
		}
		r := &chunkReader{chunk: &chunk{codec: codec.CompressionCodec()}, memory: new(memory)}
		if _, err := r.unpack(packed, 1000); !errors.Is(err, tensor.ErrMalformed) {
			t.Errorf("%v: %v, want ErrMalformed", codec, err)
		}
		n := allocated(func() { r.unpack(packed, 1000) }) //nolint:errcheck // seen above
		if n > 4<<20 {
			t.Errorf("%v: %d bytes allocated", codec, n)
		}
	}
}

package parquet

import (
	"encoding/binary"

	"github.com/parquet-go/parquet-go/format"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// values gives the values of a page one after the other, each in the PLAIN
// encoding and without a length, false where there are no more. A value is
// valid until the next one.
type values interface {
	next() ([]byte, bool)
}

// plainDictionary is what old writers call RLE_DICTIONARY.
const plainDictionary format.Encoding = 2

func isDictionary(enc format.Encoding) bool {
	return enc == format.RLEDictionary || enc == plainDictionary
}

// newValues returns the values in b, at most most of them.
func (c *Column) newValues(enc format.Encoding, b []byte, most int, dict *dictionary) (values, error) {
	fixed := c.width > 0
	switch {
	case enc == format.Plain && fixed:
		return &plainFixed{b, c.width}, nil
	case enc == format.Plain && c.Type == format.ByteArray:
		return &plainText{b}, nil
	case isDictionary(enc):
		return dict.values(b)
	case enc == format.ByteStreamSplit && fixed:
		return &streams{b: b, n: len(b) / c.width, value: make([]byte, min(c.width, len(b)))}, nil // the width is the file's word
	case enc == format.DeltaBinaryPacked && (c.Type == format.Int32 || c.Type == format.Int64):
		d, err := newDeltas(b, most)
		return &deltaNumbers{deltas: d, width: c.width}, err
	case enc == format.DeltaLengthByteArray && c.Type == format.ByteArray:
		return newDeltaText(b, most)
	case enc == format.DeltaByteArray && (c.Type == format.ByteArray || c.Type == format.FixedLenByteArray):
		return newPrefixed(b, most)
	}
	return nil, fail(tensor.ErrUnsupported, tensor.NoOffset, "column %s of type %v is encoded as %v", c.Name, c.Type, enc)
}

// plainFixed holds values of one width; Encodings.md, "Plain".
type plainFixed struct {
	b     []byte
	width int
}

func (p *plainFixed) next() ([]byte, bool) {
	if len(p.b) < p.width {
		return nil, false
	}
	v := p.b[:p.width]
	p.b = p.b[p.width:]
	return v, true
}

// plainText holds values behind their lengths; Encodings.md, "Plain".
type plainText struct{ b []byte }

const textHead = 4 // bytes of a length

func (p *plainText) next() ([]byte, bool) {
	if len(p.b) < textHead {
		return nil, false
	}
	n := binary.LittleEndian.Uint32(p.b)
	if uint64(n) > uint64(len(p.b)-textHead) {
		return nil, false
	}
	v := p.b[textHead : textHead+n]
	p.b = p.b[textHead+n:]
	return v, true
}

// dictionary holds the values that pages name by their numbers.
type dictionary struct {
	b      []byte // in the PLAIN encoding
	width  int
	n      int
	starts []uint32 // of values that have no width, behind their lengths
}

// newDictionary reads n entries in the PLAIN encoding from b, which it keeps.
func (c *Column) newDictionary(b []byte, n int) (*dictionary, error) {
	d := &dictionary{b: b, width: c.width, n: n}
	all, err := c.newValues(format.Plain, b, n, nil)
	if err != nil {
		return nil, err
	}
	end := 0
	for i := range n {
		v, ok := all.next()
		if !ok {
			return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "a dictionary declares %d entries and has %d", n, i)
		}
		if c.width == 0 {
			d.starts = append(d.starts, uint32(end+textHead))
			end += textHead + len(v)
		}
	}
	return d, nil
}

// entry returns entry i, false where there is none.
func (d *dictionary) entry(i uint32) ([]byte, bool) {
	if uint64(i) >= uint64(d.n) {
		return nil, false
	}
	if d.width > 0 {
		return d.b[int(i)*d.width:][:d.width], true
	}
	start := d.starts[i]
	return d.b[start:][:binary.LittleEndian.Uint32(d.b[start-textHead:])], true
}

// values returns the values whose numbers are in b.
//
// Source: Encodings.md, "Dictionary Encoding".
func (d *dictionary) values(b []byte) (values, error) {
	if d == nil {
		return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "a page refers to a dictionary, its column has none")
	}
	if len(b) == 0 { // of nulls alone
		return &numbered{d, newRuns(nil, 1)}, nil
	}
	if b[0] > 32 {
		return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "numbers of dictionary entries have %d bits", b[0])
	}
	return &numbered{d, newRuns(b[1:], uint(b[0]))}, nil
}

type numbered struct {
	dictionary *dictionary
	numbers    runs
}

func (d *numbered) next() ([]byte, bool) {
	i, ok := d.numbers.next()
	if !ok {
		return nil, false
	}
	return d.dictionary.entry(i)
}

// streams holds the first bytes of all values, then the second ones and so on.
//
// Source: Encodings.md, "Byte Stream Split (BYTE_STREAM_SPLIT = 9)".
type streams struct {
	b     []byte
	n, i  int
	value []byte
}

func (s *streams) next() ([]byte, bool) {
	if s.i == s.n {
		return nil, false
	}
	for k := range s.value {
		s.value[k] = s.b[k*s.n+s.i]
	}
	s.i++
	return s.value, true
}

type deltaNumbers struct {
	deltas
	width int
	value [8]byte
}

func (d *deltaNumbers) next() ([]byte, bool) {
	v, ok := d.deltas.next()
	binary.LittleEndian.PutUint64(d.value[:], v)
	return d.value[:d.width], ok
}

// deltaText holds all lengths, then all values.
//
// Source: Encodings.md, "Delta-length byte array (DELTA_LENGTH_BYTE_ARRAY = 6)".
type deltaText struct {
	lengths deltas
	b       []byte
}

func newDeltaText(b []byte, most int) (*deltaText, error) {
	lengths, err := newDeltas(b, most)
	if err != nil {
		return nil, err
	}
	last := lengths
	for ok := true; ok; {
		_, ok = last.next()
	}
	return &deltaText{lengths, last.b}, nil
}

func (d *deltaText) next() ([]byte, bool) {
	n, ok := d.lengths.next()
	if !ok || n > uint64(len(d.b)) {
		return nil, false
	}
	v := d.b[:n]
	d.b = d.b[n:]
	return v, true
}

// prefixed holds how much of a value is that of the one before, and what
// follows.
//
// Source: Encodings.md, "Delta Strings (DELTA_BYTE_ARRAY = 7)".
type prefixed struct {
	prefixes deltas
	rest     *deltaText
	value    []byte
}

func newPrefixed(b []byte, most int) (*prefixed, error) {
	prefixes, err := newDeltas(b, most)
	if err != nil {
		return nil, err
	}
	last := prefixes
	for ok := true; ok; {
		_, ok = last.next()
	}
	rest, err := newDeltaText(last.b, most)
	return &prefixed{prefixes: prefixes, rest: rest}, err
}

func (p *prefixed) next() ([]byte, bool) {
	n, ok1 := p.prefixes.next()
	rest, ok2 := p.rest.next()
	if !ok1 || !ok2 || n > uint64(len(p.value)) {
		return nil, false
	}
	p.value = append(p.value[:n], rest...)
	return p.value, true
}

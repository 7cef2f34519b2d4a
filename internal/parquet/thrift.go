package parquet

import "encoding/binary"

// maxThriftDepth is above the nesting of Parquet's structures, which is 7.
const maxThriftDepth = 24

// maxElements bounds the list elements of a structure, each of which takes some
// hundred bytes of memory.
const maxElements = 1 << 18

// walker steps over a structure in Thrift's compact protocol without
// allocating, to prove that its lengths fit its bytes.
//
// Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
type walker struct {
	b        []byte
	i        int // next byte
	elements int // of lists, sets and maps
}

// Types of the compact protocol.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftByte   = 3
	thriftI16    = 4
	thriftI32    = 5
	thriftI64    = 6
	thriftDouble = 7
	thriftBinary = 8
	thriftList   = 9
	thriftSet    = 10
	thriftMap    = 11
	thriftStruct = 12
)

// structure steps over a structure and reports whether the bytes hold one.
func (w *walker) structure(depth int) bool {
	if depth > maxThriftDepth {
		return false
	}
	for {
		head, ok := w.byte()
		if !ok || head == 0 {
			return ok
		}
		if head>>4 == 0 { // the field's number stands behind it
			if _, ok := w.varint(); !ok {
				return false
			}
		}
		if !w.value(head&15, depth) {
			return false
		}
	}
}

// value steps over a field's value.
func (w *walker) value(kind byte, depth int) bool {
	switch kind {
	case thriftTrue, thriftFalse:
		return true
	case thriftByte:
		_, ok := w.byte()
		return ok
	case thriftI16, thriftI32, thriftI64:
		_, ok := w.varint()
		return ok
	case thriftDouble:
		return w.step(8)
	case thriftBinary:
		n, ok := w.uvarint()
		return ok && w.step(n)
	case thriftList, thriftSet:
		return w.list(depth)
	case thriftMap:
		return w.pairs(depth)
	case thriftStruct:
		return w.structure(depth + 1)
	}
	return false
}

func (w *walker) list(depth int) bool {
	head, ok := w.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n, ok = w.uvarint()
	}
	return ok && w.items(n, depth, head&15)
}

func (w *walker) pairs(depth int) bool {
	n, ok := w.uvarint()
	if !ok || n == 0 {
		return ok
	}
	kinds, ok := w.byte()
	return ok && w.items(n, depth, kinds>>4, kinds&15)
}

// items steps over n elements, each of one value of every kind. An element has
// at least one byte.
func (w *walker) items(n uint64, depth int, kinds ...byte) bool {
	if depth > maxThriftDepth || n > uint64(len(w.b)-w.i) || n > uint64(maxElements-w.elements) {
		return false
	}
	w.elements += int(n)
	for range n {
		for _, kind := range kinds {
			if kind == thriftTrue || kind == thriftFalse {
				kind = thriftByte // in a list a bool is a byte
			}
			if !w.value(kind, depth+1) {
				return false
			}
		}
	}
	return true
}

func (w *walker) byte() (byte, bool) {
	if w.i >= len(w.b) {
		return 0, false
	}
	w.i++
	return w.b[w.i-1], true
}

func (w *walker) step(n uint64) bool {
	if n > uint64(len(w.b)-w.i) {
		return false
	}
	w.i += int(n)
	return true
}

func (w *walker) uvarint() (uint64, bool) {
	v, n := binary.Uvarint(w.b[w.i:])
	if n <= 0 {
		return 0, false
	}
	w.i += n
	return v, true
}

func (w *walker) varint() (int64, bool) {
	v, n := binary.Varint(w.b[w.i:])
	if n <= 0 {
		return 0, false
	}
	w.i += n
	return v, true
}

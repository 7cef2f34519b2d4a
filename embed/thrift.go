package embed

import "encoding/binary"

// maxThriftDepth is above the nesting of Parquet's structures, which is 7.
const maxThriftDepth = 24

// thrift walks over a structure in Thrift's compact protocol without
// allocating, to prove that its lengths fit its bytes.
//
// Source: Apache Thrift, doc/specs/thrift-compact-protocol.md.
type thrift struct {
	b        []byte
	i        int // next byte
	elements int // of lists, sets and maps
	visit    func(parent, id int, v int64)
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

// structure steps over a structure that is field parent of the one around it.
// It reports whether the bytes hold one.
func (t *thrift) structure(parent, depth int) bool {
	if depth > maxThriftDepth {
		return false
	}
	id := 0
	for {
		head, ok := t.byte()
		if !ok || head == 0 {
			return ok
		}
		if delta := int(head >> 4); delta > 0 {
			id += delta
		} else {
			v, ok := t.varint()
			if !ok {
				return false
			}
			id = int(int16(v))
		}
		if !t.value(head&15, parent, id, depth) {
			return false
		}
	}
}

// value steps over a field's value.
func (t *thrift) value(kind byte, parent, id, depth int) bool {
	switch kind {
	case thriftTrue, thriftFalse:
		return true
	case thriftByte:
		_, ok := t.byte()
		return ok
	case thriftI16, thriftI32, thriftI64:
		v, ok := t.varint()
		if ok && t.visit != nil {
			t.visit(parent, id, v)
		}
		return ok
	case thriftDouble:
		return t.step(8)
	case thriftBinary:
		n, ok := t.uvarint()
		return ok && t.step(n)
	case thriftList, thriftSet:
		return t.list(depth)
	case thriftMap:
		return t.pairs(depth)
	case thriftStruct:
		return t.structure(id, depth+1)
	}
	return false
}

func (t *thrift) list(depth int) bool {
	head, ok := t.byte()
	n := uint64(head >> 4)
	if n == 15 {
		n, ok = t.uvarint()
	}
	return ok && t.items(n, depth, head&15)
}

func (t *thrift) pairs(depth int) bool {
	n, ok := t.uvarint()
	if !ok || n == 0 {
		return ok
	}
	kinds, ok := t.byte()
	return ok && t.items(n, depth, kinds>>4, kinds&15)
}

// items steps over n elements, each of one value of every kind. An element has
// at least one byte.
func (t *thrift) items(n uint64, depth int, kinds ...byte) bool {
	if depth > maxThriftDepth || n > uint64(len(t.b)-t.i) || n > uint64(maxElements-t.elements) {
		return false
	}
	t.elements += int(n)
	for range n {
		for _, kind := range kinds {
			if kind == thriftTrue || kind == thriftFalse {
				kind = thriftByte // in a list a bool is a byte
			}
			if !t.value(kind, -1, -1, depth+1) {
				return false
			}
		}
	}
	return true
}

func (t *thrift) byte() (byte, bool) {
	if t.i >= len(t.b) {
		return 0, false
	}
	t.i++
	return t.b[t.i-1], true
}

func (t *thrift) step(n uint64) bool {
	if n > uint64(len(t.b)-t.i) {
		return false
	}
	t.i += int(n)
	return true
}

func (t *thrift) uvarint() (uint64, bool) {
	v, n := binary.Uvarint(t.b[t.i:])
	if n <= 0 {
		return 0, false
	}
	t.i += n
	return v, true
}

func (t *thrift) varint() (int64, bool) {
	v, n := binary.Varint(t.b[t.i:])
	if n <= 0 {
		return 0, false
	}
	t.i += n
	return v, true
}

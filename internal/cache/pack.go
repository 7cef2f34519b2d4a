package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"reflect"
)

// Values are packed field by field without their names: a shard is read by the
// build that wrote it alone (Options.Identity). Package gob would do the same
// and costs a quarter of a millisecond at the start of every process.

// pack appends what v holds: numbers, text, structs, arrays and slices of
// these. It panics for anything else, and for fields that are not exported.
func pack(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			return append(b, 1)
		}
		return append(b, 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return binary.AppendVarint(b, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return binary.AppendUvarint(b, v.Uint())
	case reflect.Float32, reflect.Float64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.Float()))
	case reflect.String:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		return append(b, v.String()...)
	case reflect.Struct:
		for i := range v.NumField() {
			b = pack(b, v.Field(i))
		}
		return b
	case reflect.Slice:
		b = binary.AppendUvarint(b, uint64(v.Len()))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			b = pack(b, v.Index(i))
		}
		return b
	}
	panic(fmt.Sprintf("cache: a %v cannot be kept", v.Type()))
}

var errShort = errors.New("it ends inside a value")

// unpacker reads what pack wrote. Text shares the memory of rest.
type unpacker struct {
	rest string
	err  error
}

func (u *unpacker) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(u.take(1) == "\x01")
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n := u.uvarint()
		v.SetInt(int64(n>>1) ^ -int64(n&1)) // as binary.Varint
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(u.uvarint())
	case reflect.Float32, reflect.Float64:
		if b := u.take(8); u.err == nil {
			v.SetFloat(math.Float64frombits(binary.LittleEndian.Uint64([]byte(b))))
		}
	case reflect.String:
		v.SetString(u.take(u.uvarint()))
	case reflect.Struct:
		for i := range v.NumField() {
			u.value(v.Field(i))
		}
	case reflect.Slice:
		n := u.uvarint()
		if n > uint64(len(u.rest)) { // an element has a byte at least
			u.fail()
		}
		for i := 0; uint64(i) < n && u.err == nil; i++ {
			v.Grow(1)
			v.SetLen(i + 1)
			u.value(v.Index(i))
		}
	case reflect.Array:
		for i := 0; i < v.Len() && u.err == nil; i++ {
			u.value(v.Index(i))
		}
	}
}

func (u *unpacker) fail() { u.err, u.rest = errShort, "" }

func (u *unpacker) take(n uint64) string {
	if n > uint64(len(u.rest)) {
		u.fail()
		return ""
	}
	s := u.rest[:n]
	u.rest = u.rest[n:]
	return s
}

func (u *unpacker) uvarint() (v uint64) {
	for i := 0; i < len(u.rest) && i < binary.MaxVarintLen64; i++ {
		c := u.rest[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			u.rest = u.rest[i+1:]
			return v
		}
	}
	u.fail()
	return 0
}

package jsonobj

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Marshal returns the JSON of v, a value of a type that Decode fills. Unknown
// keys stand behind the known ones, sorted. It refuses NaN and infinities.
func Marshal(v any) ([]byte, error) { return marshal(v, false) }

// MarshalLoose is Marshal that writes NaN and infinities as bare words, which a
// Scanner with AllowNaN reads.
func MarshalLoose(v any) ([]byte, error) { return marshal(v, true) }

func marshal(v any, loose bool) ([]byte, error) {
	w := Writer{plans: plans{}, loose: loose}
	w.Value(v)
	return w.dst, w.err
}

// Writer appends JSON and keeps the first error.
type Writer struct {
	dst   []byte
	err   error
	plans plans
	loose bool
}

// Value appends v, of a type that Decode fills.
func (w *Writer) Value(v any) { w.value(reflect.ValueOf(v)) }

// Raw appends s as it is.
func (w *Writer) Raw(s string) { w.dst = append(w.dst, s...) }

// Float appends the shortest text that reads back as f.
func (w *Writer) Float(f float64) {
	if !math.IsNaN(f) && !math.IsInf(f, 0) {
		w.plain(f)
		return
	}
	if !w.loose {
		w.fail("%v is no JSON number", f)
	}
	switch {
	case math.IsNaN(f):
		w.Raw("NaN")
	case f < 0:
		w.Raw("-Infinity")
	default:
		w.Raw("Infinity")
	}
}

func (w *Writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("json: "+format, args...)
	}
}

// plain appends what encoding/json writes for v, a string or a finite number.
func (w *Writer) plain(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		w.fail("%w", err)
	}
	w.dst = append(w.dst, b...)
}

func (w *Writer) value(v reflect.Value) {
	if !v.IsValid() {
		w.Raw("null")
		return
	}
	if c, ok := custom(v); ok {
		c.AppendJSON(w)
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		w.value(v.Elem())
	case reflect.String:
		w.plain(v.String())
	case reflect.Bool:
		w.dst = strconv.AppendBool(w.dst, v.Bool())
	case reflect.Int64:
		w.dst = strconv.AppendInt(w.dst, v.Int(), 10)
	case reflect.Float64:
		w.Float(v.Float())
	case reflect.Slice:
		w.slice(v)
	case reflect.Map:
		w.object(v)
	case reflect.Struct:
		w.fields(v)
	default:
		w.fail("a %s cannot be written", v.Type())
	}
}

// custom returns v as a Custom when its address is one.
func custom(v reflect.Value) (Custom, bool) {
	if v.Kind() == reflect.Pointer {
		return nil, false
	}
	if !v.CanAddr() {
		p := reflect.New(v.Type())
		p.Elem().Set(v)
		v = p.Elem()
	}
	c, ok := v.Addr().Interface().(Custom)
	return c, ok
}

func (w *Writer) slice(v reflect.Value) {
	if v.IsNil() {
		w.Raw("null")
		return
	}
	if v.Type() == rawType {
		w.dst = append(w.dst, v.Bytes()...)
		return
	}
	w.Raw("[")
	for i := range v.Len() {
		if i > 0 {
			w.Raw(",")
		}
		w.value(v.Index(i))
	}
	w.Raw("]")
}

func (w *Writer) object(v reflect.Value) {
	if v.IsNil() {
		w.Raw("null")
		return
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		return strings.Compare(a.String(), b.String())
	})
	w.Raw("{")
	for n, k := range keys {
		w.key(k.String(), n == 0)
		w.value(v.MapIndex(k))
	}
	w.Raw("}")
}

func (w *Writer) key(name string, first bool) {
	if !first {
		w.Raw(",")
	}
	w.plain(name)
	w.Raw(":")
}

func (w *Writer) fields(v reflect.Value) {
	p := w.plans.of(v.Type())
	if p == nil {
		w.fail("%s embeds no Keep", v.Type())
		return
	}
	keep := v.Field(p.keep).Interface().(Keep)
	w.Raw("{")
	first := true
	for _, f := range p.fields {
		st := f.written(v.Field(f.index), &keep)
		if st == absent {
			continue
		}
		w.key(f.name, first)
		first = false
		if st == null {
			w.Raw("null")
		} else {
			w.value(v.Field(f.index))
		}
	}
	for _, k := range sortedKeys(keep.Extra) {
		w.key(k, first)
		first = false
		w.dst = append(w.dst, keep.Extra[k]...)
	}
	w.Raw("}")
}

// written says how the field is to be written: absent, null, or present.
func (f *field) written(v reflect.Value, keep *Keep) state {
	if !v.IsZero() {
		return present
	}
	if st := keep.state(f.name); st != 0 && st != misfit {
		return st
	}
	if f.omitZero {
		return absent
	}
	return present
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

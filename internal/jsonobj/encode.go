package jsonobj

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
)

// Unmarshal fills dst, a pointer, from the JSON document data. The error is an
// *Error for what is no JSON, a *TypeError for a value of another type than its
// field; unknown and repeated keys are none.
func Unmarshal(data []byte, dst any) error {
	v, err := Parse(data, false)
	if err != nil {
		return err
	}
	var first *TypeError
	d := Decoder{Report: func(p Problem) {
		if first == nil && (p.Sort == WrongType || p.Sort == NotFinite) {
			first = &TypeError{p}
		}
	}}
	d.Decode(v, dst)
	if first != nil {
		return first
	}
	return nil
}

// TypeError says which value is of another type than its Go field.
type TypeError struct{ Problem }

// Error returns the place, what stands there, and what should.
func (e *TypeError) Error() string {
	return fmt.Sprintf("json: %s is %s, wanted %s", quotePointer(e.Pointer), e.Got, e.Want)
}

func quotePointer(p string) string {
	if p == "" {
		return "the document"
	}
	return p
}

// Marshal returns the JSON of v, a value of a type that Decode fills. Unknown
// keys stand behind the known ones, sorted. It refuses NaN and infinities.
func Marshal(v any) ([]byte, error) {
	e := encoder{plans: plans{}}
	return e.append(nil, reflect.ValueOf(v))
}

// MarshalLoose is Marshal that writes NaN and infinities as bare words, which a
// Scanner with AllowNaN reads.
func MarshalLoose(v any) ([]byte, error) {
	e := encoder{plans: plans{}, loose: true}
	return e.append(nil, reflect.ValueOf(v))
}

type encoder struct {
	plans plans
	loose bool
}

func (e *encoder) append(dst []byte, v reflect.Value) ([]byte, error) {
	if !v.IsValid() {
		return append(dst, "null"...), nil
	}
	if c, ok := custom(v); ok {
		return c.AppendJSON(dst)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return e.append(dst, v.Elem())
	case reflect.String:
		return appendString(dst, v.String())
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool()), nil
	case reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10), nil
	case reflect.Float64:
		return e.float(dst, v.Float())
	case reflect.Slice:
		return e.slice(dst, v)
	case reflect.Map:
		return e.object(dst, v)
	case reflect.Struct:
		return e.fields(dst, v)
	}
	return dst, fmt.Errorf("json: a %s cannot be written", v.Type())
}

// custom returns v as a Custom when v or its address is one.
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

func appendString(dst []byte, s string) ([]byte, error) {
	b, err := json.Marshal(s)
	return append(dst, b...), err
}

// AppendFloat appends the shortest text that reads back as f.
func AppendFloat(dst []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return dst, fmt.Errorf("json: %v is no JSON number", f)
	}
	b, err := json.Marshal(f)
	return append(dst, b...), err
}

func (e *encoder) float(dst []byte, f float64) ([]byte, error) {
	switch {
	case !e.loose:
		return AppendFloat(dst, f)
	case math.IsNaN(f):
		return append(dst, "NaN"...), nil
	case math.IsInf(f, 1):
		return append(dst, "Infinity"...), nil
	case math.IsInf(f, -1):
		return append(dst, "-Infinity"...), nil
	}
	return AppendFloat(dst, f)
}

func (e *encoder) slice(dst []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(dst, "null"...), nil
	}
	if v.Type() == rawType {
		return append(dst, v.Bytes()...), nil
	}
	dst = append(dst, '[')
	var err error
	for i := range v.Len() {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = e.append(dst, v.Index(i)); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

func (e *encoder) object(dst []byte, v reflect.Value) ([]byte, error) {
	if v.IsNil() {
		return append(dst, "null"...), nil
	}
	keys := make([]string, 0, v.Len())
	for _, k := range v.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	o := objectWriter{dst: append(dst, '{')}
	for _, k := range keys {
		o.key(k)
		o.value(e.append(o.dst, v.MapIndex(reflect.ValueOf(k).Convert(v.Type().Key()))))
	}
	return o.end()
}

func (e *encoder) fields(dst []byte, v reflect.Value) ([]byte, error) {
	p := e.plans.of(v.Type())
	if p == nil {
		return dst, fmt.Errorf("json: %s embeds no Keep", v.Type())
	}
	keep := v.Field(p.keep).Interface().(Keep)
	o := objectWriter{dst: append(dst, '{')}
	for _, f := range p.fields {
		e.field(&o, f, v.Field(f.index), &keep)
	}
	for _, k := range sortedKeys(keep.Extra) {
		o.key(k)
		o.value(append(o.dst, keep.Extra[k]...), nil)
	}
	return o.end()
}

func (e *encoder) field(o *objectWriter, f field, v reflect.Value, keep *Keep) {
	if v.IsZero() {
		switch st := keep.state(f.name); {
		case st == null:
			o.key(f.name)
			o.value(append(o.dst, "null"...), nil)
			return
		case st == absent, st == 0 && f.omitZero:
			return
		}
	}
	o.key(f.name)
	o.value(e.append(o.dst, v))
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// objectWriter appends members and keeps the first error.
type objectWriter struct {
	dst []byte
	err error
	n   int
}

func (o *objectWriter) key(k string) {
	if o.n > 0 {
		o.dst = append(o.dst, ',')
	}
	o.n++
	o.value(appendString(o.dst, k))
	o.dst = append(o.dst, ':')
}

func (o *objectWriter) value(dst []byte, err error) {
	o.dst = dst
	if o.err == nil {
		o.err = err
	}
}

func (o *objectWriter) end() ([]byte, error) { return append(o.dst, '}'), o.err }

package jsonobj

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
)

// Sort says what a Problem is about.
type Sort int

// Sorts of Problem.
const (
	WrongType    Sort = iota + 1 // a value is not of the type that its key has
	NotFinite                    // NaN or an infinity, bare or as text, where a number should be
	UnknownKey                   // a key without a field; kept in Extra
	DuplicateKey                 // a key stands twice in one object; the last one counts
)

// Problem is something in a document that its Go type does not foresee.
type Problem struct {
	Sort      Sort
	Pointer   string // RFC 6901, from the value that was decoded
	Got, Want string
}

// Decoder fills structs from values. The zero value is ready; it remembers what
// it learnt about types, so one Decoder for many values is faster than many.
type Decoder struct {
	// Report receives every Problem; nil ignores them.
	Report func(Problem)

	plans plans
	path  []step
	wrong int // reports of values that their fields cannot hold
}

// Custom is what a type implements that reads and writes its own JSON.
type Custom interface {
	DecodeJSON(d *Decoder, v Value)
	AppendJSON(w *Writer)
}

// Decode fills dst, a pointer, from v. What does not fit is reported and left
// out: a field keeps its zero value.
//
// Types that it fills: structs that embed Keep, with tags `json:"key"` or
// `json:"key,omitzero"`; pointers, slices, maps with string keys; string, bool,
// int64, float64; json.RawMessage; and Custom.
func (d *Decoder) Decode(v Value, dst any) {
	if d.plans == nil {
		d.plans = plans{}
	}
	d.value(v, reflect.ValueOf(dst).Elem())
}

// DecodeAt is Decode for element i of the array that is being read.
func (d *Decoder) DecodeAt(i int, v Value, dst any) {
	d.enter(step{index: i})
	d.Decode(v, dst)
	d.leave()
}

// Wrong reports that v is not what was wanted.
func (d *Decoder) Wrong(v Value, want string) {
	s := WrongType
	if f, ok := v.Float(); ok && (math.IsNaN(f) || math.IsInf(f, 0)) || isNaNText(v) {
		s = NotFinite
	}
	d.report(s, show(v), want)
}

func (d *Decoder) report(s Sort, got, want string) {
	if s == WrongType || s == NotFinite {
		d.wrong++
	}
	if d.Report != nil {
		d.Report(Problem{Sort: s, Pointer: pointer(d.path), Got: got, Want: want})
	}
}

// isNaNText reports whether v is a string in which an encoder hid a number that
// JSON cannot write.
func isNaNText(v Value) bool {
	switch v.Text() {
	case "NaN", "nan", "NAN", "Infinity", "-Infinity", "inf", "-inf", "Inf", "-Inf", "+Inf":
		return true
	}
	return false
}

// show says what v is, with its text when that is short.
func show(v Value) string {
	const most = 40
	if k := v.Kind(); k == Null || k == Array || k == Object || len(v.Raw()) > most {
		return k.String()
	}
	return string(v.Raw())
}

// value fills dst and reports whether v had the right type; what is wrong inside
// v does not count.
func (d *Decoder) value(v Value, dst reflect.Value) bool {
	if c, ok := dst.Addr().Interface().(Custom); ok {
		before := d.wrong
		c.DecodeJSON(d, v)
		return d.wrong == before
	}
	if dst.Kind() == reflect.Pointer {
		return d.pointer(v, dst)
	}
	if dst.Type() == rawType {
		dst.SetBytes(v.Copy())
		return true
	}
	if want := wanted(dst.Kind()); v.Kind() != want {
		d.Wrong(v, want.String())
		return false
	}
	return d.fill(v, dst)
}

// pointer leaves dst nil for null, and for what does not fit.
func (d *Decoder) pointer(v Value, dst reflect.Value) bool {
	if v.Kind() == Null {
		return true
	}
	p := reflect.New(dst.Type().Elem())
	if !d.value(v, p.Elem()) {
		return false
	}
	dst.Set(p)
	return true
}

var rawType = reflect.TypeFor[json.RawMessage]()

// wanted returns the kind of value that a Go kind is filled from, Absent when
// there is none.
func wanted(k reflect.Kind) Kind {
	switch k {
	case reflect.String:
		return String
	case reflect.Bool:
		return Bool
	case reflect.Int64, reflect.Float64:
		return Number
	case reflect.Slice:
		return Array
	case reflect.Map, reflect.Struct:
		return Object
	}
	return Absent
}

func (d *Decoder) fill(v Value, dst reflect.Value) bool {
	switch dst.Kind() {
	case reflect.String:
		dst.SetString(v.Text())
	case reflect.Bool:
		dst.SetBool(v.Raw()[0] == 't')
	case reflect.Float64:
		return d.float(v, dst)
	case reflect.Int64:
		return d.integer(v, dst)
	case reflect.Slice:
		d.slice(v, dst)
	case reflect.Map:
		d.object(v, dst)
	case reflect.Struct:
		d.fields(v, dst)
	}
	return true
}

func (d *Decoder) float(v Value, dst reflect.Value) bool {
	f, _ := v.Float()
	if math.IsNaN(f) || math.IsInf(f, 0) {
		d.Wrong(v, "a finite number")
		return false
	}
	dst.SetFloat(f)
	return true
}

// integer takes 7, 7.0 and 7e0 alike. It refuses what float64 cannot tell from
// its neighbours, over 2^53.
func (d *Decoder) integer(v Value, dst reflect.Value) bool {
	const exact = 1 << 53
	f, _ := v.Float()
	if f != math.Trunc(f) || math.Abs(f) > exact || math.IsNaN(f) {
		d.Wrong(v, "an integer")
		return false
	}
	dst.SetInt(int64(f))
	return true
}

func (d *Decoder) slice(v Value, dst reflect.Value) {
	n := 0
	for range v.Elements() {
		n++
	}
	s := reflect.MakeSlice(dst.Type(), n, n)
	for i, e := range v.Elements() {
		d.enter(step{index: i})
		d.value(e, s.Index(i))
		d.leave()
	}
	dst.Set(s)
}

func (d *Decoder) object(v Value, dst reflect.Value) {
	m := reflect.MakeMap(dst.Type())
	for k, e := range v.Members() {
		key := k.Text()
		d.enter(step{key: key, index: -1})
		if m.MapIndex(reflect.ValueOf(key)).IsValid() {
			d.twice()
		}
		val := reflect.New(dst.Type().Elem()).Elem()
		d.value(e, val)
		m.SetMapIndex(reflect.ValueOf(key), val)
		d.leave()
	}
	dst.Set(m)
}

// fields fills a struct. One that embeds no Keep is a fault of the program.
func (d *Decoder) fields(v Value, dst reflect.Value) {
	p := d.plans.of(dst.Type())
	if p == nil {
		panic(fmt.Sprintf("jsonobj: %s embeds no Keep", dst.Type()))
	}
	keep := dst.Field(p.keep).Addr().Interface().(*Keep)
	var seen, nulls, misfits fieldSet
	guess := 0
	for k, e := range v.Members() {
		i := p.find(k, guess)
		if i < 0 {
			d.extra(k.Text(), e, keep)
			continue
		}
		guess = i + 1
		d.enter(step{key: p.fields[i].name, index: -1})
		if seen.has(i) {
			d.twice()
			dst.Field(p.fields[i].index).SetZero()
		}
		seen.set(i, true)
		nulls.set(i, e.Kind() == Null)
		misfits.set(i, e.Kind() != Null && !d.value(e, dst.Field(p.fields[i].index)))
		d.leave()
	}
	p.remember(dst, keep, seen, nulls, misfits)
}

// fieldSet has a bit a field; no document has 64.
type fieldSet uint64

func (s fieldSet) has(i int) bool { return s>>i&1 != 0 }

func (s *fieldSet) set(i int, on bool) {
	*s &^= 1 << i
	if on {
		*s |= 1 << i
	}
}

func (d *Decoder) enter(s step) { d.path = append(d.path, s) }

func (d *Decoder) leave() { d.path = d.path[:len(d.path)-1] }

func (d *Decoder) twice() { d.report(DuplicateKey, "a second value", "one value a key") }

func (d *Decoder) extra(key string, v Value, keep *Keep) {
	d.enter(step{key: key, index: -1})
	defer d.leave()
	if _, there := keep.Extra[key]; there {
		d.twice()
	}
	if keep.Extra == nil {
		keep.Extra = make(map[string]json.RawMessage)
	}
	keep.Extra[key] = v.Copy()
	d.report(UnknownKey, show(v), "a documented key")
}

// remember notes the zero fields that Marshal would write in another way than
// they were read.
func (p *plan) remember(dst reflect.Value, keep *Keep, seen, nulls, misfits fieldSet) {
	for i, f := range p.fields {
		switch {
		case misfits.has(i):
			keep.note(f.name, misfit)
		case nulls.has(i):
			keep.note(f.name, null)
		case !seen.has(i) && !f.omitZero:
			keep.note(f.name, absent)
		case seen.has(i) && f.omitZero && dst.Field(f.index).IsZero():
			keep.note(f.name, present)
		}
	}
}

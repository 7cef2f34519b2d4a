package jsonobj

import (
	"reflect"
	"strings"
)

// plan says which fields of a struct type stand for which keys.
type plan struct {
	keep   int // index of the embedded Keep
	fields []field
}

type field struct {
	name     string
	index    int
	omitZero bool // not written when zero
}

// plans remembers the plans of one Decoder or one call of Marshal.
type plans map[reflect.Type]*plan

var keepType = reflect.TypeFor[Keep]()

// of returns the plan of the struct type t, nil when t embeds no Keep.
func (ps plans) of(t reflect.Type) *plan {
	if p, ok := ps[t]; ok {
		return p
	}
	p := newPlan(t)
	ps[t] = p
	return p
}

func newPlan(t reflect.Type) *plan {
	p := &plan{keep: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == keepType {
			p.keep = i
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "" && name != "-" && f.IsExported() {
			p.fields = append(p.fields, field{name: name, index: i, omitZero: options == "omitzero"})
		}
	}
	if p.keep < 0 {
		return nil
	}
	return p
}

// find returns the field of a key, which is usually the one at guess or behind it.
func (p *plan) find(key Value, guess int) int {
	for n := range p.fields {
		i := (guess + n) % len(p.fields)
		if key.is(p.fields[i].name) {
			return i
		}
	}
	return -1
}

package jsonobj

import (
	"math/big"
)

// Equal reports whether two documents hold equal values: members in any order,
// numbers as decimals (0.340 is 0.34 and 3.4e-1), null unlike absent. Of a
// repeated key the last value counts. Numbers beyond 10^±4000 are compared as text.
func Equal(a, b []byte) (bool, error) {
	va, err := Parse(a, false)
	if err != nil {
		return false, err
	}
	vb, err := Parse(b, false)
	if err != nil {
		return false, err
	}
	return equal(va, vb), nil
}

func equal(a, b Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case Object:
		return equalObjects(a, b)
	case Array:
		return equalArrays(a, b)
	case Number:
		return equalNumbers(string(a.Raw()), string(b.Raw()))
	case String:
		return a.Text() == b.Text()
	}
	return string(a.Raw()) == string(b.Raw())
}

func equalObjects(a, b Value) bool {
	ma, mb := members(a), members(b)
	if len(ma) != len(mb) {
		return false
	}
	for k, v := range ma {
		w, ok := mb[k]
		if !ok || !equal(v, w) {
			return false
		}
	}
	return true
}

func members(v Value) map[string]Value {
	m := make(map[string]Value)
	for k, e := range v.Members() {
		m[k.Text()] = e
	}
	return m
}

func equalArrays(a, b Value) bool {
	ea, eb := elements(a), elements(b)
	if len(ea) != len(eb) {
		return false
	}
	for i := range ea {
		if !equal(ea[i], eb[i]) {
			return false
		}
	}
	return true
}

func elements(v Value) (all []Value) {
	for _, e := range v.Elements() {
		all = append(all, e)
	}
	return all
}

// maxExponent bounds the time that comparing two numbers takes.
const maxExponent = 4000

func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	if !smallExponent(a) || !smallExponent(b) {
		return false
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

func smallExponent(s string) bool {
	for i := range len(s) {
		if s[i] != 'e' && s[i] != 'E' {
			continue
		}
		e, ok := new(big.Int).SetString(s[i+1:], 10)
		return ok && e.IsInt64() && e.Int64() <= maxExponent && e.Int64() >= -maxExponent
	}
	return true
}

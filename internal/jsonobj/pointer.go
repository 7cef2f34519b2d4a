package jsonobj

import (
	"strconv"
	"strings"
)

// step leads from a value to one inside it.
type step struct {
	key   string
	index int // -1 when key is the step
}

// pointer returns the JSON pointer that the steps make.
//
// Source: RFC 6901, section 3.
func pointer(path []step) string {
	var b strings.Builder
	for _, s := range path {
		b.WriteByte('/')
		if s.index >= 0 {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(Escape(s.key))
		}
	}
	return b.String()
}

// Escape returns one step of a JSON pointer as it is written there.
//
// Source: RFC 6901, section 3.
func Escape(step string) string {
	return strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1")
}

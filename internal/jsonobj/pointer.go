package jsonobj

import (
	"strconv"
	"strings"
)

// Path is a place in a document, built cheaply on the way down and turned into
// text only when somebody asks. nil is the whole document.
type Path struct {
	up    *Path
	key   string
	index int // -1 when key is the step
}

// Key returns the place of a key in the object at p.
func (p *Path) Key(key string) *Path { return &Path{up: p, key: key, index: -1} }

// Index returns the place of an element in the array at p.
func (p *Path) Index(i int) *Path { return &Path{up: p, index: i} }

// String returns the JSON pointer to p.
//
// Source: RFC 6901, section 3.
func (p *Path) String() string {
	if p == nil {
		return ""
	}
	step := p.key
	if p.index >= 0 {
		step = strconv.Itoa(p.index)
	}
	return p.up.String() + "/" + Escape(step)
}

// Escape returns one step of a JSON pointer as it is written there.
//
// Source: RFC 6901, section 3.
func Escape(step string) string {
	return strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1")
}

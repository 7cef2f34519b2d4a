package jsonobj

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// Outline is what the start of a document shows of its form.
type Outline struct {
	Kind  Kind              // of the document
	Keys  map[string]bool   // paths with dots, without array indexes: "data.results.status"
	Words map[string]string // short strings by their path; the document itself is ""
	Err   error             // why the start could not be read further; nil when it is whole
}

// Bounds of an Outline.
const (
	outlineKeys  = 512
	outlineDepth = 6
	outlineWord  = 64 // bytes of a key or word
)

// Outlined returns the outline of a document that starts with head. It never
// fails: a head that is cut short gives what was seen until there.
func Outlined(head []byte) *Outline {
	o := &Outline{Keys: make(map[string]bool), Words: make(map[string]string)}
	s, err := NewScanner(bytes.NewReader(head))
	if err != nil {
		o.Err = err
		return o
	}
	s.AllowNaN = true
	if o.Kind, err = s.Peek(); err != nil {
		o.Err = err
		return o
	}
	if o.Err = o.visit(s, "", 0); o.Err == nil {
		o.Err = s.End()
	}
	return o
}

func (o *Outline) visit(s *Scanner, path string, depth int) error {
	k, err := s.Peek()
	switch {
	case err != nil:
		return err
	case k == Object && depth < outlineDepth:
		return s.Object(func(key string) error { return o.member(s, path, key, depth) })
	case k == Array && depth < outlineDepth:
		return s.Array(func(int) error { return o.visit(s, path, depth) })
	case k == String:
		return o.word(s, path)
	}
	return s.Skip()
}

func (o *Outline) member(s *Scanner, path, key string, depth int) error {
	if len(key) > outlineWord || len(o.Keys) >= outlineKeys {
		return s.Skip()
	}
	if path != "" {
		key = path + "." + key
	}
	o.Keys[key] = true
	return o.visit(s, key, depth+1)
}

func (o *Outline) word(s *Scanner, path string) error {
	text, err := s.scalar(s.scratch[:0], String)
	s.scratch = text
	if _, there := o.Words[path]; err == nil && !there && len(text) <= outlineWord {
		o.Words[path] = unquote(text)
	}
	return err
}

// Describe says in words what the document is: "an object with the keys a, b".
func (o *Outline) Describe() string {
	const most = 6
	if word, ok := o.Words[""]; ok && o.Kind == String {
		return "the string " + strconv.Quote(word)
	}
	var top []string
	for k := range o.Keys {
		if !strings.Contains(k, ".") {
			top = append(top, k)
		}
	}
	if len(top) == 0 {
		return o.Kind.String()
	}
	slices.Sort(top)
	more := ""
	if len(top) > most {
		more, top = ", ...", top[:most]
	}
	return o.Kind.String() + " with the keys " + strings.Join(top, ", ") + more
}

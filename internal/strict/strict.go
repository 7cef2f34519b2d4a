// Package strict reads YAML that people write, and says of each mistake where it
// stands and what was probably meant.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/internal/spelling"
)

// Pos is a place in the file; both count from 1. The zero Pos is no place.
type Pos struct{ Line, Column int }

// Error is what is wrong with a document, and where.
type Error struct {
	File string // as it is to be shown; may be empty
	Pos
	Text string
}

func (e *Error) Error() string {
	switch {
	case e.File == "" && e.Line == 0:
		return e.Text
	case e.File == "":
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Text)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// Document returns the one document of data, nil where there is nothing but
// comments. Its errors are of type *Error.
func Document(file string, data []byte) (*yaml.Node, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, syntaxError(file, err)
	}
	if err := d.Decode(&more); err == nil {
		return nil, &Error{file, Pos{more.Line, more.Column}, "a second document; one is read"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxError(file, err)
	}
	if n := doc.Content[0]; n.Tag != "!!null" {
		return n, nil
	}
	return nil, nil
}

// syntaxError puts the line, which the parser has in its text, where it is
// looked for.
func syntaxError(file string, err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			if line, err := strconv.Atoi(number); err == nil {
				return &Error{file, Pos{Line: line}, what}
			}
		}
	}
	return &Error{File: file, Text: text}
}

// Filler fills structs, slices and maps from YAML. A key that no field has, a
// key twice, a value of another kind and an alias are errors.
type Filler struct {
	File   string         // as errors name it
	At     map[string]Pos // becomes the place of each value by its keys, joined with dots
	Except []string       // keys of the outermost struct that are not to be set
}

// Fill sets what n says in dst, a pointer, and leaves the rest as it is. path
// are the keys that lead to n. Its errors are of type *Error.
func (s *Filler) Fill(n *yaml.Node, dst any, path string) error {
	return s.value(n, reflect.ValueOf(dst).Elem(), path)
}

func (s *Filler) errorf(n *yaml.Node, format string, args ...any) error {
	return &Error{s.File, Pos{n.Line, n.Column}, fmt.Sprintf(format, args...)}
}

var nodeType = reflect.TypeFor[yaml.Node]()

func (s *Filler) value(n *yaml.Node, v reflect.Value, path string) error {
	s.At[path] = Pos{n.Line, n.Column}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return s.errorf(n, "%s: anchors and aliases are not taken", named(path))
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return s.errorf(n, "%s has no value", named(path))
	case v.Type() == nodeType:
		v.Set(reflect.ValueOf(*n))
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return s.fields(n, v, path)
	case reflect.Slice:
		return s.elements(n, v, path)
	case reflect.Map:
		return s.entries(n, v, path)
	}
	return s.scalar(n, v, path)
}

func named(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

func below(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (s *Filler) fields(n *yaml.Node, v reflect.Value, path string) error {
	fields := map[string]reflect.Value{}
	var keys []string
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if key != "" && key != "-" && !slices.Contains(s.Except, key) {
			fields[key] = v.Field(i)
			keys = append(keys, key)
		}
	}
	return s.pairs(n, path, func(key, value *yaml.Node) error {
		f, ok := fields[key.Value]
		if !ok {
			return s.errorf(key, "unknown key %q; did you mean %q?", key.Value, spelling.Nearest(key.Value, keys))
		}
		inner := *s
		inner.Except = nil
		return inner.value(value, f, below(path, key.Value))
	})
}

// pairs calls visit for each key of a mapping and its value.
func (s *Filler) pairs(n *yaml.Node, path string, visit func(key, value *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return s.errorf(n, "%s: want keys with values, got %s", named(path), kind(n))
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return s.errorf(key, "%s: a key is %s", named(path), kind(key))
		}
		if line, ok := seen[key.Value]; ok {
			return s.errorf(key, "key %q is there already in line %d", key.Value, line)
		}
		seen[key.Value] = key.Line
		if err := visit(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Filler) elements(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.SequenceNode {
		return s.errorf(n, "%s: want a list, got %s", named(path), kind(n))
	}
	out := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, c := range n.Content {
		if err := s.value(c, out.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	v.Set(out)
	return nil
}

func (s *Filler) entries(n *yaml.Node, v reflect.Value, path string) error {
	out := reflect.MakeMap(v.Type())
	err := s.pairs(n, path, func(key, value *yaml.Node) error {
		e := reflect.New(v.Type().Elem()).Elem()
		if err := s.value(value, e, below(path, key.Value)); err != nil {
			return err
		}
		s.At[below(path, key.Value)] = Pos{key.Line, key.Column}
		out.SetMapIndex(reflect.ValueOf(key.Value), e)
		return nil
	})
	v.Set(out)
	return err
}

func (s *Filler) scalar(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.ScalarNode {
		return s.errorf(n, "%s: want %s, got %s", named(path), wanted(v.Kind()), kind(n))
	}
	if v.Kind() == reflect.String {
		v.SetString(n.Value) // "off" and 5 are words here, whatever YAML resolves them to
		return nil
	}
	if err := n.Decode(v.Addr().Interface()); err != nil || v.CanInt() && !whole(n) {
		return s.errorf(n, "%s: want %s, got %q", named(path), wanted(v.Kind()), n.Value)
	}
	return nil
}

// whole reports whether n is no fraction, which yaml takes for an integer and
// rounds. 1e8 is none.
func whole(n *yaml.Node) bool {
	var f float64
	return n.ShortTag() != "!!float" || n.Decode(&f) == nil && f == math.Trunc(f)
}

func wanted(k reflect.Kind) string {
	switch k {
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	case reflect.String:
		return "text"
	}
	return "a whole number"
}

func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return fmt.Sprintf("%q", n.Value)
}

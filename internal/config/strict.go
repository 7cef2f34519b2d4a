package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/internal/spelling"
)

// Pos is a place in the file; both count from 1. The zero Pos is no place.
type Pos struct{ Line, Column int }

// Error is what is wrong with a configuration, and where.
type Error struct {
	File string
	Pos
	Text string
}

func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Text)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Text)
}

// strict fills structs, slices and maps from YAML. A key that no field has, a
// key twice, a value of another kind and an alias are errors.
type strict struct {
	file   string
	at     map[string]Pos // of each value by its keys, joined with dots
	except []string       // keys of the outermost struct that are not to be set
}

func (s *strict) errorf(n *yaml.Node, format string, args ...any) error {
	return &Error{s.file, Pos{n.Line, n.Column}, fmt.Sprintf(format, args...)}
}

var nodeType = reflect.TypeFor[yaml.Node]()

func (s *strict) value(n *yaml.Node, v reflect.Value, path string) error {
	s.at[path] = Pos{n.Line, n.Column}
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return s.errorf(n, "%s: anchors and aliases are not taken", path)
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

func (s *strict) fields(n *yaml.Node, v reflect.Value, path string) error {
	fields := map[string]reflect.Value{}
	var keys []string
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if key != "" && key != "-" && !slices.Contains(s.except, key) {
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
		inner.except = nil
		return inner.value(value, f, below(path, key.Value))
	})
}

// pairs calls visit for each key of a mapping and its value.
func (s *strict) pairs(n *yaml.Node, path string, visit func(key, value *yaml.Node) error) error {
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

func (s *strict) elements(n *yaml.Node, v reflect.Value, path string) error {
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

func (s *strict) entries(n *yaml.Node, v reflect.Value, path string) error {
	out := reflect.MakeMap(v.Type())
	err := s.pairs(n, path, func(key, value *yaml.Node) error {
		e := reflect.New(v.Type().Elem()).Elem()
		if err := s.value(value, e, below(path, key.Value)); err != nil {
			return err
		}
		s.at[below(path, key.Value)] = Pos{key.Line, key.Column}
		out.SetMapIndex(reflect.ValueOf(key.Value), e)
		return nil
	})
	v.Set(out)
	return err
}

func (s *strict) scalar(n *yaml.Node, v reflect.Value, path string) error {
	if n.Kind != yaml.ScalarNode {
		return s.errorf(n, "%s: want %s, got %s", named(path), wanted(v.Kind()), kind(n))
	}
	if v.Kind() == reflect.String {
		v.SetString(n.Value) // "off" and 5 are words here, whatever YAML resolves them to
		return nil
	}
	if err := n.Decode(v.Addr().Interface()); err != nil {
		return s.errorf(n, "%s: want %s, got %q", named(path), wanted(v.Kind()), n.Value)
	}
	return nil
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

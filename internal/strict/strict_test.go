package strict

import (
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

type inner struct {
	Max  int64   `yaml:"max"`
	Rate float64 `yaml:"rate"`
	On   bool    `yaml:"on"`
	Name string  `yaml:"name"`
}

type outer struct {
	Name  string           `yaml:"name"`
	Size  inner            `yaml:"size"`
	List  []inner          `yaml:"list"`
	Words []string         `yaml:"words"`
	Map   map[string]inner `yaml:"map"`
	Later yaml.Node        `yaml:"later"`
	Own   string           // no key
	Never string           `yaml:"-"`
}

func fill(text string, except ...string) (outer, map[string]Pos, error) {
	var o outer
	doc, err := Document("f.yaml", []byte(text))
	if err != nil || doc == nil {
		return o, nil, err
	}
	s := &Filler{File: "f.yaml", At: map[string]Pos{}, Except: except}
	err = s.Fill(doc, &o, "")
	return o, s.At, err
}

func TestFill(t *testing.T) {
	got, at, err := fill(`name: off
size: {max: 5, rate: 1.5, on: true, name: 5}
list:
  - max: 1
  - {name: "on"}
words: [a, ~b, no]
map:
  x: {max: 2}
`)
	if err != nil {
		t.Fatal(err)
	}
	want := outer{
		Name: "off", Size: inner{5, 1.5, true, "5"}, List: []inner{{Max: 1}, {Name: "on"}},
		Words: []string{"a", "~b", "no"}, Map: map[string]inner{"x": {Max: 2}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	// Both count from 1; of a key of a map it is the key's place.
	for key, pos := range map[string]Pos{
		"name": {1, 7}, "size": {2, 7}, "size.max": {2, 13}, "list[0]": {4, 5}, "list[1].name": {5, 12}, "words[2]": {6, 16}, "map.x": {8, 3},
	} {
		if at[key] != pos {
			t.Errorf("%s is at %v, want %v; there are %v", key, at[key], pos, maps.Clone(at))
		}
	}
}

func TestWhatIsNotSaidStays(t *testing.T) {
	doc, err := Document("", []byte("max: 7"))
	if err != nil {
		t.Fatal(err)
	}
	v := inner{Max: 1, Rate: 2, Name: "x"}
	if err := (&Filler{At: map[string]Pos{}}).Fill(doc, &v, ""); err != nil || v != (inner{Max: 7, Rate: 2, Name: "x"}) {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"name: x\nsiez: {}":                `f.yaml:2:1: unknown key "siez"; did you mean "size"?`,
		"own: x":                           "f.yaml:1:1: unknown key",
		"\"-\": x":                         `unknown key "-"`,
		"Never: x":                         "f.yaml:1:1: unknown key",
		"name: a\n\nname: b":               `f.yaml:3:1: key "name" is there already in line 1`,
		"map: {a: {}, a: {}}":              `f.yaml:1:14: key "a" is there already in line 1`,
		"name: [a]":                        "f.yaml:1:7: name: want text, got a list",
		"size: 5":                          `f.yaml:1:7: size: want keys with values, got "5"`,
		"size: {max: x}":                   `f.yaml:1:13: size.max: want a whole number, got "x"`,
		"size: {max: 0.5}":                 `size.max: want a whole number, got "0.5"`,
		"size: {max: 1.5}":                 `size.max: want a whole number, got "1.5"`,
		"size: {max: 9223372036854775808}": "size.max: want a whole number",
		"size: {rate: fast}":               `size.rate: want a number, got "fast"`,
		"size: {on: 3}":                    `size.on: want true or false, got "3"`,
		"size: {max: {a: b}}":              "size.max: want a whole number, got keys with values",
		"words: a":                         `words: want a list, got "a"`,
		"words: [a, [b]]":                  "f.yaml:1:12: words[1]: want text, got a list",
		"name:":                            "name has no value",
		"name: ~":                          "name has no value",
		"name: &a x":                       "name: anchors and aliases are not taken",
		"name: x\nwords: &w [*w]":          "words: anchors and aliases are not taken",
		"&a {name: x}":                     "the file: anchors and aliases are not taken",
		"[a]: b":                           "a key is a list",
		"- a":                              "f.yaml:1:1: the file: want keys with values, got a list",
		"name: a\n---\nname: b":            "f.yaml:2:1: a second document; one is read",
		"name: [":                          "f.yaml:1",
		"name: a\n  b: c":                  "f.yaml:2: mapping values are not allowed",
		"name: \x01":                       "f.yaml: control characters are not allowed",
	} {
		_, _, err := fill(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if err != nil && !errors.As(err, new(*Error)) {
			t.Errorf("%q: a %T", text, err)
		}
	}
}

func TestNothingIsNoDocument(t *testing.T) {
	for _, text := range []string{"", "# a comment\n", "---\n", "~"} {
		if n, err := Document("f.yaml", []byte(text)); n != nil || err != nil {
			t.Errorf("%q: %v, %v", text, n, err)
		}
	}
}

// A whole number may be written with an exponent, or in other ways that YAML
// has.
func TestWholeNumbers(t *testing.T) {
	for text, want := range map[string]int64{"1e8": 1e8, "2.0": 2, "-3": -3, "0x10": 16, "1_000": 1000} {
		if got, _, err := fill("size: {max: " + text + "}"); err != nil || got.Size.Max != want {
			t.Errorf("%s: %d, %v, want %d", text, got.Size.Max, err, want)
		}
	}
}

// What is left out is so of the outermost struct alone.
func TestExcept(t *testing.T) {
	if _, _, err := fill("name: x", "name"); err == nil || !strings.Contains(err.Error(), `unknown key "name"`) {
		t.Errorf("%v", err)
	}
	if got, _, err := fill("size: {name: x}", "name"); err != nil || got.Size.Name != "x" {
		t.Errorf("%+v, %v", got, err)
	}
}

// A node is kept for somebody else to read.
func TestNode(t *testing.T) {
	got, _, err := fill("later: {any: [1, 2]}")
	if err != nil || got.Later.Kind != yaml.MappingNode || got.Later.Content[0].Value != "any" {
		t.Errorf("%+v, %v", got.Later, err)
	}
}

func TestErrorNamesWhatItKnows(t *testing.T) {
	for want, e := range map[string]Error{
		"x": {Text: "x"}, "line 3: x": {Pos: Pos{3, 4}, Text: "x"}, "f: x": {File: "f", Text: "x"},
		"f:3: x": {File: "f", Pos: Pos{Line: 3}, Text: "x"}, "f:3:4: x": {"f", Pos{3, 4}, "x"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

package jsonobj

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

type inner struct {
	Keep

	N int64 `json:"n"`
}

type outer struct {
	Keep

	S    string            `json:"s"`
	F    float64           `json:"f"`
	B    bool              `json:"b,omitzero"`
	P    *inner            `json:"p"`
	L    []inner           `json:"l,omitzero"`
	M    map[string]*inner `json:"m,omitzero"`
	Raw  json.RawMessage   `json:"raw,omitzero"`
	Skip string            `json:"-"`
}

func TestRoundTrip(t *testing.T) {
	for _, doc := range []string{
		`{}`, `{"s":"","f":0,"b":false,"p":null,"l":[],"m":{},"raw":null}`,
		`{"s":null,"f":null,"b":null,"p":{},"l":null,"m":null,"raw":0}`,
		`{"s":"x","f":0.340,"b":true,"p":{"n":7.0,"z":[1,{"q":null}]},"l":[{"n":1},{}],"m":{"a":{"n":2},"b":null},"raw":{"k":[]}}`,
		`{"S":1,"F":2,"unknown":{"deep":[[]]},"~1":"/"}`,
		`{"s":"\u2028<>&\ud83d\ude00","f":-1e-7}`,
	} {
		var o outer
		if err := Unmarshal([]byte(doc), &o); err != nil {
			t.Errorf("%s: %v", doc, err)
			continue
		}
		out, err := Marshal(&o)
		if err != nil {
			t.Fatal(err)
		}
		if same, err := Equal([]byte(doc), out); err != nil || !same {
			t.Errorf("read  %s\nwrote %s (%v)", doc, out, err)
		}
	}
}

// A struct that was made in Go is written with its plain fields and without the
// empty optional ones; a field that is set after reading is written.
func TestConstructed(t *testing.T) {
	out, err := Marshal(outer{S: "x", P: &inner{N: 1}})
	if want := `{"s":"x","f":0,"p":{"n":1}}`; err != nil || string(out) != want {
		t.Errorf("%s, %v, want %s", out, err, want)
	}
	var o outer
	if err := Unmarshal([]byte(`{"s":null}`), &o); err != nil {
		t.Fatal(err)
	}
	if !o.Lacks("s") || !o.IsNull("s") || !o.Lacks("f") || o.IsNull("f") {
		t.Errorf("%+v", o)
	}
	o.S, o.Extra = "set", map[string]json.RawMessage{"more": json.RawMessage("[1]")}
	if out, err := Marshal(o); err != nil || string(out) != `{"s":"set","more":[1]}` {
		t.Errorf("%s, %v", out, err)
	}
}

func TestProblems(t *testing.T) {
	doc := `{"s":1,"f":"NaN","p":{"n":1.5,"x":0},"l":[{"n":1e300},7],"m":{"a/b":{"n":"1"}},"b":true,"b":true,"p":{"n":1e400}}`
	v, err := Parse([]byte(doc), false)
	if err != nil {
		t.Fatal(err)
	}
	var got []Problem
	d := Decoder{Report: func(p Problem) { got = append(got, p) }}
	var o outer
	d.Decode(v, &o)
	want := []Problem{
		{WrongType, "/s", "1", "a string"},
		{NotFinite, "/f", `"NaN"`, "a number"},
		{WrongType, "/p/n", "1.5", "an integer"},
		{UnknownKey, "/p/x", "0", "a documented key"},
		{WrongType, "/l/0/n", "1e300", "an integer"},
		{WrongType, "/l/1", "7", "an object"},
		{WrongType, "/m/a~1b/n", `"1"`, "a number"},
		{DuplicateKey, "/b", "a second value", "one value a key"},
		{DuplicateKey, "/p", "a second value", "one value a key"},
		{NotFinite, "/p/n", "1e400", "an integer"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if !o.Lacks("s") || !o.IsMisfit("s") || o.Lacks("p") || !o.P.IsMisfit("n") || len(o.P.Extra) != 0 {
		t.Errorf("%+v", o)
	}
	if err := Unmarshal([]byte(doc), &o); err == nil || err.Error() != "json: /s is 1, wanted a string" {
		t.Error(err)
	}
}

func TestNaNIsRefused(t *testing.T) {
	for f, want := range map[float64]string{math.NaN(): "NaN", math.Inf(1): "Infinity", math.Inf(-1): "-Infinity"} {
		if _, err := Marshal(outer{F: f}); err == nil {
			t.Errorf("%v was written", f)
		}
		out, err := MarshalLoose(outer{F: f})
		if v, err2 := Parse(out, true); err != nil || err2 != nil || string(v.Get("f").Raw()) != want {
			t.Errorf("%s, %v, %v", out, err, err2)
		}
	}
}

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`0.340`, `0.34`, true}, {`100`, `1e2`, true}, {`-0`, `0`, true}, {`0.1`, `0.10000000000000001`, false},
		{`12345678901234567890`, `12345678901234567891`, false}, {`1e999999999`, `1e999999999`, true}, {`1e999999999`, `1e999999998`, false},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true}, {`{"a":null}`, `{}`, false}, {`{"a":1}`, `{"A":1}`, false},
		{`[1,2]`, `[2,1]`, false}, {`[1,2]`, `[1]`, false}, {`[1]`, `[1,2]`, false}, {`[]`, `{}`, false},
		{`"\u0041"`, `"A"`, true}, {`"1"`, `1`, false}, {`true`, `false`, false}, {`null`, `null`, true},
	} {
		if got, err := Equal([]byte(c.a), []byte(c.b)); err != nil || got != c.want {
			t.Errorf("%s and %s: %v, %v", c.a, c.b, got, err)
		}
	}
}

// Source of the expectations: RFC 6901, section 5.
func TestEscape(t *testing.T) {
	for in, want := range map[string]string{"foo": "foo", "a/b": "a~1b", "m~n": "m~0n", "": "", "c%d": "c%d"} {
		if got := Escape(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// A document that is held in memory already may be larger than one that streams.
func TestLargeDocumentInMemory(t *testing.T) {
	doc := make([]byte, 0, 6*MaxNodes)
	doc = append(doc, `{"l":[{}`...)
	for range MaxNodes {
		doc = append(doc, `,{}`...)
	}
	doc = append(doc, `]}`...)
	var o outer
	if err := Unmarshal(doc, &o); err != nil || len(o.L) != MaxNodes+1 {
		t.Errorf("%d elements, %v", len(o.L), err)
	}
}

package finding

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
)

// TestJSONKeepsTheSchema holds the keys against docs/check.schema.json: all
// that are required where a finding says nothing, all that there are where it
// says everything.
func TestJSONKeepsTheSchema(t *testing.T) {
	text, err := os.ReadFile("../docs/check.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Finding struct {
				Required   []string
				Properties map[string]any
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	all := slices.Sorted(maps.Keys(schema.Defs.Finding.Properties))
	full := Finding{
		Rule: "AC201", Severity: Error, Path: "a", Pointer: "/a", Offset: 0, Message: "m",
		Got: "1", Want: "2", Unit: "s", Mend: "mv a b", HTTPStatus: 400, Known: true,
	}
	for _, c := range []struct {
		f    Finding
		want []string
	}{{Finding{Offset: NoOffset}, schema.Defs.Finding.Required}, {full, all}} {
		b, err := json.Marshal(c.f.JSON())
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		keys := slices.Sorted(maps.Keys(got))
		slices.Sort(c.want)
		if len(keys) == 0 || !slices.Equal(keys, c.want) {
			t.Errorf("keys %v, want %v", keys, c.want)
		}
	}
}

// TestJSON: what is not known is null, and the first byte is a place.
func TestJSON(t *testing.T) {
	for want, f := range map[string]Finding{
		`{"rule":"AC201","severity":"error","message":"m","pointer":"/a","got":"1","want":"2","unit":"s","offset":0,"http_status":400,"mend":"mv a b","known":true}`: {
			Rule: "AC201", Severity: Error, Path: "a", Pointer: "/a", Message: "m", Got: "1", Want: "2", Unit: "s", Mend: "mv a b", HTTPStatus: 400, Known: true},
		`{"rule":"AC201","severity":"note","message":"m","got":null,"want":null,"unit":null,"offset":null,"http_status":null,"mend":null}`: {
			Rule: "AC201", Severity: Note, Message: "m", Offset: NoOffset},
	} {
		b, err := json.Marshal(f.JSON())
		if err != nil || string(b) != want {
			t.Errorf("got %s, %v\nwant %s", b, err, want)
		}
	}
}

package probe

import (
	"context"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestInfoSurvivesJSON sends the facts of every file of testdata through JSON.
func TestInfoSurvivesJSON(t *testing.T) {
	files := 0
	for _, depth := range []Depth{Header, Packets, Samples} {
		err := filepath.WalkDir("../testdata", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			files++
			info, err := File(context.Background(), path, &Options{Depth: depth})
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			survives(t, info)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 200 {
		t.Errorf("only %d files", files)
	}
}

func survives(t *testing.T, info Info) {
	t.Helper()
	b, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	var back Info
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	if !reflect.DeepEqual(back, info) {
		t.Errorf("%+v came back as\n%+v", info, back)
	}
}

func TestHostileFactsSurviveJSON(t *testing.T) {
	for _, path := range []string{"", "a.mp3", "caf\xe9.wav", "caf\xe9\\x41.wav", `C:\x`, "new\nline", "\xff"} {
		survives(t, Info{Path: path, Integrity: NotChecked})
	}
	survives(t, Info{})
	survives(t, Info{
		Size: 1<<63 - 1, Frames: Fact[int64]{1<<63 - 1, FromHeader}, CodedFrames: Fact[int64]{1<<53 + 1, Estimate},
		Problem: "p", Damage: []Damage{{Kind: "truncated", Severity: SeverityDamage, Offset: NoOffset, Detail: `"<&>`}, {Offset: 0}},
	})
}

func TestUnmarshalRefusesWhatNobodyWrote(t *testing.T) {
	const head = `{"schema":"audiocheck.probe/1","depth_reached":"none",`
	for text, want := range map[string]string{
		`[]`:                              "cannot unmarshal",
		`{}`:                              `schema is ""`,
		`{"schema":"audiocheck.probe/2"}`: `"audiocheck.probe/2"`,
		`{"schema":"audiocheck.probe/1","depth_reached":"all"}`: "depth_reached",
		head + `"frames":3}`:                              "frames: basis",
		head + `"codec":"x","basis":{"codec":"hearsay"}}`: "hearsay",
		head + `"path":"\\q","path_escaped":true}`:        "path",
		head + `"size_bytes":-1}`:                         "size_bytes: -1 is negative",
		head + `"sample_rate_hz":1e30}`:                   "cannot unmarshal",
	} {
		info := Info{Path: "kept"}
		err := json.Unmarshal([]byte(text), &info)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", text, err, want)
		}
		if info.Path != "kept" {
			t.Errorf("%s: the Info was changed beside an error", text)
		}
	}
}

// FuzzUnmarshal reads any JSON as an Info. What is taken must survive.
func FuzzUnmarshal(f *testing.F) {
	b, err := json.Marshal(Info{Path: "caf\xe9", Frames: Fact[int64]{1, Estimate}, Rate: Fact[int]{1, FromHeader}, Damage: []Damage{{}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"schema":"audiocheck.probe/1","depth_reached":"none","damage":[{"offset":-9}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var info Info
		if json.Unmarshal(b, &info) == nil {
			survives(t, info)
		}
	})
}

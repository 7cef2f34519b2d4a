package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/limits"
)

func TestConfigurationInForce(t *testing.T) {
	workplace(t)
	for _, c := range []struct {
		text, args string
		code       int
		words      []string
	}{
		{"", "catalog/jingle.wav", 0, []string{"by profile trace\n"}},
		{"profile: audioverify", "catalog/jingle.wav", 1, []string{"by profile audioverify\n"}},
		{"profile: audioverify", "--profile trace catalog/jingle.wav", 0, []string{"by profile trace\n"}},
		{"profile: audioverify", "--no-config catalog/jingle.wav", 0, []string{"by profile trace\n"}},
		{"overrides: {duration: {max_seconds: 0.05}}", "catalog/jingle.wav", 1, []string{"AC301", "limit of 0.050 s", "by profile trace+overrides\n"}},
		{"overrides: {extensions: [.flac]}", "catalog/jingle.wav", 1, []string{"AC103"}},
		{"fail_on: warning", "catalog/trailer.mp3", 1, []string{"AC253"}},
		{"fail_on: warning", "--fail-on error catalog/trailer.mp3", 0, []string{"AC253"}},
		{"severity: {AC253: error}", "catalog/trailer.mp3", 1, []string{"error AC253", "1 rejected"}},
		{"severity: {junk-after: off}", "catalog/trailer.mp3", 0, []string{"accept  catalog/trailer.mp3"}},
		{"severity: {AC104: note}", "catalog/renamed.mp3", 0, []string{"note AC104", "1 accepted"}},
		{"depth: header", "--format json catalog/single.mp3", 0, []string{`"depth_reached":"header"`}},
		{"depth: header", "--format json --depth packets catalog/single.mp3", 0, []string{`"depth_reached":"packets"`}},
		{"include: ['catalog/*.m4a']", "catalog", 0, []string{"2 files"}},
		{"exclude: ['catalog/*.flac', '*.mp3']", "catalog", 0, []string{"4 files"}},
		{"exclude: ['catalog/*.flac', '*.mp3']", "--exclude *.wav catalog", 1, []string{"11 files"}},
		{"ignore: [{path: catalog/renamed.mp3, rule: AC104, reason: x}]", "catalog/renamed.mp3", 0, []string{"1 finding ignored by the configuration"}},
		{"ignore: [{path: '*.mp3', rule: content-contradicts-extension, reason: x}]", "catalog/renamed.mp3", 0, []string{"1 finding ignored"}},
		{"ignore: [{path: gone/**, rule: AC104, reason: x}]", "catalog/ballad.flac", 0, []string{"warning AC051", "line 1", "1 file: 1 accepted"}},
		{"ignore: [{path: gone/**, rule: AC104, reason: x}]", "--fail-on warning catalog/ballad.flac", 1, []string{"warning AC051"}},
		{"ignore: [{path: 'catalog/*', rule: AC322, reason: x}]", "--quiet catalog --fail-on never", 0, []string{"AC051"}},
		{"profile_file: own.yaml", "catalog/jingle.wav", 0, []string{"by profile mine\n"}},
	} {
		write(t, ".audiocheck.yaml", c.text+"\n")
		write(t, "own.yaml", "name: mine\nevidence: documented\n")
		expect(t, "check "+c.args, c.code, c.words...)
	}
	// what a run does not look at cannot be called unused
	write(t, ".audiocheck.yaml", "ignore: [{path: 'catalog/*', rule: AC322, reason: x}]\n")
	if got := expect(t, "check catalog/ballad.flac", 0); strings.Contains(got, "AC051") {
		t.Errorf("unused in a run over one file:\n%s", got)
	}
	// the same file from elsewhere
	write(t, ".audiocheck.yaml", "profile_file: own.yaml\nignore: [{path: catalog/renamed.mp3, rule: AC104, reason: x}]\n")
	t.Chdir("catalog")
	expect(t, "check renamed.mp3", 0, "1 finding ignored", "by profile mine")
}

func TestConfigurationMistakes(t *testing.T) {
	workplace(t)
	for text, want := range map[string]string{
		"\nprofil: trace":                               `.audiocheck.yaml:2:1: unknown key "profil"; did you mean "profile"?`,
		"overrides:\n  duration: {max_second: 1}":       `.audiocheck.yaml:2:14: unknown key "max_second"; did you mean "max_seconds"?`,
		"overrides: {name: x}":                          `.audiocheck.yaml:1:13: unknown key "name"`,
		"overrides: {duration: {max_seconds: -1}}":      `.audiocheck.yaml:1:12: overrides: duration: a limit is negative`,
		"profile: trcae":                                `.audiocheck.yaml:1:10: profile: no such profile: "trcae"; did you mean "trace"?`,
		"profile_file: missing.yaml":                    `.audiocheck.yaml:1:15: profile_file:`,
		"depth: deep":                                   `.audiocheck.yaml:1:8: depth:`,
		"fail_on: maybe":                                `.audiocheck.yaml:1:10: fail_on:`,
		"severity: {AC999: off}":                        `.audiocheck.yaml:1:12: check has no rule "AC999"; did you mean AC`,
		"severity: {too-lnog: off}":                     `did you mean too-long?`,
		"severity: {AC301: fatal}":                      `.audiocheck.yaml:1:12: severity.AC301: "fatal" is none of error, warning, note, off`,
		"severity: {AC301: off, too-long: note}":        `AC301 has two severities`,
		"ignore: [{path: a, rule: AC000, reason: b}]":   `.audiocheck.yaml:1:26: check has no rule "AC000"`,
		"ignore: [{path: a, rule: AC301}]":              `.audiocheck.yaml:1:10: an ignore without a reason`,
		"ignore: [{path: a, rule: AC301, reason: ' '}]": `an ignore without a reason`,
		"depth: [":                                         `.audiocheck.yaml:1: `,
		"profile: trace\nprofile_file: x":                  `.audiocheck.yaml:2:15: `,
		"include: ['[a-']":                                 `.audiocheck.yaml:1:11: "[a-" is no valid glob`,
		"overrides: {video: maybe}":                        `video: "maybe"`,
		"overrides: {contents: [{then: accept, what: x}]}": `unknown key "what"`,
	} {
		write(t, ".audiocheck.yaml", text+"\n")
		for _, cmd := range []string{"check", "config"} {
			if code, out, errOut := command(t, "", cmd, "catalog"); code != exitUsage || out != "" || !strings.Contains(errOut, want) {
				t.Errorf("%s with %q: exit %d, %q\n%s", cmd, text, code, want, errOut)
			}
		}
	}
	write(t, ".audiocheck.yaml", "profil: x\n")
	expect(t, "check --no-config catalog/jingle.wav", 0)
	expect(t, "check --config missing.yaml catalog/jingle.wav", 2, "missing.yaml")
	expect(t, "check --config x --no-config catalog/jingle.wav", 2, "no-config")
	expect(t, "check --config catalog catalog/jingle.wav", 2, "not a regular file")
}

func TestConfigCommand(t *testing.T) {
	workplace(t)
	write(t, ".audiocheck.yaml", `profile: audioverify
fail_on: warning
overrides:
  duration:
    max_seconds: 200
severity:
  junk-after: off
ignore:
  - {path: "old/**", rule: AC104, reason: delivered so}
`)
	_, out, _ := command(t, "", "config", "--depth", "samples", "--format", "json", "catalog")
	var rows []setting
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatal(err)
	}
	got := map[string]setting{}
	for _, r := range rows {
		got[r.Key] = r
	}
	for _, want := range []setting{
		{"configuration", ".audiocheck.yaml", "found"},
		{"profile", "audioverify", ".audiocheck.yaml:1"},
		{"depth", "samples", "--depth"},
		{"fail_on", "warning", ".audiocheck.yaml:2"},
		{"limits.duration.max_seconds", "200", ".audiocheck.yaml:5"},
		{"severity.AC253", "off", ".audiocheck.yaml:7"},
		{"ignore[0]", "AC104 in old/**: delivered so", ".audiocheck.yaml:9"},
	} {
		if got[want.Key] != want {
			t.Errorf("got %+v, want %+v", got[want.Key], want)
		}
	}
	if r := got["limits.size.max_bytes"]; r.From != "profile" || r.Value == "" {
		t.Errorf("the size is %+v", r)
	}
	expect(t, "config catalog", 0, "profile", ".audiocheck.yaml:1", "default")
	expect(t, "config --profile trace", 0, "--profile")
	expect(t, "config --no-config", 0, "--no-config")
	expect(t, "config --format xml", 2)
}

// configSchema is docs/config.schema.json.
func configSchema(t *testing.T) (*jsonschema.Schema, map[string]any) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal([]byte(read(t, "docs/config.schema.json")), &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("config.json"), doc
}

// TestTheSchemaHasTheSameKeys holds the schema's keys against those that are
// read, on every level.
func TestTheSchemaHasTheSameKeys(t *testing.T) {
	inRoot(t)
	_, doc := configSchema(t)
	sameKeys(t, "", doc, reflect.TypeFor[config.File](), nil)
	sameKeys(t, "overrides", doc["properties"].(map[string]any)["overrides"].(map[string]any), reflect.TypeFor[limits.Profile](), notOverridden)
}

func sameKeys(t *testing.T, path string, node map[string]any, typ reflect.Type, except []string) {
	t.Helper()
	if typ.Kind() == reflect.Slice {
		if items, ok := node["items"].(map[string]any); ok {
			sameKeys(t, path+"[]", items, typ.Elem(), nil)
		}
		return
	}
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[yaml.Node]() {
		return
	}
	props, _ := node["properties"].(map[string]any)
	var want []string
	for i := range typ.NumField() {
		key := typ.Field(i).Tag.Get("yaml")
		if key == "" || slices.Contains(except, key) {
			continue
		}
		want = append(want, key)
		if p, ok := props[key].(map[string]any); ok {
			sameKeys(t, path+"."+key, p, typ.Field(i).Type, nil)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(props)); !slices.Equal(got, want) {
		t.Errorf("%s: the schema has %v, read are %v", path, got, want)
	}
	if node["additionalProperties"] != false {
		t.Errorf("%s: the schema allows unknown keys", path)
	}
}

// TestTheSchemaJudgesAsTheCommand asks the schema and the command about the
// same configurations.
func TestTheSchemaJudgesAsTheCommand(t *testing.T) {
	inRoot(t)
	s, _ := configSchema(t)
	trace, err := limits.Source("trace")
	if err != nil {
		t.Fatal(err)
	}
	_, own, _ := strings.Cut(trace, "date: 2026-11-22\n")
	whole := "overrides:\n  " + strings.ReplaceAll(strings.TrimSpace(own), "\n", "\n  ") + "\n"
	dir := t.TempDir()
	for text, want := range map[string]bool{
		"{}": true, whole: true, "profile: trace": true, "include: [a, b]": true, "severity: {AC301: off, junk-after: error}": true,
		"ignore: [{path: a, rule: AC301, reason: b}]": true, "overrides: {sample_rate: {allowed: [44100], advice: true}}": true,
		"profil: x": false, "include: a": false, "depth: deep": false, "fail_on: x": false, "severity: {AC301: bad}": false,
		"ignore: [{path: a, rule: AC301}]": false, "overrides: {size: {max: 1}}": false, "overrides: {name: x}": false,
		"overrides: {duration: {max_seconds: -1}}": false, "overrides: {video: x}": false, "overrides: {extensions: [MP3]}": false,
		"profile: trace\nprofile_file: x": false, "- a": false, "overrides: {contents: [{why: x}]}": false,
	} {
		path := filepath.Join(dir, "c.yaml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, _, errOut := command(t, "", "config", "--config", path); (code == 0) != want {
			t.Errorf("%q: exit %d: %s", text, code, errOut)
		}
		if err := s.Validate(asJSON(t, text)); (err == nil) != want {
			t.Errorf("%q: the schema says %v", text, err)
		}
	}
}

// asJSON returns what an editor makes of YAML.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for _, file := range []string{"probe.schema.json", "check.schema.json", "compare.schema.json", "stems.schema.json", "verify.schema.json"} {
		f, err := os.Open(filepath.Join("docs", file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		doc, err := jsonschema.UnmarshalJSON(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("https://github.com/audiocheck/audiocheck/docs/"+file, doc); err != nil {
			t.Fatal(err)
		}
	}
	return c.MustCompile("https://github.com/audiocheck/audiocheck/docs/" + name)
}

func conforms(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	if err := s.Validate(doc); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// hostileNames writes a small WAV file under names that are hard to print and
// returns their folder.
func hostileNames(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/catalog/jingle.wav")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"new\nline.wav", "esc\x1b[31m.wav", "caf\xe9.wav", `quo"te.wav`, "-dash.wav", "::error::.wav"} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Logf("%q cannot be a name here: %v", name, err)
		}
	}
	return dir
}

func TestJSONConformsToItsSchema(t *testing.T) {
	inRoot(t)
	paths := []string{"testdata", hostileNames(t), "missing.mp3"}
	for _, depth := range []string{"header", "packets", "samples"} {
		_, out, _ := command(t, "", append([]string{"probe", "--depth", depth, "--format", "json"}, paths...)...)
		var infos []json.RawMessage
		if err := json.Unmarshal([]byte(out), &infos); err != nil {
			t.Fatal(err)
		}
		if len(infos) < 40 {
			t.Errorf("depth %s: only %d files", depth, len(infos))
		}
		one := schema(t, "probe.schema.json")
		for _, i := range infos {
			conforms(t, one, string(i))
		}
		_, out, _ = command(t, "", append([]string{"check", "--depth", depth, "--format", "json"}, paths...)...)
		conforms(t, schema(t, "check.schema.json"), out)
	}
}

func TestJSONLinesHoldTheSameFiles(t *testing.T) {
	inRoot(t)
	_, whole, _ := command(t, "", "check", "--format", "json", "testdata")
	_, lines, _ := command(t, "", "check", "--format", "jsonl", "testdata")
	var doc struct{ Files []json.RawMessage }
	if err := json.Unmarshal([]byte(whole), &doc); err != nil {
		t.Fatal(err)
	}
	got := bytes.Split(bytes.TrimSpace([]byte(lines)), []byte("\n"))
	if len(got) != len(doc.Files) {
		t.Fatalf("%d lines, %d files", len(got), len(doc.Files))
	}
	for i, line := range got {
		if !bytes.Equal(bytes.TrimSpace(line), bytes.TrimSpace(doc.Files[i])) {
			t.Errorf("line %d is\n%s\nand not\n%s", i+1, line, doc.Files[i])
		}
	}
}

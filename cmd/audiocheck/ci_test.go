package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var (
	yamlBlock  = regexp.MustCompile("(?s)```yaml\n(.*?)```")
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	checkLine  = regexp.MustCompile(`(?m)^ *(?:- )?(?:run: )?(audiocheck check [^#\n]*)`)
)

// TestTheExamplesOfCIRun takes the commands out of the examples of docs/ci.md
// and runs them in order.
func TestTheExamplesOfCIRun(t *testing.T) {
	inRoot(t)
	text := read(t, "docs/ci.md")
	blocks := yamlBlock.FindAllStringSubmatch(text, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d blocks of YAML", len(blocks))
	}
	for _, m := range blocks {
		var v map[string]any
		if err := yaml.Unmarshal([]byte(m[1]), &v); err != nil {
			t.Errorf("%v in\n%s", err, m[1])
		}
	}
	schema, _ := configSchema(t)
	example := blocks[2][1]
	if err := schema.Validate(asJSON(t, example)); err != nil {
		t.Error(err)
	}
	lines := checkLine.FindAllStringSubmatch(text, -1)
	if len(lines) != 4 {
		t.Fatalf("%d commands", len(lines))
	}
	dir := workplace(t)
	want := []int{exitFindings, exitFindings, exitClean, exitClean}
	for i, m := range lines {
		line := strings.ReplaceAll(m[1], "$GITHUB_STEP_SUMMARY", filepath.Join(dir, "summary.md"))
		expect(t, strings.TrimPrefix(line, "audiocheck "), want[i])
	}
	for _, name := range []string{"audiocheck.sarif", "summary.md", "audiocheck.xml", "audiocheck.json", "audiocheck-baseline.json"} {
		if read(t, name) == "" {
			t.Errorf("%s is empty", name)
		}
	}
	write(t, ".audiocheck.yaml", example)
	expect(t, "check catalog", 1, "AC051", "limit of 240.000 s", "trace+overrides")
	expect(t, "config catalog", 0, "240")
	if len(shellBlock.FindAllString(text, -1)) != 1 {
		t.Error("a shell example that is not run")
	}
}

package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/docs"
	"github.com/audiocheck/audiocheck/limits"
)

var update = flag.Bool("update", false, "write what the commands print into the documents")

// console is a fenced block that shows a command and what it prints.
var console = regexp.MustCompile("(?s)```console\n\\$ audiocheck ([^\n]*)\n(.*?)```")

// inRoot runs the test in the root of the repository, so that paths print the
// same as in the documents.
func inRoot(t *testing.T) {
	t.Helper()
	t.Chdir(filepath.Join("..", ".."))
}

// command runs audiocheck and returns its exit code and all that it prints.
func command(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return commandReading(t, strings.NewReader(stdin), args...)
}

func commandReading(t *testing.T, stdin io.Reader, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(args, streams{stdin, &out, &err})
	return code, out.String(), err.String()
}

// TestDocuments runs every command that the documents show and holds what it
// prints against what they say.
func TestDocuments(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the documents show paths with slashes")
	}
	inRoot(t)
	for _, path := range []string{"README.md", "docs/rules.md", "docs/ci.md"} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fresh := console.ReplaceAllStringFunc(string(text), func(block string) string {
			m := console.FindStringSubmatch(block)
			_, out, errOut := command(t, "", strings.Fields(m[1])...)
			if out+errOut != m[2] && !*update {
				t.Errorf("%s: audiocheck %s prints\n%s\nand not\n%s", path, m[1], out+errOut, m[2])
			}
			return "```console\n$ audiocheck " + m[1] + "\n" + out + errOut + "```"
		})
		if *update {
			if err := os.WriteFile(path, []byte(fresh), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestEveryRuleIsExplained holds the rules against their sections: each has
// one, and its example breaks that very rule.
func TestEveryRuleIsExplained(t *testing.T) {
	withoutExample := map[string]bool{limits.ChangedBelow: true, limits.Crashed: true, "AC402": true, "AC670": true, "AC677": true, "AC678": true}
	for _, r := range allRules() {
		section, ok := docs.Rule(r.ID)
		if !ok {
			t.Errorf("%s has no section", r.ID)
			continue
		}
		head, _, _ := strings.Cut(section, "\n")
		if head != r.ID+" "+r.Name {
			t.Errorf("%s is headed %q", r.ID, head)
		}
		if !strings.Contains(section, "*"+string(r.Severity)+".*") {
			t.Errorf("%s does not say that it is of severity %s", r.ID, r.Severity)
		}
		m := console.FindStringSubmatch(section)
		if m == nil {
			if !withoutExample[r.ID] {
				t.Errorf("%s has no example", r.ID)
			}
			continue
		}
		if !strings.Contains(m[2], string(r.Severity)+" "+r.ID+":") && !(r.ID == "AC321") {
			t.Errorf("the example of %s does not break it:\n%s", r.ID, m[2])
		}
	}
}

package docs

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestCodeOfTheLibraryPageIsCompiled holds that every piece of Go in
// library.md stands, but for its indentation, in an example that the tests run.
func TestCodeOfTheLibraryPageIsCompiled(t *testing.T) {
	var examples strings.Builder
	for _, path := range []string{"../probe/example_test.go", "../limits/example_test.go", "../examples/upload-service/main.go"} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		examples.WriteString(flushLeft(string(b)))
	}
	page, err := os.ReadFile("library.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 5 {
		t.Fatalf("only %d pieces of code", len(blocks))
	}
	for _, b := range blocks {
		if !strings.Contains(examples.String(), flushLeft(b[1])) {
			t.Errorf("no example has\n%s", b[1])
		}
	}
}

// flushLeft returns s without the space in front of its lines.
func flushLeft(s string) string {
	return regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(s, "")
}

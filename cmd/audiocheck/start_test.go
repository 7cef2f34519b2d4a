package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// heavy are packages whose init every start would pay for, and what they are
// instead.
var heavy = map[string]string{
	"encoding/gob":                     "internal/cache packs its values itself",
	"net/http":                         "the command has no network; brotli brings it",
	"google.golang.org/protobuf/proto": "the root package of parquet-go brings it",
	"github.com/parquet-go/parquet-go": "internal/parquet needs its smaller packages alone",
	"github.com/andybalholm/brotli":    "as net/http",
	"github.com/abema/go-mp4":          "it is for tests",
	"runtime/cgo":                      "the command is static",
}

func TestStartIsLight(t *testing.T) {
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	if len(deps) < 100 {
		t.Fatalf("only %d packages: %s", len(deps), out)
	}
	for _, d := range deps {
		if instead, ok := heavy[d]; ok {
			t.Errorf("the command links %s: %s", d, instead)
		}
	}
}

func TestSubcommandsHaveTheirNames(t *testing.T) {
	for name, one := range subcommands {
		if got := one(streams{strings.NewReader(""), io.Discard, io.Discard}).Name(); got != name {
			t.Errorf("%s makes the command %s", name, got)
		}
	}
}

// Only what the arguments ask for is built.
func TestBuildingTheCommandIsCheap(t *testing.T) {
	std := streams{strings.NewReader(""), io.Discard, io.Discard}
	for _, c := range []struct {
		args []string
		most float64
	}{
		{[]string{"version"}, 20},
		{[]string{"probe"}, 100},
		{[]string{"check"}, 150},
	} {
		if n := testing.AllocsPerRun(5, func() { newRoot(std, c.args) }); n > c.most {
			t.Errorf("%s: %.0f allocations, want at most %.0f", c.args[0], n, c.most)
		}
	}
	if n := len(newRoot(std, nil).Commands()); n != len(subcommands)+1 {
		t.Errorf("without arguments there are %d subcommands, want %d and help", n, len(subcommands))
	}
}

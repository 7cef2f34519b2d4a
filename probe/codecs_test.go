package probe

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCodecsAreListed holds the list against what Read says of every file here.
func TestCodecsAreListed(t *testing.T) {
	names, seen := Codecs(), map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", "testdata"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		info, err := File(context.Background(), path, &Options{Depth: Header})
		if err != nil {
			return err
		}
		codec := info.Codec.Value
		seen[codec] = true
		if codec != "" && !slices.Contains(names, codec) && !slices.ContainsFunc(CodecPrefixes(), func(p string) bool { return strings.HasPrefix(codec, p) }) {
			t.Errorf("%s: codec %q is not listed", path, codec)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) < 20 {
		t.Errorf("only %d codecs were seen", len(seen))
	}
	slices.Sort(names)
	if len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("a codec is listed twice")
	}
}

package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/audiocheck/audiocheck/internal/wholefile"
)

// Names of what a cache consists of.
const (
	folderPrefix = "facts-"
	shardSuffix  = ".cache"
)

// Clean removes every cache in dir, of whatever identity, and nothing else that
// may be there. It returns how many files went.
func Clean(dir string) (files int, err error) {
	folders, err := filepath.Glob(filepath.Join(escaped(dir), folderPrefix+"*"))
	if err != nil {
		return 0, err
	}
	for _, f := range folders {
		n, err := cleanFolder(f)
		files += n
		if err != nil {
			return files, err
		}
	}
	return files, nil
}

// escaped returns path as a pattern of filepath.Glob that matches it alone.
func escaped(path string) string {
	if filepath.Separator == '\\' {
		return path // there is no escape on Windows, and no * or ? in names
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

func cleanFolder(dir string) (files int, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext != shardSuffix && ext != wholefile.Temporary {
			continue
		}
		err := os.Remove(filepath.Join(dir, e.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return files, err
		}
		files++
	}
	os.Remove(dir) //nolint:errcheck // it stays when something else is in it
	return files, nil
}

package embed

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// formats is the table of formats. A new format is a line here.
var formats = []struct {
	ext  string
	open func(l *loader, path string) (source, error)
}{
	{".npy", openNPY},
	{".npz", openNPZ},
	{".safetensors", openSafetensors},
	{".json", openJSON},
	{".jsonl", openJSON},
	{".ndjson", openJSON},
	{".parquet", openParquet},
}

func opener(path string) func(*loader, string) (source, error) {
	ext := strings.ToLower(filepath.Ext(path))
	for _, f := range formats {
		if f.ext == ext {
			return f.open
		}
	}
	return nil
}

func extensionList() string {
	var list []string
	for _, f := range formats {
		list = append(list, f.ext)
	}
	return strings.Join(list, " ")
}

// stem returns the file's name without its extension.
func stem(path string) string {
	name := filepath.Base(path)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// addFolder adds the files below root that are of a known format.
func (s *Set) addFolder(ctx context.Context, root string) error {
	return fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		path := filepath.Join(root, filepath.FromSlash(name))
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		case name != "." && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || opener(path) == nil:
			return nil
		}
		if !entry.Type().IsRegular() {
			info, err := os.Stat(path)
			if err != nil {
				return err
			}
			if !info.Mode().IsRegular() {
				return nil
			}
		}
		return s.addFile(ctx, path)
	})
}

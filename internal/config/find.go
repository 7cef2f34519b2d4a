// Package config reads .audiocheck.yaml, which says how the files of a folder
// are to be judged.
package config

import (
	"os"
	"path/filepath"
)

// Name is what the file is called.
const Name = ".audiocheck.yaml"

// Find returns the nearest configuration of start, a file or a folder that
// need not be there: that in its own folder, or in one above, up to and with
// the root of the repository, which holds .git. It returns "" when there is
// none.
func Find(start string) (string, error) {
	found := ""
	err := upward(start, func(dir string) bool {
		path := filepath.Join(dir, Name)
		if _, err := os.Stat(path); err == nil {
			found = path
		}
		return found != "" || isRoot(dir)
	})
	return found, err
}

// Root returns the root of the repository that holds start, "" when there is
// none.
func Root(start string) (string, error) {
	root := ""
	err := upward(start, func(dir string) bool {
		if isRoot(dir) {
			root = dir
		}
		return root != ""
	})
	return root, err
}

// isRoot reports whether dir is the root of a repository: .git is a folder, or
// a file in a linked worktree; git-scm.com, gitrepository-layout.
func isRoot(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ".git"))
	return err == nil
}

// upward calls visit for start and each folder above until it returns true.
func upward(start string, visit func(dir string) (stop bool)) error {
	dir, err := filepath.Abs(start)
	if err != nil {
		return err
	}
	for {
		if visit(dir) || dir == filepath.Dir(dir) {
			return nil
		}
		dir = filepath.Dir(dir)
	}
}

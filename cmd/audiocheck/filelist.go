package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// paths returns the arguments and what --files-from0 adds to them.
func (in *inputs) paths(ctx context.Context, args []string, stdin io.Reader) ([]string, error) {
	if in.filesFrom == "" {
		if len(args) == 0 {
			return nil, usage("no path is given; give files, folders, or - for standard input")
		}
		return args, nil
	}
	if in.filesFrom == stdinPath && slices.Contains(args, stdinPath) {
		return nil, usage("standard input cannot hold both the list of --files-from0 and a file")
	}
	listed, err := orInterrupted(ctx, func() ([]string, error) { return readList(in.filesFrom, stdin) })
	switch {
	case errors.Is(err, errInterrupted):
		return nil, err
	case err != nil:
		return nil, usage("--files-from0: %w", err)
	case len(args)+len(listed) == 0:
		return nil, usage("--files-from0: the list is empty")
	}
	return slices.Concat(args, listed), nil
}

// filesAlone is paths for a command that is about files: standard input is
// refused. The list of --files-from0 is read then.
func (in *inputs) filesAlone(ctx context.Context, args []string, stdin io.Reader, verb string) ([]string, error) {
	all, err := in.paths(ctx, args, stdin)
	if err != nil {
		return nil, err
	}
	if slices.Contains(all, stdinPath) {
		return nil, usage("standard input has no name to %s it by; give files or folders", verb)
	}
	in.filesFrom = ""
	return all, nil
}

// asFind is said of a list that is none.
const asFind = "each path is ended by a NUL byte, as 'find -print0' writes them"

// readList reads the paths in the file at path, or in stdin.
func readList(path string, stdin io.Reader) (listed []string, err error) {
	r := stdin
	if path != stdinPath {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		r = f
	}
	s := bufio.NewScanner(r)
	s.Split(splitNUL)
	for s.Scan() {
		if s.Text() != "" {
			listed = append(listed, s.Text())
		}
	}
	switch {
	case errors.Is(s.Err(), bufio.ErrTooLong):
		return nil, fmt.Errorf("path %d of the list has over %d bytes; %s", len(listed)+1, bufio.MaxScanTokenSize-1, asFind)
	case s.Err() == nil && len(listed) == 1 && strings.Contains(listed[0], "\n") && !exists(listed[0]):
		return nil, fmt.Errorf("the list is one path of %d lines, and there is no such file; %s", 1+strings.Count(strings.TrimSuffix(listed[0], "\n"), "\n"), asFind)
	}
	return listed, s.Err()
}

func splitNUL(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

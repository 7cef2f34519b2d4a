package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestDecodeReplacesNothingItShouldNot: what stands in the output's place is
// kept unless it is a file and --force is given.
func TestDecodeReplacesNothingItShouldNot(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "out.wav")
	for _, c := range []struct {
		args, want string
		code       int
	}{
		{"-o " + out, "", 0},
		{"-o " + out, "--force replaces it", exitUsage},
		{"--force -o " + out, "", 0},
		{"--force -o " + dir, "no regular file", exitUsage},
		{"--force -o " + os.DevNull, "no regular file", exitUsage},
		{"-o " + filepath.Join(dir, "none", "out.wav"), "there is no folder", exitUsage},
	} {
		if runtime.GOOS == "windows" && strings.Contains(c.args, os.DevNull) {
			continue
		}
		code, _, errOut := command(t, "", append([]string{"decode", good}, strings.Fields(c.args)...)...)
		if code != c.code || !strings.Contains(errOut, c.want) {
			t.Errorf("decode %s: exit %d, want %d\n%s", c.args, code, c.code, errOut)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%d files are left, want the output alone: %v", len(left), err)
	}
}

// TestDecodeLeavesNothingBehindAnError: a file that breaks off gives no output.
func TestDecodeLeavesNothingBehindAnError(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	code, _, errOut := command(t, "", "decode", "testdata/catalog/unfinished.flac", "-o", filepath.Join(dir, "out.wav"))
	if code != exitFindings || !strings.Contains(errOut, "truncated") {
		t.Errorf("exit %d\n%s", code, errOut)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%d files are left: %v", len(left), err)
	}
}

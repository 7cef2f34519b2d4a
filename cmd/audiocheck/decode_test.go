package main

import (
	"bytes"
	"context"
	"errors"
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

// TestAnInterruptedDecodeLeavesNothing: nor does it print anything.
func TestAnInterruptedDecodeLeavesNothing(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, to := range []string{stdinPath, filepath.Join(dir, "out.wav")} {
		var out bytes.Buffer
		err := (&decodeFlags{out: to}).run(ctx, good, streams{out: &out})
		var ee *exitError
		if !errors.As(err, &ee) || ee.code != exitInterrupted || out.Len() > 0 {
			t.Errorf("to %s: %v, %d bytes", to, err, out.Len())
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("to %s: %d files are left: %v", to, len(left), err)
		}
	}
}

func TestDecodeOfStandardInput(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := command(t, "", "decode", good, "-o", "-")
	if code, got, errOut := command(t, string(data), "decode", "-", "-o", "-"); code != 0 || got != want || want == "" {
		t.Errorf("exit %d, %d bytes, want %d\n%s", code, len(got), len(want), errOut)
	}
	if code, _, errOut := command(t, "no audio", "decode", "-", "-o", "-"); code != exitFindings || errOut == "" {
		t.Errorf("no audio: exit %d\n%s", code, errOut)
	}
}

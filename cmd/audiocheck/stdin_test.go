//go:build unix

package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// eitherWay runs audiocheck with and without --isolate, and holds that both
// answer alike and leave no temporary file.
func eitherWay(t *testing.T, stdin func() io.Reader, args ...string) (code int, out string) {
	t.Helper()
	inRoot(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("AUDIOCHECK_TEST_MAIN", "1") // for the worker
	code, out, errOut := commandReading(t, stdin(), args...)
	isolatedCode, isolatedOut, isolatedErr := commandReading(t, stdin(), append(args, "--isolate")...)
	if code != isolatedCode || out != isolatedOut || errOut != "" || isolatedErr != "" {
		t.Errorf("%q: exit %d and isolated %d\n%s%s\n%s%s", args, code, isolatedCode, out, errOut, isolatedOut, isolatedErr)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	return code, out
}

// TestStandardInputIsBoundedBySize gives what never ends, which the profile
// refuses for its size.
func TestStandardInputIsBoundedBySize(t *testing.T) {
	code, out := eitherWay(t, func() io.Reader { return silence{} },
		"check", "--max-time", "0", "--profile-file", "testdata/profiles/tiny.yaml", "-")
	const want = "error AC311: standard input is over the limit of 8000 bytes; no more of it was read [vendor answers HTTP 413]"
	if code != exitFindings || !strings.Contains(out, want) {
		t.Errorf("exit %d, want %q in\n%s", code, want, out)
	}
}

// TestARefusedStandardInputIsJudged: that it is too large is a verdict, with the
// limit beyond which nothing passes, and no fault of the tool.
func TestARefusedStandardInputIsJudged(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "p.yaml")
	if err := os.WriteFile(profile, []byte("name: p\nsize: {max_bytes: 1000, unclear_to_bytes: 2000, http_status: 413}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := eitherWay(t, func() io.Reader { return silence{} }, "check", "--format", "json", "--profile-file", profile, "-")
	for _, want := range []string{`"want":"2000","unit":"bytes"`, `"http_status":413`, `"tool_errors":0`, "over the limit of 2000 bytes"} {
		if code != exitFindings || !strings.Contains(out, want) {
			t.Errorf("exit %d, want %s in\n%s", code, want, out)
		}
	}
}

// TestStandardInputIsBoundedByTime gives a beginning that nothing follows.
func TestStandardInputIsBoundedByTime(t *testing.T) {
	for _, cmd := range []string{"check", "probe"} {
		code, out := eitherWay(t, func() io.Reader {
			r, w := io.Pipe()
			t.Cleanup(func() { w.Close() })
			go w.Write([]byte("RIFF")) //nolint:errcheck // the command stops reading
			return r
		}, cmd, "--max-time", "20ms", "-")
		if want := "standard input did not end within 20ms of its first byte (--max-time)"; code != exitFindings || !strings.Contains(out, want) {
			t.Errorf("%s: exit %d, want %q in\n%s", cmd, code, want, out)
		}
	}
}

// TestAnIgnoredSizeBoundsNothing: where the configuration changes what a size
// over the limit means, all of standard input is read.
func TestAnIgnoredSizeBoundsNothing(t *testing.T) {
	workplace(t)
	write(t, ".audiocheck.yaml", "overrides: {size: {max_bytes: 8000, unclear_to_bytes: 8000}}\nseverity: {AC311: off}\n")
	data := read(t, "catalog/jingle.wav")
	if code, out, errOut := command(t, data, "check", "-"); code != 0 || !strings.Contains(out, "accept  -  wav/pcm_s24le") {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
}

// silence never ends.
type silence struct{}

func (silence) Read(p []byte) (int, error) { clear(p); return len(p), nil }

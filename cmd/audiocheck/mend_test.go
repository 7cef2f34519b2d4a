package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// stub records the arguments that it is called with, each ended by a NUL byte,
// in the file that $CALLS names, behind its own name.
const stub = `#!/bin/sh
printf '%s\0' "${0##*/}" "$@" >> "$CALLS"
printf '\0' >> "$CALLS"
`

// withStubs runs a script in dir with ffmpeg and mv that only record.
func withStubs(t *testing.T, dir, script string) [][]string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to run the script:", err)
	}
	bin := t.TempDir()
	for _, name := range []string{"ffmpeg", "mv"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(stub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	calls := filepath.Join(bin, "calls")
	cmd := exec.Command(sh)
	cmd.Stdin, cmd.Dir = strings.NewReader(script), dir
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "CALLS="+calls)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the script ends with %v and says\n%s", err, out)
	}
	recorded, err := os.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, call := range strings.Split(strings.TrimSuffix(string(recorded), "\x00\x00"), "\x00\x00") {
		all = append(all, strings.Split(call, "\x00"))
	}
	return all
}

// stems are names that a shell, ffmpeg or mv could make something else of.
var stems = []string{
	"-dash", "two words", "it's", `"quoted"`, "new\nline", "dollar $HOME `id` $(id)", "file:colon", "concat:a|b", "100%03d", "esc\x1b[31m",
	"caf\xe9", `back\slash`, "semi;colon & more", "*?[a]", "#hash", "~", "trailing ", "$'x'", "a.b.c",
}

// TestMendNamesAreSafe runs the script with stubs: each command gets the very
// names that the files have, and nothing else runs.
func TestMendNamesAreSafe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these names cannot be here, and the script is for a POSIX shell")
	}
	inRoot(t)
	wav, err := os.ReadFile("testdata/catalog/renamed.mp3") // a WAV file by content
	if err != nil {
		t.Fatal(err)
	}
	mulaw, err := os.ReadFile("testdata/catalog/answering-machine.wav")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	want := map[string]string{} // output by input
	for _, s := range stems {
		for name, data := range map[string][]byte{s + ".mp3": wav, s + ".wav": mulaw} {
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want["mv "+s+".mp3"] = s + "-2.wav" // since s + ".wav" is there
		want["ffmpeg "+s+".wav"] = s + ".mended.flac"
	}
	_, script, _ := command(t, "", "mend", ".")
	_, again, _ := command(t, "", append([]string{"mend", "--"}, names(t)...)...)
	for _, script := range []string{script, again} {
		got := map[string]string{}
		for _, call := range withStubs(t, ".", script) {
			from, to := call[len(call)-2], call[len(call)-1]
			if call[0] == "ffmpeg" {
				from = call[5-1]
			}
			for _, s := range []*string{&from, &to} {
				if call[0] == "ffmpeg" {
					*s = strings.TrimPrefix(*s, "file:")
				}
				*s = filepath.Clean(*s)
			}
			got[call[0]+" "+from] = to
		}
		for from, to := range want {
			if got[from] != to {
				t.Errorf("%q makes %q, want %q", from, got[from], to)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d commands ran, want %d", len(got), len(want))
		}
		if i := strings.IndexFunc(script, func(r rune) bool { return r < ' ' && r != '\n' }); i >= 0 {
			t.Errorf("the script has a control character at byte %d", i)
		}
	}
}

func names(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// TestMendedFilesAreAccepted runs the script with the real ffmpeg on a copy of
// all example files, and checks what it makes: nothing is left to be said of it.
func TestMendedFilesAreAccepted(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("no ffmpeg to run the script:", err)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to run the script:", err)
	}
	inRoot(t)
	dir := t.TempDir()
	for _, from := range []string{"testdata/catalog", "testdata/rules"} {
		copyFiles(t, from, dir)
	}
	copyFile(t, "testdata/wav/rifx24.wav", dir) // ffmpeg does not read it
	audiocheckInPath(t)
	t.Chdir(dir)
	if err := os.Rename("AC210.wav", "it's $a:\n-50%.wav"); err != nil {
		t.Fatal(err)
	}
	before := names(t)
	code, script, errOut := command(t, "", "mend", "--depth", "samples", ".")
	if code != exitFindings {
		t.Errorf("exit %d, want %d, for there are files that nothing mends; %s", code, exitFindings, errOut)
	}
	cmd := exec.Command(sh)
	cmd.Env = append(os.Environ(), "AUDIOCHECK_TEST_MAIN=1")
	cmd.Stdin = strings.NewReader(script)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("the script ends with %v:\n%s", err, out)
	}
	was := map[string]bool{}
	for _, n := range before {
		was[n] = true
	}
	made := []string{"check", "--depth", "samples", "--fail-on", "warning", "--"}
	for _, n := range names(t) {
		if !was[n] {
			made = append(made, n)
		}
	}
	const least = 25 // commands for the example files
	if len(made) < least {
		t.Errorf("the script made only %q", made)
	}
	if code, out, _ := command(t, "", made...); code != 0 {
		t.Errorf("what the script made is not accepted:\n%s", out)
	}
}

func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		copyFile(t, filepath.Join(from, e.Name()), to)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, filepath.Base(from)), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// audiocheckInPath lets scripts find this binary as audiocheck, which it is
// with AUDIOCHECK_TEST_MAIN set.
func audiocheckInPath(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "audiocheck")); err != nil {
		t.Skip("no symbolic links:", err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestMend(t *testing.T) {
	inRoot(t)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"mend " + good, 0, "# 0 files with findings, 0 commands"},
		{"mend testdata/catalog/renamed.mp3", 0, "{ mv -n -- testdata/catalog/renamed.mp3 testdata/catalog/renamed.wav; } || failed=1"},
		{"mend testdata/catalog/download.mp3", 1, "(no command mends this)"},
		{"mend missing.mp3", 1, "# error AC001: no such file or folder (no command mends this)"},
		{"mend -", 2, "standard input has no name"},
		{"mend --profile trcae " + good, 2, `did you mean "trace"`},
		// All that is wrong with a file is mended by one command.
		{"mend testdata/rules/AC103.ogg", 0, "# error AC105: an Ogg file with vorbis is not accepted by Soundverse Trace\n{ ffmpeg"},
		{"mend --profile symphonic " + good, 0, "-ac 2 -c:a pcm_s16le -bitexact testdata/catalog/jingle.mended.wav"},
	} {
		code, out, errOut := command(t, "", strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("audiocheck %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
	}
}

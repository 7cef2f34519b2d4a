package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const good = "testdata/catalog/jingle.wav"

func TestExitCodes(t *testing.T) {
	inRoot(t)
	for _, c := range []struct {
		args string
		code int
		want string // in standard output or standard error
	}{
		{"check " + good, 0, "accept"},
		{"check " + good + " --profile trace", 0, "accept"}, // flags may stand behind paths
		{"check testdata/catalog/answering-machine.wav", 0, "warning AC106"},
		{"check --fail-on warning testdata/catalog/answering-machine.wav", 1, "warning AC106"},
		{"check testdata/catalog/renamed.mp3", 1, "error AC104"},
		{"check --fail-on never testdata/catalog/renamed.mp3", 0, "error AC104"},
		{"check missing.mp3 " + good, 1, "1 accepted, 0 warned, 1 rejected"},
		{"check --quiet " + good, 0, ""},
		{"check -- --depth", 1, "AC001"},
		{"check", 2, "no path is given"},
		{"", 2, "Usage"},
		{"chekc x", 2, `unknown command "chekc"; did you mean "check"?`},
		{"cache claen", 2, `did you mean "clean"?`},
		{"help", 0, "Available Commands"},
		{"help nonsens", 2, `unknown command "nonsens"; did you mean`},
		{"help cache claen", 2, `did you mean "clean"?`},
		{"help check x", 2, "audiocheck check has no subcommands"},
		{"check --profil x y", 2, "unknown flag: --profil; did you mean --profile?"},
		{"check --jobs x " + good, 2, `--jobs: "x" is not a whole number`},
		{"check --jobs 99999999999999999999 " + good, 2, "--jobs: 99999999999999999999 is out of range"},
		{"check --max-time x " + good, 2, `--max-time: "x" is not a time such as 30s or 5m`},
		{"check --quiet=x " + good, 2, `--quiet: "x" is not true or false`},
		{"check --profile= " + good, 2, "the name is empty"},
		{"mend --profile= " + good, 2, "the name is empty"},
		{"check --profile trcae " + good, 2, `did you mean "trace"`},
		{"check --profile-file missing.yaml " + good, 2, "missing.yaml"},
		{"check --profile trace --profile-file x.yaml " + good, 2, "--profile and --profile-file contradict each other; give one of them"},
		{"mend --profile trace --profile-file x.yaml " + good, 2, "--profile and --profile-file contradict each other"},
		{"check --config x --no-config " + good, 2, "--config and --no-config contradict each other"},
		{"check --max-memory 128 " + good, 2, "--max-memory does nothing without --isolate"},
		{"check --stdin-name a.wav " + good, 2, "--stdin-name: standard input (-) is none of the paths"},
		{"plan testdata", 2, `audiocheck plan takes flags alone, and "testdata" is none`},
		{"profiles trace camb", 2, "one profile is taken, and 2 are given"},
		{"config a b", 2, "one path is taken, and 2 are given"},
		{"embeddings inspect", 2, "no file or folder is given"},
		{"embeddings inspetc", 2, `did you mean "inspect"?`},
		{"check --depth deep " + good, 2, "none of header, packets, samples"},
		{"check --format xml " + good, 2, "none of text, json"},
		{"check --fail-on maybe " + good, 2, "none of error, warning, never"},
		{"check --jobs -1 " + good, 2, "negative"},
		{"check --max-time -1s " + good, 2, "negative"},
		{"check --include [a- testdata", 2, "no valid glob"},
		{"check --files-from0 missing " + good, 2, "missing"},
		{"probe " + good, 0, "pcm_s24le"},
		{"probe missing.mp3 " + good, 1, "no such file or folder"},
		{"probe testdata/catalog/unfinished.flac", 1, "truncated"},
		{"probe testdata/catalog/download.mp3", 0, "html"},
		{"probe --format xml " + good, 2, "none of table"},
		{"profiles", 0, "trace"},
		{"profiles trace", 0, "max_bytes: 100000000"},
		{"profiles trcae", 2, `did you mean "trace"`},
		{"rules", 0, "AC301"},
		{"rules --format json", 0, `"id": "AC301"`},
		{"explain ac301", 0, "AC301 too-long"},
		{"explain too-long", 0, "AC301 too-long"},
		{"explain AC3O1", 2, "did you mean AC301"},
		{"explain AC999", 2, "did you mean AC9"},
		{"explain AC599", 2, `no rule is called "AC599"; 'audiocheck rules' lists them`},
		{"explain", 2, "no rule is given"},
		{"explain AC301 AC302", 2, "2 are given"},
		{"decode -o -", 2, "no file to decode is given"},
		{"version", 0, "audiocheck"},
		{"--version", 2, "did you mean 'audiocheck version'?"},
		{"help check", 0, "Usage"},
		{"completion bash", 0, "audiocheck"},
	} {
		code, out, errOut := command(t, "", strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("audiocheck %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
		if code == exitUsage && out != "" {
			t.Errorf("audiocheck %s: a usage error wrote to standard output:\n%s", c.args, out)
		}
	}
}

// TestAnEmptyPath: that of an unset variable costs the other paths nothing.
func TestAnEmptyPath(t *testing.T) {
	inRoot(t)
	code, out, _ := command(t, "", "check", "", good)
	if code != 1 || !strings.Contains(out, "reject  \"\"\n        error AC001: the path is empty") || !strings.Contains(out, "1 accepted") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := command(t, "", "probe", ""); code != 1 || out != "\"\"\n  the path is empty\n" {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestToolErrors: what could not be judged is counted, and has its verdict.
func TestToolErrors(t *testing.T) {
	inRoot(t)
	empty := filepath.Join(t.TempDir(), "empty.wav") // which can be judged
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, _ := command(t, "", "check", "--format", "json", "missing.mp3", "testdata/profiles", empty, good)
	var doc struct {
		Summary struct {
			Files, Accepted, Rejected int
			ToolErrors                int `json:"tool_errors"`
		}
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	if s := doc.Summary; s.Files != 4 || s.Accepted != 1 || s.Rejected != 3 || s.ToolErrors != 2 {
		t.Errorf("got %+v, want 2 tool errors among 3 that are rejected", s)
	}
}

func TestTheCodeIsTheSameInEveryFormat(t *testing.T) {
	inRoot(t)
	for _, format := range []string{"text", "json", "jsonl", "csv"} {
		for path, want := range map[string]int{good: 0, "testdata/catalog": 1} {
			if code, _, _ := command(t, "", "check", "--format", format, path); code != want {
				t.Errorf("%s of %s: exit %d, want %d", format, path, code, want)
			}
		}
	}
}

func TestStandardInput(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args, want string
		code       int
	}{
		{"check -", "accept  -", 0},
		{"check - --stdin-name take.wav", "accept  take.wav", 0},
		{"check - --stdin-name take.mp3", "AC104", 1},
		{"probe - --format csv", "-,13298,wav,pcm_s24le", 0},
	} {
		code, out, errOut := command(t, string(data), strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("audiocheck %s: exit %d\n%s%s", c.args, code, out, errOut)
		}
		if strings.Contains(out, "mend:") {
			t.Errorf("audiocheck %s mends a file that is not there:\n%s", c.args, out)
		}
	}
}

func TestFilesFrom0(t *testing.T) {
	inRoot(t)
	list := good + "\x00testdata/catalog/renamed.mp3\x00"
	if code, out, _ := command(t, list, "check", "--files-from0", "-"); code != 1 || !strings.Contains(out, "2 files") {
		t.Errorf("exit %d\n%s", code, out)
	}
	path := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(path, []byte(good), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, _ := command(t, "", "check", "--files-from0", path); code != 0 || !strings.Contains(out, "1 file:") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, _, errOut := command(t, "", "check", "--files-from0", "-"); code != 2 || !strings.Contains(errOut, "empty") {
		t.Errorf("exit %d\n%s", code, errOut)
	}
}

// TestOrderDoesNotDependOnTheWorkers runs the same folder with one and with
// many workers.
func TestOrderDoesNotDependOnTheWorkers(t *testing.T) {
	inRoot(t)
	_, one, _ := command(t, "", "check", "--jobs", "1", "testdata")
	for range 5 {
		if _, many, _ := command(t, "", "check", "--jobs", "16", "testdata"); many != one {
			t.Fatal("the report of 16 workers differs from that of one")
		}
	}
}

func TestNoControlCharacterReachesTheTerminal(t *testing.T) {
	inRoot(t)
	dir := hostileNames(t)
	for _, args := range [][]string{{"check", dir}, {"probe", dir}, {"check", dir + "/no\x1b[31msuch"}} {
		_, out, errOut := command(t, "", args...)
		for i, r := range out + errOut {
			if r < ' ' && r != '\n' {
				t.Errorf("%q prints control character %q at byte %d", args, r, i)
			}
		}
	}
}

// TestListsThatAreNone: what find(1) writes without -print0 is told as what it
// is, and so is a path that is longer than any system takes.
func TestListsThatAreNone(t *testing.T) {
	inRoot(t)
	for list, want := range map[string]string{
		good + "\nREADME.md\n":                   "the list is one path of 2 lines, and there is no such file; each path is ended by a NUL byte, as 'find -print0' writes them",
		good + "\x00" + strings.Repeat("x", 1e5): "path 2 of the list has over 65535 bytes; each path is ended by a NUL byte",
	} {
		code, out, errOut := command(t, list, "check", "--files-from0", "-")
		if code != exitUsage || out != "" || !strings.Contains(errOut, want) {
			t.Errorf("exit %d\n%s%s\nwant %s", code, out, errOut, want)
		}
	}
	// One path among others is a path, whatever is in it, and so is one that is there.
	if code, out, _ := command(t, "a\nb\x00"+good, "check", "--files-from0", "-"); code != 1 || !strings.Contains(out, "2 files: 1 accepted") {
		t.Errorf("exit %d\n%s", code, out)
	}
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	const odd = "a\nb.wav"
	if err := os.WriteFile(odd, data, 0o600); err != nil {
		t.Skip("no such name here:", err)
	}
	if code, out, errOut := command(t, odd, "check", "--files-from0", "-"); code != 0 {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
}

// TestStandardInputIsNoFile: what is about files takes it neither as an argument
// nor from a list.
func TestStandardInputIsNoFile(t *testing.T) {
	inRoot(t)
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte(good+"\x00-\x00"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, verb string }{
		{"mend -", "mend"}, {"mend --files-from0 " + list, "mend"},
		{"plan --candidates -", "upload"}, {"plan --queries - --candidates " + good, "upload"},
		{"plan --candidates " + good + " --files-from0 " + list, "upload"},
	} {
		code, out, errOut := command(t, "", strings.Fields(c.args)...)
		if want := "standard input has no name to " + c.verb + " it by"; code != exitUsage || out != "" || !strings.Contains(errOut, want) {
			t.Errorf("audiocheck %s: exit %d\n%s%s", c.args, code, out, errOut)
		}
	}
}

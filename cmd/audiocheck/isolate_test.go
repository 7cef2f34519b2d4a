//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/audiocheck/audiocheck/probe"
)

// hostileWorker is a worker for which some names of files are deadly.
func hostileWorker() int {
	var memory int64
	if _, err := fmt.Sscanf(os.Args[2], "--max-memory=%d", &memory); err != nil {
		return 9
	}
	if err := work(os.Stdin, os.Stdout, memory, deadly); err != nil {
		return 8
	}
	return 0
}

func deadly(ctx context.Context, path string, o *probe.Options) (probe.Info, error) {
	switch name, _, _ := strings.Cut(filepath.Base(path), "."); name {
	case "panic":
		panic("a parser\x1b[31m is wrong")
	case "memory":
		var all [][]byte
		for {
			all = append(all, bytes.Repeat([]byte{1}, 1<<20))
			runtime.KeepAlive(all)
		}
	case "huge":
		n, _ := strconv.Atoi("2000000000") // not a constant, so that it is not known to be too large
		return probe.Info{Size: int64(len(make([]byte, n)))}, nil
	case "hang":
		for n := uint(1); n > 0; n |= 1 { // without a look at ctx
		}
	case "exit":
		os.Exit(0)
	case "killed":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "garbage":
		fmt.Println("{}}")
	case "late":
		<-ctx.Done()
		return probe.Info{Path: path}, ctx.Err()
	case "half":
		<-ctx.Done()
		info, err := probe.File(context.Background(), path, &probe.Options{Depth: probe.Header})
		return info, errors.Join(err, ctx.Err())
	}
	return probe.File(ctx, path, o)
}

// isolated runs audiocheck with workers that are this test binary, as the
// variable says.
func isolated(t *testing.T, variable, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Setenv(variable, "1")
	return command(t, stdin, append(args, "--isolate")...)
}

func TestIsolationChangesNoAnswer(t *testing.T) {
	inRoot(t)
	paths := []string{"testdata", hostileNames(t), "missing.mp3"}
	for _, cmd := range []string{"check", "probe"} {
		for _, depth := range []string{"header", "packets", "samples"} {
			args := append([]string{cmd, "--depth", depth, "--format", "json"}, paths...)
			code, want, _ := command(t, "", args...)
			isolatedCode, got, errOut := isolated(t, "AUDIOCHECK_TEST_MAIN", "", args...)
			if got != want || code != isolatedCode || errOut != "" {
				t.Errorf("%s at depth %s: exit %d and %d, %d and %d bytes, %s", cmd, depth, code, isolatedCode, len(want), len(got), errOut)
			}
		}
	}
}

func TestStandardInputIsIsolatedToo(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	code, out, _ := isolated(t, "AUDIOCHECK_TEST_MAIN", string(data), "check", "-", "--stdin-name", "take.mp3")
	if code != 1 || !strings.Contains(out, "take.mp3") || !strings.Contains(out, "AC104") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// hostileFiles copies a good file under the deadly names and some harmless
// ones between them.
func hostileFiles(t *testing.T, deadly ...string) (dir string) {
	t.Helper()
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for _, name := range append(deadly, "a", "h", "i", "z") {
		if err := os.WriteFile(filepath.Join(dir, name+".wav"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// verdicts returns the rules of each file of a report of JSON lines.
func verdicts(t *testing.T, lines string) map[string]string {
	t.Helper()
	got := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(lines)); ; {
		var it struct {
			Path     string
			Findings []struct{ Rule, Message string }
		}
		if err := d.Decode(&it); err == io.EOF {
			return got
		} else if err != nil {
			t.Fatal(err)
		}
		all := "accepted"
		for _, f := range it.Findings {
			all = f.Rule + " " + f.Message
		}
		got[strings.TrimSuffix(filepath.Base(it.Path), ".wav")] = all
	}
}

// TestNoFileEndsTheRun holds that each deadly file has its finding and every
// other file its verdict, with one worker and with more.
func TestNoFileEndsTheRun(t *testing.T) {
	const crashed = "AC008 reading the file ended the process that did: "
	want := map[string]string{
		"panic": crashed + `exit status 2: "panic: a parser`, "exit": crashed + "exit status 0",
		"killed": crashed + "signal: killed", "garbage": crashed,
	}
	if runtime.GOOS == "linux" {
		want["memory"] = crashed + "it needs more memory than the 128 MiB"
		want["huge"] = want["memory"]
	}
	endsNot(t, want, "--max-time", "1m", "--max-memory", "128")
}

// TestNoFileHoldsUpTheRun is the same for files that take for ever, whether
// their worker notices or not.
func TestNoFileHoldsUpTheRun(t *testing.T) {
	const late = "AC005 not read through within 300ms (--max-time); depth reached: none"
	// The harmless files have a hundred times what they need.
	endsNot(t, map[string]string{"hang": late + "; its process was ended", "late": late}, "--max-time", "300ms")
}

func endsNot(t *testing.T, want map[string]string, args ...string) {
	t.Helper()
	inRoot(t)
	var deadly []string
	for name := range want {
		deadly = append(deadly, name)
	}
	dir := hostileFiles(t, deadly...)
	for _, name := range []string{"a", "h", "i", "z"} {
		want[name] = "accepted"
	}
	for _, jobs := range []string{"1", "3"} {
		code, out, errOut := isolated(t, "AUDIOCHECK_TEST_WORKER", "", append([]string{"check", "--format", "jsonl", "--jobs", jobs, dir}, args...)...)
		if code != exitFindings || errOut != "" {
			t.Errorf("exit %d, %s", code, errOut)
		}
		// The race detector's runtime says so in other words.
		out = strings.ReplaceAll(out, "exit status 2: fatal error: too many address space collisions for -race mode",
			"it needs more memory than the 128 MiB")
		got := verdicts(t, out)
		for name, w := range want {
			if !strings.HasPrefix(got[name], w) {
				t.Errorf("%s jobs, %s: %q, want %q", jobs, name, got[name], w)
			}
		}
		if strings.Contains(out, "\x1b") {
			t.Error("an escape code of a dying worker reached the report")
		}
	}
}

// TestManyJobs: there are no more workers than files.
func TestManyJobs(t *testing.T) {
	inRoot(t)
	for _, cmd := range []string{"check", "mend"} {
		code, out, errOut := isolated(t, "AUDIOCHECK_TEST_MAIN", "", cmd, "--jobs", "1000000000", good)
		if code != 0 || errOut != "" {
			t.Errorf("%s: exit %d\n%s%s", cmd, code, out, errOut)
		}
	}
}

// TestFactsOfADeadlyFile is the same for probe.
func TestFactsOfADeadlyFile(t *testing.T) {
	inRoot(t)
	code, out, _ := isolated(t, "AUDIOCHECK_TEST_WORKER", "", "probe", hostileFiles(t, "panic"))
	if code != exitFindings || !strings.Contains(out, "ended the process") || strings.Count(out, "pcm_s24le") != 4 {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// TestFactsOfAFileThatTakesTooLong keeps those that were established, and says
// beside them that there are no more.
func TestFactsOfAFileThatTakesTooLong(t *testing.T) {
	inRoot(t)
	dir := hostileFiles(t, "half")
	half := filepath.Join(dir, "half.wav")
	const why = "not read through within 300ms (--max-time); depth reached: header"
	run := func(args ...string) (out, errOut string) {
		t.Helper()
		code, out, errOut := isolated(t, "AUDIOCHECK_TEST_WORKER", "", append(args, "--max-time", "300ms", half)...)
		if code != exitFindings {
			t.Errorf("%q: exit %d, want %d", args, code, exitFindings)
		}
		return out, errOut
	}
	out, errOut := run("probe", "--format", "jsonl")
	conforms(t, schema(t, "probe.schema.json"), out)
	for _, want := range []string{`"duration_seconds":0.1,`, `"depth_reached":"header"`, `"integrity":"not_checked"`, `"error":null`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	if want := "audiocheck: " + half + ": " + why + "\n"; errOut != want {
		t.Errorf("standard error says %q, want %q", errOut, want)
	}
	if out, errOut = run("probe"); !strings.Contains(out, "wav/pcm_s24le") || !strings.Contains(out, why) || errOut != "" {
		t.Errorf("the table is\n%s%s", out, errOut)
	}
	if out, _ = run("check"); !strings.Contains(out, "error AC005: "+why) {
		t.Errorf("the verdict is\n%s", out)
	}
}

// TestAWorkerThatDoesNotStartIsNoVerdict gives workers that end at once.
func TestAWorkerThatDoesNotStartIsNoVerdict(t *testing.T) {
	inRoot(t)
	t.Setenv("AUDIOCHECK_TEST_MAIN", "") // the test binary does not know the worker's flag, and says so
	code, out, errOut := command(t, "", "check", "--isolate", good)
	if code != exitFailed || out != "" || !strings.Contains(errOut, "did not start") {
		t.Errorf("exit %d\n%s%s", code, out, errOut)
	}
}

func TestInterruptEndsAHangingWorker(t *testing.T) {
	inRoot(t)
	dir := hostileFiles(t, "hang")
	cmd := process("check", "--isolate", "--jobs", "1", "--max-time", "0", "--format", "jsonl", dir)
	cmd.Env = append(cmd.Env, "AUDIOCHECK_TEST_WORKER=1")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(stdout)
	for range 2 { // a and h, which come before the one that hangs
		var line json.RawMessage
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(stdout)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Wait() //nolint:errcheck // the exit code is looked at below
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || strings.Contains(string(rest), "AC00") {
		t.Errorf("exit %d, want %d\n%s", code, exitInterrupted, rest)
	}
}

// TestAWorkerEndsWithItsParent closes the pipe of a worker that hangs, as the
// end of the process that asks does.
func TestAWorkerEndsWithItsParent(t *testing.T) {
	cmd := process(workerCommand, "--max-memory=0")
	cmd.Env = append(cmd.Env, "AUDIOCHECK_TEST_WORKER=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(stdin).Encode(question{Path: "hang.wav"}); err != nil {
		t.Fatal(err)
	}
	stdin.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

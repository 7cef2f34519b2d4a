//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets the test binary be the command itself, so that signals and
// pipes can be tried on a real process.
func TestMain(m *testing.M) {
	if os.Getenv("AUDIOCHECK_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func process(args ...string) *exec.Cmd {
	exe, err := os.Executable()
	if err != nil {
		panic(err) // a test binary knows its own path
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), "AUDIOCHECK_TEST_MAIN=1")
	return cmd
}

// TestInterruptPrintsWhatWasJudged interrupts a run that waits for standard
// input, behind a file that comes before it by name and was judged already.
func TestInterruptPrintsWhatWasJudged(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	const first = "+first.wav"
	if err := os.WriteFile(first, data, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := process("check", "--format", "jsonl", "--max-time", "0", "--jobs", "1", "-", first)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errOut strings.Builder
	cmd.Stderr = &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.Contains(line, first) {
		t.Fatalf("first line %q, %v; %s", line, err, errOut.String())
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() //nolint:errcheck // the exit code is looked at below
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d, want %d; %s", code, exitInterrupted, errOut.String())
	}
}

// TestAClosedPipeEndsQuietly closes the reader of standard output early.
func TestAClosedPipeEndsQuietly(t *testing.T) {
	inRoot(t)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := process("check", "testdata")
	cmd.Stdout = w
	var errOut strings.Builder
	cmd.Stderr = &errOut
	r.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	cmd.Wait() //nolint:errcheck // only what it says matters
	if errOut.String() != "" {
		t.Errorf("standard error says %q", errOut.String())
	}
}

// TestPipesAndLoopsDoNotBlock gives a named pipe that nobody writes to.
func TestPipesAndLoopsDoNotBlock(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	fifo := filepath.Join(dir, "a.mp3")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if err := os.Symlink(dir, filepath.Join(dir, "loop")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if code, out, _ := command(t, "", "check", fifo); code != 1 || !strings.Contains(out, "AC003") {
		t.Errorf("a named pipe: exit %d\n%s", code, out)
	}
	if code, out, _ := command(t, "", "check", dir); code != 1 || !strings.Contains(out, "AC004") {
		t.Errorf("a folder of a pipe and a loop: exit %d\n%s", code, out)
	}
}

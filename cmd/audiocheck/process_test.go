//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary be the command itself, so that signals and
// pipes can be tried on a real process, or a worker of --isolate that dies of
// certain files.
func TestMain(m *testing.M) {
	if os.Getenv("AUDIOCHECK_TEST_WORKER") != "" && len(os.Args) > 1 && os.Args[1] == workerCommand {
		os.Exit(hostileWorker())
	}
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
// Nothing is left of what came of standard input.
func TestInterruptPrintsWhatWasJudged(t *testing.T) {
	for _, isolated := range []string{"--isolate=false", "--isolate"} {
		for _, sig := range []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
			t.Run(fmt.Sprint(isolated, sig), func(t *testing.T) {
				if sig == syscall.SIGHUP && signal.Ignored(sig) {
					t.Skip("whoever started this test wants hangups ignored, as nohup does")
				}
				interrupt(t, isolated, sig)
			})
		}
	}
}

func interrupt(t *testing.T, isolated string, sig os.Signal) {
	inRoot(t)
	spool := t.TempDir()
	t.Setenv("TMPDIR", spool)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	const first = "+first.wav"
	if err := os.WriteFile(first, data, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := process("check", isolated, "--format", "jsonl", "--max-time", "0", "--jobs", "1", "-", first)
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
	if _, err := stdin.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	cmd.Wait() //nolint:errcheck // the exit code is looked at below
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit %d, want %d; %s", code, exitInterrupted, errOut.String())
	}
	if want := "audiocheck: interrupted: 1 of 2 files judged\n"; errOut.String() != want {
		t.Errorf("standard error says %q, want %q", errOut.String(), want)
	}
	if left, err := os.ReadDir(spool); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestInterruptWhileWaiting interrupts commands that wait for more of a list.
func TestInterruptWhileWaiting(t *testing.T) {
	inRoot(t)
	for _, line := range []string{"check --files-from0 -", "probe --files-from0 -", "mend --files-from0 -", "plan --facts -"} {
		cmd := process(strings.Fields(line)...)
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var out, errOut strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &errOut
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// More than a pipe holds: the command has begun to read.
		if _, err := stdin.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		cmd.Wait() //nolint:errcheck // the exit code is looked at below
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || out.String() != "" || errOut.String() != "audiocheck: interrupted\n" {
			t.Errorf("%s: exit %d, want %d; %s%s", line, code, exitInterrupted, out.String(), errOut.String())
		}
	}
}

// TestASecondInterruptEndsAtOnce interrupts a command that waits where nothing
// but its end helps.
func TestASecondInterruptEndsAtOnce(t *testing.T) {
	inRoot(t)
	pipe := filepath.Join(t.TempDir(), "profile.yaml")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	cmd := process("check", "--profile-file", pipe, good)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the command
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ended := make(chan struct{})
	go func() {
		cmd.Wait() //nolint:errcheck // the signal is looked at below
		close(ended)
	}()
	// Nothing tells when the first was taken, and Go's runtime does not bear a
	// storm of them: some milliseconds are between, as with people.
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for waiting := true; waiting; {
		select {
		case <-ended:
			waiting = false
		case <-again.C:
			cmd.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may have ended
		}
	}
	if s, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || s.Signal() != syscall.SIGINT {
		t.Errorf("ended with %v", cmd.ProcessState)
	}
}

// TestAClosedPipeEndsQuietly closes the reader of standard output early, and
// leaves nothing behind.
func TestAClosedPipeEndsQuietly(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	for _, line := range []string{
		"check testdata",
		"check --report json=" + filepath.Join(dir, "report.json") + " testdata",
		"check --isolate testdata",
		"probe testdata",
		"decode -o - " + good,
		"rules",
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd := process(strings.Fields(line)...)
		cmd.Stdout = w
		var errOut strings.Builder
		cmd.Stderr = &errOut
		r.Close()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		w.Close()
		cmd.Wait() //nolint:errcheck // that it did not succeed is looked at below
		if errOut.String() != "" || cmd.ProcessState.Success() {
			t.Errorf("%s: %v; standard error says %q", line, cmd.ProcessState, errOut.String())
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: left behind: %v, %v", line, left, err)
		}
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
	if code, out, _ := command(t, "", "check", fifo); code != 1 || !strings.Contains(out, "AC003: not a regular file: it is a named pipe; to read it, give -") {
		t.Errorf("a named pipe: exit %d\n%s", code, out)
	}
	if code, _, errOut := command(t, "", "decode", fifo, "-o", "-"); code != 1 || !strings.Contains(errOut, "not a regular file") {
		t.Errorf("decoding a named pipe: exit %d\n%s", code, errOut)
	}
	if code, out, _ := command(t, "", "check", dir); code != 1 || !strings.Contains(out, "AC004") {
		t.Errorf("a folder of a pipe and a loop: exit %d\n%s", code, out)
	}
}

// TestLinksAndDevices gives a link to itself, a link to a file, a broken link,
// devices and a socket, in a folder and by name.
func TestLinksAndDevices(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	// Names of sockets are short, whatever the system calls its temporary folder.
	t.Chdir(t.TempDir())
	if err := os.WriteFile("file.wav", data, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"itself.wav": "itself.wav", "link.wav": "file.wav", "broken.wav": "missing", "a.wav": "b.wav", "b.wav": "a.wav"} {
		if err := os.Symlink(to, name); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	l, err := net.Listen("unix", "socket.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, isolated := range []string{"--isolate=false", "--isolate"} {
		t.Setenv("AUDIOCHECK_TEST_MAIN", "1") // for the worker
		for path, want := range map[string]string{
			"link.wav": "accept", "itself.wav": "AC002", "a.wav": "AC002", "broken.wav": "AC001",
			"socket.wav": "AC003", "/dev/zero": "AC003", "/dev/tty": "AC003",
		} {
			if code, out, _ := command(t, "", "check", isolated, path); !strings.Contains(out, want) || (code == 0) != (want == "accept") {
				t.Errorf("%s %s: exit %d, want %s\n%s", isolated, path, code, want, out)
			}
		}
		if code, out, _ := command(t, "", "check", isolated, "."); code != 0 || !strings.Contains(out, "1 file: 1 accepted") {
			t.Errorf("%s, the folder of them all: exit %d\n%s", isolated, code, out)
		}
	}
}

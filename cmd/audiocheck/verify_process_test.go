//go:build unix

package main

import (
	"bufio"
	"strings"
	"syscall"
	"testing"
)

// TestVerifyIsInterrupted interrupts a run that waits for standard input, behind
// a file that was judged already.
func TestVerifyIsInterrupted(t *testing.T) {
	inRoot(t)
	cmd := process("verify", "--format", "jsonl", "testdata/answers/clean.json", "-")
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
	if err != nil || !strings.Contains(line, `"verdict":"consistent"`) {
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

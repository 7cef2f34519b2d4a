//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// server is peer.py waiting for roles.
type server struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func startPeer(cmd *exec.Cmd) (*server, error) {
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &server{cmd, in, bufio.NewScanner(out)}, cmd.Start()
}

// run returns the CPU seconds of a role.
func (s *server) run(role string) (float64, error) {
	if _, err := fmt.Fprintln(s.in, role); err != nil {
		return 0, err
	}
	if !s.out.Scan() {
		return 0, fmt.Errorf("peer.py ended in role %s", role)
	}
	return strconv.ParseFloat(strings.TrimSpace(s.out.Text()), 64)
}

func (s *server) stop() {
	s.in.Close()
	s.cmd.Wait()
}

// cpuSeconds returns the CPU time of this process so far, of all its threads.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)*1e-6 }
	return seconds(u.Utime) + seconds(u.Stime)
}

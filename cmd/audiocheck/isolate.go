package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// isolation reads files in worker processes of this same program, so that no
// file can end the run. A worker reads many files, one at a time; one that
// dies or hangs is replaced, and its file has a finding. There are as many
// workers as files are read at a time.
type isolation struct {
	memory int64 // bytes that reading one file may take

	mu   sync.Mutex
	all  map[*worker]bool
	idle []*worker // those of all that nobody uses
}

const (
	startTime = 10 * time.Second // for a worker to say that it is ready
	grace     = time.Second      // for a worker to say itself that a file took too long
	maxLine   = 16 << 20         // bytes of an answer
	maxStderr = 4 << 10          // bytes that are kept of what a dying worker says
)

// newIsolation starts the first worker, so that a system that allows none is
// told of at once.
func newIsolation(memory int64) (*isolation, error) {
	s := &isolation{memory: memory, all: make(map[*worker]bool)}
	first, err := s.start()
	if err != nil {
		return nil, fmt.Errorf("--isolate: %w", err)
	}
	s.give(first)
	return s, nil
}

// take returns an idle worker, or a new one.
func (s *isolation) take() (*worker, error) {
	s.mu.Lock()
	if n := len(s.idle); n > 0 {
		w := s.idle[n-1]
		s.idle = s.idle[:n-1]
		s.mu.Unlock()
		return w, nil
	}
	s.mu.Unlock()
	return s.start()
}

// give takes back a worker that can be used again.
func (s *isolation) give(w *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, w)
}

// worker is one process. It is used by one goroutine at a time.
type worker struct {
	cmd    *exec.Cmd
	in     *json.Encoder
	out    *bufio.Scanner
	stderr head
	ended  sync.Once
}

// head keeps the first bytes that are written to it.
type head struct{ b []byte }

func (h *head) Write(p []byte) (int, error) {
	h.b = append(h.b, p[:min(len(p), maxStderr-len(h.b))]...)
	return len(p), nil
}

func (s *isolation) start() (*worker, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &worker{cmd: exec.Command(exe, workerCommand, fmt.Sprint("--max-memory=", s.memory))}
	// A file is read by one goroutine, and there are as many workers as jobs.
	w.cmd.Env = append(os.Environ(), "GOMAXPROCS=1", fmt.Sprint("GOMEMLIMIT=", s.memory*3/4), "GOTRACEBACK=single")
	w.cmd.Stderr = &w.stderr
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	w.in, w.out = json.NewEncoder(in), bufio.NewScanner(out)
	w.out.Buffer(nil, maxLine)
	s.mu.Lock()
	s.all[w] = true
	s.mu.Unlock()
	late := time.AfterFunc(startTime, w.kill)
	defer late.Stop()
	if !w.out.Scan() || w.out.Text() != readyLine {
		return nil, fmt.Errorf("the worker process did not start: %s", s.end(w))
	}
	return w, nil
}

func (w *worker) kill() { w.cmd.Process.Kill() } //nolint:errcheck // it may have ended by itself

// end ends w and waits until it is gone.
func (w *worker) end() {
	w.ended.Do(func() {
		w.kill()
		w.cmd.Wait() //nolint:errcheck // the state says it too
	})
}

// end ends w and returns what it died of.
func (s *isolation) end(w *worker) string {
	w.end()
	s.mu.Lock()
	delete(s.all, w)
	s.mu.Unlock()
	return w.death(s.memory)
}

// deaths maps what a dying worker says, in the words of Go's runtime, to words
// for people.
var deaths = []struct{ says, text string }{
	{"out of memory", "it needs more memory than the %d MiB that a file may take (--max-memory)"},
	{"cannot allocate", "it needs more memory than the %d MiB that a file may take (--max-memory)"},
	{"failed to allocate", "it needs more memory than the %d MiB that a file may take (--max-memory)"}, // with the race detector
	{"SIGXCPU", "it needs more processor time than --max-time allows"},
}

// death returns in one line what w died of.
func (w *worker) death(memory int64) string {
	said := string(w.stderr.b)
	for _, d := range deaths {
		if strings.Contains(said, d.says) {
			text, _, _ := strings.Cut(d.text, "%d")
			if text != d.text {
				return fmt.Sprintf(d.text, memory>>20)
			}
			return text
		}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(said), "\n")
	if line == "" {
		return w.cmd.ProcessState.String()
	}
	return w.cmd.ProcessState.String() + ": " + pathname.Terminal(line)
}

// close ends all workers.
func (s *isolation) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for w := range s.all {
		w.end()
	}
}

// problem is an error that is worded already: a worker cannot hand over any
// other.
type problem struct{ rule, text string }

func (p *problem) Error() string { return p.text }

// file returns the facts of the file at path, which may take as long as limit;
// for ever if it is 0. The error is a problem, or that of a ctx that ended.
func (s *isolation) file(ctx context.Context, path string, limit time.Duration, o *probe.Options) (probe.Info, error) {
	q := question{Depth: o.Depth, DecodeLimit: o.DecodeLimit, Time: limit}
	q.Path, q.Escaped = pathname.JSON(path)
	info, err := s.ask(ctx, q)
	info.Path = path
	return info, err
}

// name reports whether the file at path is audio by its first bytes.
func (s *isolation) name(path string, limit time.Duration) bool {
	q := question{OnlyName: true, Time: limit}
	q.Path, q.Escaped = pathname.JSON(path)
	info, err := s.ask(context.Background(), q)
	c, _ := probe.LookupContainer(info.Container.Value)
	return err == nil && c.Media
}

func (s *isolation) ask(ctx context.Context, q question) (probe.Info, error) {
	nothing := probe.Info{Integrity: probe.NotChecked}
	w, err := s.take()
	if err != nil {
		return nothing, &problem{limits.Crashed, err.Error()}
	}
	// The time to start a worker is not the file's.
	own := ctx
	if q.Time > 0 {
		var cancel context.CancelFunc
		own, cancel = context.WithTimeout(ctx, q.Time)
		defer cancel()
	}
	a, killed, err := w.ask(own, q)
	if err == nil && !killed {
		s.give(w)
		if a.Rule != "" {
			return a.Info, &problem{a.Rule, a.Text}
		}
		return a.Info, nil
	}
	died := s.end(w)
	switch {
	case ctx.Err() != nil:
		return nothing, ctx.Err()
	case killed:
		late := tooLate(q.Time, nothing)
		late.text += "; its process was ended"
		return nothing, late
	}
	return nothing, &problem{limits.Crashed, "reading the file ended the process that did: " + died}
}

// ask puts one question and waits for the answer. When ctx ends, w is killed:
// at once if it was cancelled, after a grace if its time is over.
func (w *worker) ask(ctx context.Context, q question) (a answer, killed bool, err error) {
	answered, done := make(chan struct{}), make(chan struct{})
	var kill atomic.Bool
	stop := context.AfterFunc(ctx, func() {
		defer close(done)
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			t := time.NewTimer(grace)
			defer t.Stop()
			select {
			case <-answered:
				return
			case <-t.C:
			}
		}
		kill.Store(true)
		w.kill()
	})
	if err = w.in.Encode(q); err == nil {
		err = w.answer(&a)
	}
	close(answered)
	if !stop() {
		<-done
	}
	return a, kill.Load(), err
}

func (w *worker) answer(a *answer) error {
	if !w.out.Scan() {
		return errors.Join(w.out.Err(), io.ErrUnexpectedEOF)
	}
	return json.Unmarshal(w.out.Bytes(), a)
}

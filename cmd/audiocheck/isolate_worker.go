package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/probe"
)

// The worker's side of --isolate: a line of JSON in, a line of JSON out, until
// standard input ends.

const (
	workerCommand = "isolated-worker"
	readyLine     = "audiocheck.worker/1"
)

// question asks for the facts of one file.
type question struct {
	Path        string
	Escaped     bool // Path, as pathname.JSON says it
	OnlyName    bool // no facts but the container
	Depth       probe.Depth
	DecodeLimit time.Duration
	Time        time.Duration // for this file; 0 is for ever
}

// answer holds the facts, and what plan.read's error comes to if there was one.
type answer struct {
	Info       probe.Info
	Rule, Text string
}

// reader reads one file, as probe.File does.
type reader func(ctx context.Context, path string, o *probe.Options) (probe.Info, error)

func newWorker(std streams) *cobra.Command {
	var memory int64
	cmd := &cobra.Command{
		Use:    workerCommand,
		Short:  "Read files for another audiocheck; see --isolate",
		Hidden: true,
		Args:   none,
		RunE: interruptible(func(*cobra.Command, []string) error {
			return work(std.in, std.out, memory, probe.File)
		}),
	}
	cmd.Flags().Int64Var(&memory, "max-memory", 0, "how many bytes reading one file may take; 0 is no limit")
	return cmd
}

// work answers questions and never returns but with an error. When in ends, it
// ends the process, even one that hangs in a file: nobody waits for the answer
// any more. An interrupt is left to the process that asks.
func work(in io.Reader, out io.Writer, memory int64, read reader) error {
	if err := limitMemory(memory); err != nil {
		return failed(fmt.Errorf("limiting the memory of a worker: %w", err))
	}
	if _, err := fmt.Fprintln(out, readyLine); err != nil {
		return failed(err)
	}
	answers := json.NewEncoder(out)
	for q := range questions(in) {
		a, err := q.answer(read)
		if err == nil {
			err = answers.Encode(a)
		}
		if err != nil {
			return failed(err)
		}
	}
	return nil
}

func questions(in io.Reader) <-chan question {
	next := make(chan question)
	go func() {
		for d := json.NewDecoder(bufio.NewReader(in)); ; {
			var q question
			switch err := d.Decode(&q); {
			case errors.Is(err, io.EOF):
				os.Exit(exitClean)
			case err != nil:
				os.Exit(exitFailed)
			}
			next <- q
		}
	}()
	return next
}

func (q *question) answer(read reader) (answer, error) {
	path := q.Path
	if q.Escaped {
		var err error
		if path, err = pathname.Unescape(path); err != nil {
			return answer{}, err
		}
	}
	if q.OnlyName {
		return nameOf(path), nil
	}
	ctx := context.Background()
	if q.Time > 0 {
		if err := limitCPU(q.Time); err != nil {
			return answer{}, err
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.Time)
		defer cancel()
	}
	info, err := read(ctx, path, &probe.Options{Depth: q.Depth, DecodeLimit: q.DecodeLimit})
	a := answer{Info: info}
	if errors.Is(err, context.DeadlineExceeded) {
		err = tooLate(q.Time, info)
	}
	if err != nil {
		a.Rule, a.Text = inputProblem(err)
	}
	return a, nil
}

func nameOf(path string) answer {
	c, err := probe.Name(path)
	if err != nil {
		rule, text := inputProblem(err)
		return answer{Rule: rule, Text: text}
	}
	var a answer
	if c.Name != "" {
		a.Info.Container = probe.Fact[string]{Value: c.Name, Basis: probe.FromHeader}
	}
	return a
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitClean       = 0
	exitFindings    = 1
	exitUsage       = 2
	exitFailed      = 3
	exitInterrupted = 130
	exitClosedPipe  = 141 // as shells say of who dies of SIGPIPE
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// exitError ends the command with a code; its text, if any, is shown.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// exit returns an error that ends the command with code and says nothing; nil
// for a clean end.
func exit(code int) error {
	if code == exitClean {
		return nil
	}
	return &exitError{code: code}
}

// usage returns an error about how the command was called.
func usage(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// failed returns an error about what audiocheck could not do.
func failed(err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, err}
}

// run runs the command line and returns its exit code.
func run(args []string, std streams) int {
	root := newRoot(std, args)
	root.SetArgs(args)
	cmd, err := root.ExecuteC()
	if err == nil {
		return exitClean
	}
	var ee *exitError
	switch {
	case errors.As(err, &ee):
	case errors.Is(err, errInterrupted):
		ee = &exitError{exitInterrupted, err}
	default:
		// Everything that cobra itself complains of is about the call.
		ee = &exitError{exitUsage, err}
	}
	if errors.Is(ee.err, syscall.EPIPE) {
		return exitClosedPipe // nobody reads what there is to say
	}
	if ee.err != nil {
		fmt.Fprintf(std.err, "audiocheck: %v\n", ee.err)
		if ee.code == exitUsage {
			fmt.Fprintf(std.err, "See '%s --help'.\n", cmd.CommandPath())
		}
	}
	return ee.code
}

// interruptible is run for a command that may take long: its context ends when
// the user or the system asks for it. Listening costs more than most commands
// that do not take long.
func interruptible(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
		if !signal.Ignored(syscall.SIGHUP) { // by nohup(1)
			ends = append(ends, syscall.SIGHUP)
		}
		ctx, stop := signal.NotifyContext(cmd.Context(), ends...)
		defer stop()
		context.AfterFunc(ctx, stop) // who asks again does not want to wait for the report
		// A write to a closed pipe is an error like others, so that nothing is left behind.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
		cmd.SetContext(ctx)
		return run(cmd, args)
	}
}

// orInterrupted returns what call returns, or errInterrupted when ctx ends
// before. call is one that may wait for ever, such as reading from a pipe that
// nobody writes to; it is left to itself then.
func orInterrupted[T any](ctx context.Context, call func() (T, error)) (T, error) {
	type outcome struct {
		v   T
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		v, err := call()
		done <- outcome{v, err}
	}()
	select {
	case o := <-done:
		return o.v, o.err
	case <-ctx.Done():
		var nothing T
		return nothing, errInterrupted
	}
}

// subcommands make what stands behind the name of each.
var subcommands = map[string]func(streams) *cobra.Command{
	"check":       newCheck,
	"mend":        newMend,
	"plan":        newPlan,
	"probe":       newProbe,
	"decode":      newDecode,
	"compare":     newCompare,
	"verify":      newVerify,
	"embeddings":  newEmbeddings,
	"stems":       newStems,
	"profiles":    newProfiles,
	"rules":       newRules,
	"config":      newConfig,
	"cache":       newCache,
	"explain":     newExplain,
	"version":     newVersion,
	workerCommand: newWorker,
}

// newRoot returns the command with the subcommand that args begin with, or
// with all where they begin with none: making all takes as long as reading the
// headers of some fifty files.
func newRoot(std streams, args []string) *cobra.Command {
	root := &cobra.Command{
		Use:   "audiocheck",
		Short: "Tell before an upload whether audio will be accepted",
		Long: `audiocheck judges audio files against a vendor's published limits, without a
network: what each file really is, how long it really is, whether it is intact,
and what the vendor would answer.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 audiocheck itself
failed, 130 interrupted.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(std.err)
			cmd.Help() //nolint:errcheck // nothing is left to tell if standard error is gone
			return exit(exitUsage)
		},
	}
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	root.SetFlagErrorFunc(badFlag)
	if len(args) > 0 {
		if one, ok := subcommands[args[0]]; ok {
			root.AddCommand(one(std))
			root.CompletionOptions.DisableDefaultCmd = true
			return root
		}
	}
	for _, one := range subcommands {
		root.AddCommand(one(std))
	}
	helpOf(root)
	return root
}

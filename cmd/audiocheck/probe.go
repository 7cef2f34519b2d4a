package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/report"
)

type probeFlags struct {
	inputs
	format string
	quiet  bool
}

func newProbe(std streams) *cobra.Command {
	var f probeFlags
	cmd := &cobra.Command{
		Use:   "probe [flags] PATH...",
		Short: "Say what each file really is, how long it really is, and whether it is intact",
		Long: `probe establishes the facts of each file, and of each audio file in a folder:
container, codec, exact duration, rate, channels, and what is damaged. It exits
0 when every file was read through, gave facts and is not damaged, else 1.

Standard input (-) is kept in a temporary file meanwhile, at most 8 GiB of it.`,
		Example: `  audiocheck probe track.m4a
  audiocheck probe --depth samples --format jsonl ./catalog
  audiocheck probe --depth header --format csv --files-from0 list`,
		RunE: interruptible(func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args, std)
		}),
	}
	f.register(cmd)
	cmd.Flags().StringVar(&f.format, "format", "table", "how the facts are written: "+strings.Join(report.FactFormats(), ", "))
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "print only files that are damaged or gave no facts")
	cmd.RegisterFlagCompletionFunc("format", fixed(report.FactFormats()...)) //nolint:errcheck // the flag exists
	return cmd
}

// fact is what became of one file.
type fact struct {
	info probe.Info
	cut  string // why no more was established than stands in info; "" where nothing is missing
	err  error  // errInterrupted, or nil
}

func (f *probeFlags) run(ctx context.Context, args []string, std streams) error {
	facts, ok := report.NewFacts(f.format, std.out)
	if !ok {
		return usage("--format: %q is none of %s", f.format, strings.Join(report.FactFormats(), ", "))
	}
	p, err := f.resolve(ctx, args, nil, std.in)
	if err != nil {
		return err
	}
	defer p.close()
	options := &probe.Options{Depth: p.depth}
	bar := newProgress(std.err, "files", int64(len(p.items)))
	bad, read := false, 0
	err = ordered(ctx, len(p.items), p.jobs,
		func(i int) fact { return establish(ctx, p, p.items[i], options) },
		func(i int, v fact) error {
			bar.done.Store(int64(i + 1))
			if v.err != nil {
				return nil
			}
			read++
			broken := v.cut != "" || v.info.Problem != "" || v.info.Integrity == probe.Damaged
			bad = bad || broken
			if f.quiet && !broken {
				return nil
			}
			return bar.beside(func() error { return f.add(facts, v, std.err) })
		})
	bar.end()
	if err == nil {
		err = facts.Close()
	}
	switch {
	case err != nil:
		return failed(fmt.Errorf("writing the facts: %w", err))
	case ctx.Err() != nil:
		return interrupted(read, len(p.items), "read")
	case bad:
		return exit(exitFindings)
	}
	return nil
}

// add writes one file's facts. That a file was cut off is none of them, and is
// said beside them; in the table it has a line among them.
func (f *probeFlags) add(facts report.Facts, v fact, stderr io.Writer) error {
	switch {
	case v.cut == "":
	case f.format == "table":
		v.info.Problem = v.cut
	default:
		fmt.Fprintf(stderr, "audiocheck: %s: %s\n", pathname.Terminal(v.info.Path), v.cut)
	}
	return facts.Add(v.info)
}

func establish(ctx context.Context, p *plan, in walk.Item, o *probe.Options) fact {
	info, err := p.read(ctx, in, o)
	if errors.Is(err, errInterrupted) {
		return fact{err: err}
	}
	if info.Path == "" {
		info.Path = in.Path
	}
	if err == nil {
		return fact{info: info}
	}
	rule, text := inputProblem(err)
	switch {
	case rule == limits.ChangedBelow: // what was established may hold no longer
		return fact{info: probe.Info{Path: info.Path, Size: info.Size, Integrity: probe.NotChecked, Problem: text}}
	case info.Container.Known():
		return fact{info: info, cut: text}
	}
	info.Problem = text
	return fact{info: info}
}

package main

import (
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/internal/wholefile"
	"github.com/audiocheck/audiocheck/report"
)

// reportFlags say how the report is written, and where else.
type reportFlags struct {
	format string
	files  []string // FORMAT=FILE
}

func (r *reportFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.format, "format", "text", "how the report is written: "+strings.Join(report.Formats(), ", "))
	f.StringArrayVar(&r.files, "report", nil, "write the report to a file as well, as `FORMAT=FILE`; may be given several times")
	cmd.RegisterFlagCompletionFunc("format", fixed(report.Formats()...)) //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("report", completeReport)             //nolint:errcheck // as above
}

func completeReport(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	if strings.Contains(typed, "=") {
		return nil, cobra.ShellCompDirectiveDefault
	}
	var words []string
	for _, f := range report.Formats() {
		words = append(words, f+"=")
	}
	return words, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// target is one report that is asked for beside that on standard output.
type target struct {
	format report.Format
	path   string
}

func (r *reportFlags) parse() (main report.Format, others []target, err error) {
	main, ok := report.Lookup(r.format)
	if !ok {
		return main, nil, usage("--format: %q is none of %s", r.format, strings.Join(report.Formats(), ", "))
	}
	var seen []string
	for _, v := range r.files {
		name, path, _ := strings.Cut(v, "=")
		format, ok := report.Lookup(name)
		switch {
		case !ok:
			return main, nil, usage("--report: %q does not begin with FORMAT=; formats are %s", v, strings.Join(report.Formats(), ", "))
		case path == "":
			return main, nil, usage("--report: %q names no file", v)
		case path == stdinPath:
			return main, nil, usage("--report: standard output is --format's; %q needs a file", v)
		case slices.Contains(seen, filepath.Clean(path)):
			return main, nil, usage("--report: %s is given twice", path)
		}
		seen = append(seen, filepath.Clean(path))
		others = append(others, target{format, path})
	}
	return main, others, nil
}

// outputs are where the reports of a run go, that on standard output first.
// Those in files get their names when all are complete.
type outputs struct {
	all   []output
	files []*wholefile.File
}

type output struct {
	io.Writer
	format report.Format
	screen bool // standard output: the only one that is coloured or made short
}

// open opens everything that is asked for.
func (r *reportFlags) open(std streams) (*outputs, error) {
	main, others, err := r.parse()
	if err != nil {
		return nil, err
	}
	o := &outputs{all: []output{{std.out, main, true}}}
	for _, t := range others {
		const readable = 0o666 // less the umask
		f, err := wholefile.Create(t.path, readable)
		if err != nil {
			o.discard()
			return nil, usage("--report: %w", err)
		}
		o.files = append(o.files, f)
		o.all = append(o.all, output{f, t.format, false})
	}
	return o, nil
}

// report returns all reports as one. Colour of meta is set here.
func (o *outputs) report(meta report.Meta) report.Report {
	var all []report.Report
	for _, w := range o.all {
		all = append(all, w.format.New(w, w.meta(meta)))
	}
	return report.Tee(all...)
}

// answers is report for judged answers.
func (o *outputs) answers(meta report.Meta, many bool) report.Answers {
	var all []report.Answers
	for _, w := range o.all {
		all = append(all, report.NewAnswers(w.format, w, w.meta(meta), many))
	}
	return report.TeeAnswers(all...)
}

func (w output) meta(m report.Meta) report.Meta {
	m.Colour, m.Quiet = w.colour(), m.Quiet && w.screen
	return m
}

func (w output) colour() bool { return w.screen && colour(w.Writer) }

func (o *outputs) commit() error {
	var errs []error
	for _, f := range o.files {
		errs = append(errs, f.Commit())
	}
	return errors.Join(errs...)
}

// discard drops what was not committed.
func (o *outputs) discard() {
	for _, f := range o.files {
		f.Discard()
	}
}

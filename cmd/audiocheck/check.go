package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/report"
)

const checkSchema = "audiocheck.check/1"

type checkFlags struct {
	inputs
	profile     string
	profileFile string
	format      string
	failOn      string
	batch       bool
	quiet       bool
}

func newCheck(std streams) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [flags] PATH...",
		Short: "Judge files against a vendor's limits",
		Long: `check reads each file, and each audio file in a folder, and says whether the
vendor of the profile would take it, which rule it breaks, and how to mend it.`,
		Example: `  audiocheck check ./catalog
  audiocheck check --profile audioverify --depth samples clip.mp4
  audiocheck check --format json --fail-on warning - < track.flac`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args, std)
		},
	}
	f.register(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.profile, "profile", limits.Default, "whose limits; see 'audiocheck profiles'")
	fl.StringVar(&f.profileFile, "profile-file", "", "limits from your own YAML `file`")
	fl.StringVar(&f.format, "format", "text", "how the report is written: "+strings.Join(report.Formats(), ", "))
	fl.StringVar(&f.failOn, "fail-on", "error", "the least severity that exits 1: error, warning or never")
	fl.BoolVar(&f.batch, "batch", false, "judge all paths as one request: how many files it may hold")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "print only files with findings, and no summary")
	cmd.MarkFlagsMutuallyExclusive("profile", "profile-file")
	cmd.RegisterFlagCompletionFunc("profile", fixed(limits.Names()...))           //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("format", fixed(report.Formats()...))          //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("fail-on", fixed("error", "warning", "never")) //nolint:errcheck // the flag exists
	return cmd
}

func (f *checkFlags) run(ctx context.Context, args []string, std streams) error {
	profile, err := f.limits()
	if err != nil {
		return err
	}
	threshold, err := parseFailOn(f.failOn)
	if err != nil {
		return err
	}
	format, ok := report.Lookup(f.format)
	if !ok {
		return usage("--format: %q is none of %s", f.format, strings.Join(report.Formats(), ", "))
	}
	p, err := f.resolve(args, profile.Extensions, std.in)
	if err != nil {
		return err
	}
	defer p.close()
	c := &check{
		plan: p, profile: profile, threshold: threshold,
		report: format.New(std.out, report.Meta{
			Schema: checkSchema, Profile: profile.Name, Version: version(), Rules: limits.Rules(),
			Colour: colour(std.out), Quiet: f.quiet,
		}),
		progress: newProgress(std.err, "files", len(p.items)),
		options: &probe.Options{
			Depth: p.depth, Decode: decoders(),
			DecodeLimit: time.Duration(profile.Duration.Max * float64(time.Second)),
		},
	}
	return c.run(ctx, f.batch)
}

func (f *checkFlags) limits() (limits.Profile, error) {
	if f.profileFile == "" {
		p, err := limits.Lookup(f.profile)
		if err != nil {
			return p, usage("--profile: %w", err)
		}
		return p, nil
	}
	r, err := os.Open(f.profileFile)
	if err != nil {
		return limits.Profile{}, usage("--profile-file: %w", err)
	}
	defer r.Close()
	p, err := limits.Parse(r)
	if err != nil {
		return p, usage("--profile-file: %s: %w", f.profileFile, err)
	}
	return p, nil
}

// parseFailOn returns the least severity that fails; "" for none.
func parseFailOn(s string) (finding.Severity, error) {
	switch s {
	case "error", "warning":
		return finding.Severity(s), nil
	case "never":
		return "", nil
	}
	return "", usage("--fail-on: %q is none of error, warning, never", s)
}

// check is one run of the command.
type check struct {
	plan      *plan
	profile   limits.Profile
	threshold finding.Severity
	report    report.Report
	progress  *progress
	options   *probe.Options

	summary report.Summary
	worst   finding.Severity
}

// judged is one item with what became of it.
type judged struct {
	item report.Item
	err  error // errInterrupted, or nil
}

func (c *check) run(ctx context.Context, batch bool) error {
	err := ordered(ctx, len(c.plan.items), c.plan.jobs,
		func(i int) judged { return c.judge(ctx, c.plan.items[i]) },
		func(i int, j judged) error {
			c.progress.at(i + 1)
			if j.err != nil {
				return nil
			}
			return c.add(j.item)
		})
	c.progress.end()
	if err == nil && batch {
		err = c.addBatch()
	}
	if err == nil {
		err = c.report.Close(c.summary)
	}
	switch {
	case err != nil:
		return failed(fmt.Errorf("writing the report: %w", err))
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case c.threshold != "" && c.worst.Rank() >= c.threshold.Rank():
		return exit(exitFindings)
	}
	return nil
}

func (c *check) add(it report.Item) error {
	c.summary.Count(it)
	if w := finding.Worst(it.Findings); w.Rank() > c.worst.Rank() {
		c.worst = w
	}
	return c.report.Add(it)
}

// addBatch judges all files together.
func (c *check) addBatch() error {
	fs := limits.CheckBatch(c.summary.Files, c.profile)
	if len(fs) == 0 {
		return nil
	}
	it := report.Item{Path: "(all files)", Verdict: string(limits.Judge(fs)), Findings: fs}
	if w := finding.Worst(fs); w.Rank() > c.worst.Rank() {
		c.worst = w
	}
	c.summary.Findings += len(fs)
	return c.report.Add(it)
}

func (c *check) judge(ctx context.Context, in walk.Item) judged {
	info, err := c.plan.read(ctx, in, c.options)
	if errors.Is(err, errInterrupted) {
		return judged{err: err}
	}
	name := info.Path
	if name == "" {
		name = in.Path
	}
	if err != nil {
		rule, text := inputProblem(err)
		fs := []finding.Finding{limits.New(rule, name, text)}
		return judged{item: report.Item{
			Path: name, Verdict: string(limits.Judge(fs)), Findings: fs, Facts: (*probe.Info)(nil), Line: "",
		}}
	}
	r := limits.Inspect(info, c.profile)
	return judged{item: report.Item{
		Path: name, Verdict: string(r.Verdict), Findings: r.Findings, Facts: &r.Info, Line: report.Line(info),
	}}
}

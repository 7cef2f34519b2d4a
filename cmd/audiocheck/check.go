package main

import (
	"context"
	"errors"
	"fmt"
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
	judging
	reportFlags
	baselineFlags
	noCache bool
	batch   bool
	quiet   bool
}

func newCheck(std streams) *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [flags] PATH...",
		Short: "Judge files against a vendor's limits",
		Long: `check reads each file, and each audio file in a folder, and says whether the
vendor of the profile would take it, which rule it breaks, and how to mend it.

Standard input (-) is kept in a temporary file meanwhile: as much of it as the
profile's size limit lets pass, at most 8 GiB.`,
		Example: `  audiocheck check ./catalog
  audiocheck check --profile audioverify --depth samples clip.mp4
  audiocheck check --format json --fail-on warning - < track.flac`,
		RunE: interruptible(func(cmd *cobra.Command, args []string) error {
			return f.run(cmd, args, std)
		}),
	}
	f.judging.register(cmd)
	f.reportFlags.register(cmd)
	f.baselineFlags.register(cmd)
	fl := cmd.Flags()
	fl.BoolVar(&f.noCache, "no-cache", false, "read every file, and remember nothing of it")
	fl.BoolVar(&f.batch, "batch", false, "judge all paths as one request: how many files it may hold")
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "print only files with findings, and no summary")
	return cmd
}

func (f *checkFlags) run(cmd *cobra.Command, args []string, std streams) error {
	if _, _, err := f.parse(); err != nil {
		return err
	}
	args, err := f.paths(args, std.in)
	if err != nil {
		return err
	}
	f.filesFrom = "" // it is read
	s, err := f.settle(cmd.Flags(), args[0])
	if err != nil {
		return err
	}
	known, err := f.baselineFlags.open(args[0])
	if err != nil {
		return err
	}
	p, err := f.resolve(args, s.profile.Extensions, std.in)
	if err != nil {
		return err
	}
	defer p.close()
	if s.policy.leaves(limits.TooLarge) {
		p.boundStdin(s.profile)
	}
	out, err := f.reportFlags.open(std)
	if err != nil {
		return err
	}
	defer out.discard()
	meta := report.Meta{
		Schema: checkSchema, Profile: s.profile.Name, Version: version(), Rules: limits.Rules(),
		Quiet: f.quiet, Against: known.old != nil,
	}
	c := &check{
		plan: p, facts: newFacts(p, !f.noCache, std.err), settings: s, ledger: known, looked: newScope(args),
		out: out, report: out.report(meta),
		progress: newProgress(std.err, "files", int64(len(p.items))),
		options:  &probe.Options{Depth: p.depth, DecodeLimit: decodeLimit(s.profile)},
	}
	return c.run(cmd.Context(), f.batch)
}

// decodeLimit keeps files from being decoded that are too long anyway.
func decodeLimit(p limits.Profile) time.Duration {
	const century = 100 * 365 * 24 * 60 * 60 // s; within time.Duration
	return time.Duration(min(p.Duration.Max, century) * float64(time.Second))
}

// parseFailOn is leastSeverity for the flag --fail-on.
func parseFailOn(s string) (finding.Severity, error) {
	least, err := leastSeverity(s)
	if err != nil {
		return "", usage("--fail-on: %w", err)
	}
	return least, nil
}

// leastSeverity returns the least severity that fails; "" for none.
func leastSeverity(s string) (finding.Severity, error) {
	switch s {
	case "error", "warning":
		return finding.Severity(s), nil
	case "never":
		return "", nil
	}
	return "", fmt.Errorf("%q is none of error, warning, never", s)
}

// check is one run of the command.
type check struct {
	plan     *plan
	facts    *facts
	settings *settings
	ledger   *ledger
	looked   scope
	out      *outputs
	report   report.Report
	progress *progress
	options  *probe.Options

	summary report.Summary
	worst   finding.Severity // of what is not known
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
			c.progress.done.Store(int64(i + 1))
			if j.err != nil {
				return nil
			}
			return c.progress.beside(func() error { return c.add(j) })
		})
	c.progress.end()
	c.facts.save()
	if err == nil && batch {
		err = c.addOther("(all files)", c.settings.policy.apply(limits.CheckBatch(c.summary.Files, c.settings.profile)))
	}
	if err == nil && ctx.Err() == nil {
		err = c.addUnused()
	}
	if err == nil {
		c.summary.Ignored = c.settings.policy.ignored
		err = c.report.Close(c.summary)
	}
	if err == nil {
		err = c.out.commit()
	}
	switch {
	case err != nil:
		return failed(fmt.Errorf("writing the report: %w", err))
	case ctx.Err() != nil:
		return interrupted(c.summary.Files, len(c.plan.items), "judged")
	}
	if err := c.ledger.write(); err != nil {
		return failed(err)
	}
	if t := c.settings.threshold; t != "" && c.worst.Rank() >= t.Rank() {
		return exit(exitFindings)
	}
	return nil
}

func (c *check) add(j judged) error {
	it := j.item
	it.Findings = c.settings.policy.apply(it.Findings)
	it.Verdict = string(limits.Judge(it.Findings))
	if !it.Unjudged { // what could not be read today may break any rule tomorrow
		c.ledger.mark(it.Findings)
	}
	c.summary.Count(it)
	c.worsen(it.Findings)
	return c.report.Add(it)
}

// worsen takes note of the gravest finding that is not known.
func (c *check) worsen(fs []finding.Finding) {
	for _, f := range fs {
		if !f.Known && f.Severity.Rank() > c.worst.Rank() {
			c.worst = f.Severity
		}
	}
}

// addOther adds findings that are about no file of audio.
func (c *check) addOther(path string, fs []finding.Finding) error {
	if len(fs) == 0 {
		return nil
	}
	c.ledger.mark(fs)
	it := report.Item{Path: path, Verdict: string(limits.Judge(fs)), Findings: fs}
	c.worsen(fs)
	files := c.summary
	c.summary.Count(it)
	c.summary.Files, c.summary.Accepted, c.summary.Warned, c.summary.Rejected = files.Files, files.Accepted, files.Warned, files.Rejected
	return c.report.Add(it)
}

// addUnused adds what the configuration and the baseline name in vain.
func (c *check) addUnused() error {
	p := c.settings.policy
	if p.file != nil {
		if err := c.addOther(p.file.Path(), p.unused(c.looked)); err != nil {
			return err
		}
	}
	c.summary.Stale = c.ledger.stale(c.looked)
	return nil
}

func (c *check) judge(ctx context.Context, in walk.Item) judged {
	info, err := c.facts.read(ctx, in, c.options)
	if errors.Is(err, errInterrupted) {
		return judged{err: err}
	}
	name := info.Path
	if name == "" {
		name = in.Path
	}
	if err != nil {
		f := refusal(name, err, c.settings.profile)
		return judged{item: report.Item{
			Path: name, Unjudged: f.Rule != limits.TooLarge, Findings: []finding.Finding{f}, Facts: (*probe.Info)(nil),
		}}
	}
	return judged{item: report.Item{
		Path: name, Findings: limits.Check(info, c.settings.profile), Facts: &info, Line: report.Line(info),
	}}
}

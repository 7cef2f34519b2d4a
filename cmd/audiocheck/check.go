package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
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
	args, err := f.paths(cmd.Context(), args, std.in)
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
	p, err := f.resolve(cmd.Context(), args, s.profile.Extensions, std.in)
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
		options:  &probe.Options{Depth: p.depth, DecodeLimit: s.profile.DecodeLimit()},
	}
	return c.run(cmd.Context(), f.batch)
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

func (c *check) run(ctx context.Context, batch bool) error {
	err := ordered(ctx, len(c.plan.items), c.plan.jobs,
		func(i int) fileVerdict {
			return judge(ctx, c.facts.read, c.plan.items[i], c.options, c.settings.profile)
		},
		func(i int, v fileVerdict) error {
			c.progress.done.Store(int64(i + 1))
			if v.err != nil {
				return nil
			}
			return c.progress.beside(func() error { return c.add(v.item()) })
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
	if c.worst.Rank() >= c.settings.threshold {
		return exit(exitFindings)
	}
	return nil
}

func (c *check) add(it report.Item) error {
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

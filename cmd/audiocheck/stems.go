package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/regular"
	"github.com/audiocheck/audiocheck/report"
	"github.com/audiocheck/audiocheck/verify"
)

type stemsFlags struct {
	mix        string
	foreground string
	background string
	stems      []string
	references []string
	expectSum  bool
	failOn     string
	reportFlags
}

func newStems(std streams) *cobra.Command {
	var f stemsFlags
	cmd := &cobra.Command{
		Use:   "stems --mix MIX --foreground FILE --background FILE",
		Short: "Say whether separated stems sum to their mix, and if not, why",
		Long: `stems takes the stems that a separator made away from the mix and judges what is
left. Where it is too much, it finds the lag, the gain and the polarity of each
stem and names the cause: a delay, a gain, an inverted stem, one that is
missing, or one of another recording.

Verdicts: confirmed (they sum without loss), consistent (they sum as lossy files
do), suspicious (warnings), contradicted (errors), cannot say. Files of up to 20
minutes are compared, with lags of 1.5 s and more.`,
		Example: `  audiocheck stems --mix song.wav --foreground vocals.wav --background rest.wav
  audiocheck stems --mix song.wav --stem drums=d.wav --stem bass=b.wav --stem other=o.wav
  audiocheck stems --mix song.wav --stem vocals=v.wav --expect-sum=false --references vocals=true.wav`,
		Args: none,
		RunE: interruptible(func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), std)
		}),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.mix, "mix", "", "the `file` that was separated")
	fl.StringVar(&f.foreground, "foreground", "", "the stem `file` of the voice or the lead")
	fl.StringVar(&f.background, "background", "", "the stem `file` of the rest")
	fl.StringArrayVar(&f.stems, "stem", nil, "a further stem, as `name=file`; may be repeated")
	fl.StringArrayVar(&f.references, "references", nil, "the true stem, as `name=file`, for SI-SDR and SDR; may be repeated")
	fl.BoolVar(&f.expectSum, "expect-sum", true, "whether the stems are meant to sum to the mix; =false tells what is left and never fails for it")
	f.reportFlags.register(cmd)
	registerFailOn(cmd, &f.failOn)
	return cmd
}

func (f *stemsFlags) run(ctx context.Context, std streams) error {
	threshold, err := failsFrom(f.failOn)
	if err != nil {
		return usage("--fail-on: %w", err)
	}
	stems, references, err := f.stemFiles()
	if err != nil {
		return err
	}
	out, err := f.reportFlags.open(std)
	if err != nil {
		return err
	}
	defer out.discard()
	r, err := verify.CheckStems(ctx, stemFile("mix", f.mix), stems, &verify.StemOptions{AnySum: !f.expectSum, References: references})
	switch {
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case err != nil:
		return failed(err)
	}
	for _, w := range out.all {
		if err := writeStems(w, r); err != nil {
			return failed(err)
		}
	}
	if err := out.commit(); err != nil {
		return failed(err)
	}
	if finding.Worst(r.Findings).Rank() >= threshold {
		return exit(exitFindings)
	}
	return nil
}

// stemFiles returns the stems and the references that the flags name.
func (f *stemsFlags) stemFiles() (stems, references []verify.StemFile, err error) {
	if f.mix == "" {
		return nil, nil, usage("no mix is given; use --mix FILE")
	}
	for _, s := range []struct{ name, path string }{{"foreground", f.foreground}, {"background", f.background}} {
		if s.path != "" {
			stems = append(stems, stemFile(s.name, s.path))
		}
	}
	more, err := named("--stem", f.stems)
	if err != nil {
		return nil, nil, err
	}
	stems = append(stems, more...)
	switch {
	case len(stems) == 0:
		return nil, nil, usage("no stem is given; use --foreground FILE, --background FILE or --stem NAME=FILE")
	case len(stems) > verify.MaxStems:
		return nil, nil, usage("%d stems are given; at most %d are compared", len(stems), verify.MaxStems)
	}
	names := map[string]bool{}
	for _, s := range stems {
		if names[s.Name] {
			return nil, nil, usage("two stems are called %q", s.Name)
		}
		names[s.Name] = true
	}
	if references, err = named("--references", f.references); err != nil {
		return nil, nil, err
	}
	for _, r := range references {
		if !names[r.Name] {
			return nil, nil, usage("--references: no stem is called %q", r.Name)
		}
	}
	return stems, references, nil
}

// named reads words like name=file.
func named(flag string, words []string) ([]verify.StemFile, error) {
	var out []verify.StemFile
	for _, w := range words {
		name, path, ok := strings.Cut(w, "=")
		if !ok || name == "" || path == "" {
			return nil, usage("%s: %q is not of the form name=file", flag, w)
		}
		out = append(out, stemFile(name, path))
	}
	return out, nil
}

func stemFile(name, path string) verify.StemFile {
	return verify.StemFile{Name: name, Path: path, Open: func() (verify.StemSource, error) {
		s, err := openStem(path)
		if err != nil {
			return nil, err
		}
		return s, nil
	}}
}

// stemStream is a decoded file.
type stemStream struct {
	*decode.Stream
	file *regular.File
}

// Close implements io.Closer.
func (s *stemStream) Close() error { return s.file.Close() }

func openStem(path string) (*stemStream, error) {
	in, err := regular.Open(path)
	if err != nil {
		_, text := inputProblem(err)
		return nil, errors.New(text)
	}
	s, err := decode.Open(in, in.Size(), nil)
	if err != nil {
		in.Close()
		return nil, err
	}
	return &stemStream{s, in}, nil
}

func writeStems(out output, r verify.StemReport) error {
	switch out.format.Name {
	case "text":
		return report.StemsText(out, r, out.colour())
	case "json", "jsonl":
		return report.StemsJSON(out, r)
	}
	w := out.format.New(out, report.Meta{Schema: report.StemsSchema, Version: version(), Rules: allRules(), Colour: out.colour()})
	it := report.Item{Path: r.Mix.Path, Verdict: string(r.Verdict), Findings: r.Findings}
	var sum report.Summary
	sum.Count(it)
	if err := w.Add(it); err != nil {
		return err
	}
	return w.Close(sum)
}

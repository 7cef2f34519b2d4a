package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/embed"
	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/report"
	"github.com/audiocheck/audiocheck/vendors/detect"
	"github.com/audiocheck/audiocheck/verify"
)

type verifyFlags struct {
	vendor, jobID, request          string
	limit                           int64
	embeddings, queries, candidates string
	tolerance                       float64
	top                             int
	audio, profile, catalog         string
	failOn                          string
	quiet                           bool
	reportFlags
}

func newVerify(std streams) *cobra.Command {
	var f verifyFlags
	cmd := &cobra.Command{
		Use:   "verify [flags] RESULT.json...",
		Short: "Say whether a vendor's answer can be believed",
		Long: `verify reads a vendor's answers (Soundverse Trace, Slipstream AudioVerify, CAMB.AI
audio separation) and says of each: confirmed, consistent, suspicious,
contradicted, or that it cannot say. - is standard input.

By itself an answer is held against the vendor's documents and against itself.
With --embeddings the three scores are computed here under every reading; when
they come from another encoder, ranks are compared. With --audio every time must
lie inside its track. With --catalog a recognised track is held against a list.

  cannot say    no answer at all; a job that is not completed, or failed; no result in the document
  contradicted  a rule of severity error is broken
  confirmed     local evidence gives every score of the full mix, or the recognised track
  suspicious    a rule of severity warning is broken, and no evidence explains it
  consistent    nothing speaks against the answer`,
		Example: `  audiocheck verify result.json
  audiocheck verify --embeddings catalog/ --format json result.json
  curl -s "$URL" | audiocheck verify --vendor trace --request request.json -`,
		RunE: interruptible(func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), args, std) }),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.vendor, "vendor", "", "whose answer it is: "+strings.Join(vendorNames(), ", ")+" (default what the content says)")
	fl.StringVar(&f.jobID, "job-id", "", "the `id` that was asked for (AudioVerify)")
	fl.StringVar(&f.request, "request", "", "the request that this answers: a JSON `file`")
	fl.Int64Var(&f.limit, "limit", 0, "the request's limit on the matches of a query (Trace); 0 is none")
	fl.StringVar(&f.embeddings, "embeddings", "", "embeddings of queries and candidates: a `path`")
	fl.StringVar(&f.queries, "queries", "", "embeddings of the queries, where they are elsewhere: a `path`")
	fl.StringVar(&f.candidates, "candidates", "", "embeddings of the candidates, where they are elsewhere: a `path`")
	fl.Float64Var(&f.tolerance, "tolerance", verify.DefaultTolerance, "how far a vendor's score may be from a local one")
	fl.IntVar(&f.top, "top", verify.DefaultTop, "how many matches at the head of a list are compared")
	fl.StringVar(&f.audio, "audio", "", "the tracks' audio: a `folder`")
	fl.StringVar(&f.profile, "profile", limits.Default, "whose limits the audio is judged by; see 'audiocheck profiles'")
	fl.StringVar(&f.catalog, "catalog", "", "what recognised tracks are held against: a CSV `file` with isrc, title, artist")
	f.reportFlags.register(cmd)
	registerFailOn(cmd, &f.failOn)
	fl.BoolVarP(&f.quiet, "quiet", "q", false, "print verdicts and findings alone")
	cmd.RegisterFlagCompletionFunc("vendor", fixed(vendorNames()...))   //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("profile", fixed(limits.Names()...)) //nolint:errcheck // the flag exists
	return cmd
}

func vendorNames() (names []string) {
	for _, v := range detect.Vendors() {
		names = append(names, string(v))
	}
	return names
}

func (f *verifyFlags) run(ctx context.Context, args []string, std streams) error {
	if err := f.check(args); err != nil {
		return err
	}
	threshold, err := failsFrom(f.failOn)
	if err != nil {
		return usage("--fail-on: %w", err)
	}
	if _, _, err := f.reportFlags.parse(); err != nil {
		return err
	}
	v := &verification{std: std}
	if err := f.evidence(ctx, v); err != nil {
		return err
	}
	out, err := f.reportFlags.open(std)
	if err != nil {
		return err
	}
	defer out.discard()
	v.out = out.answers(report.Meta{
		Schema: report.VerifySchema, Version: version(), Rules: allRules(), Quiet: f.quiet,
	}, len(args) > 1)
	err = v.run(ctx, args, threshold)
	var ended *exitError
	if err == nil || errors.As(err, &ended) && ended.code != exitFailed {
		if err := out.commit(); err != nil {
			return failed(err)
		}
	}
	return err
}

// check refuses flags that mean nothing.
func (f *verifyFlags) check(args []string) error {
	two := f.queries != "" || f.candidates != ""
	inputs := slices.DeleteFunc(slices.Clone(args), func(s string) bool { return s != stdinPath })
	switch {
	case len(args) == 0:
		return usage("no answer is given; give files, or - for standard input")
	case len(inputs) > 1:
		return usage("standard input can be read once only")
	case f.vendor != "" && !slices.Contains(vendorNames(), f.vendor):
		return usage("--vendor: %q is none of %s", f.vendor, strings.Join(vendorNames(), ", "))
	case !(f.tolerance > 0 && f.tolerance < 1):
		return usage("--tolerance: %v is not between 0 and 1", f.tolerance)
	case f.top < 1:
		return usage("--top: %d is not 1 or more", f.top)
	case f.limit < 0:
		return usage("--limit: %d is negative", f.limit)
	case f.embeddings != "" && f.queries != "" && f.candidates != "":
		return usage("--embeddings says nothing beside --queries and --candidates")
	case two && f.embeddings == "" && (f.queries == "" || f.candidates == ""):
		return usage("--queries and --candidates are needed both, or one of them beside --embeddings")
	}
	return nil
}

// evidence opens what the answers are held against.
func (f *verifyFlags) evidence(ctx context.Context, v *verification) (err error) {
	o := &v.options
	o.Vendor, o.JobID, o.Limit = detect.Vendor(f.vendor), f.jobID, f.limit
	o.Tolerance, o.Top = f.tolerance, f.top
	if o.Queries, o.Candidates, err = f.tracks(ctx); err != nil {
		return err
	}
	if f.request != "" {
		if err := f.readRequest(v); err != nil {
			return err
		}
	}
	if f.audio != "" {
		if o.Audio, err = verify.OpenAudio(f.audio, nil); err != nil {
			return usage("--audio: %w", err)
		}
		if o.Limits, err = limits.Lookup(f.profile); err != nil {
			return usage("--profile: %w", err)
		}
	}
	if f.catalog == "" {
		return nil
	}
	r, err := os.Open(f.catalog)
	if err != nil {
		return usage("--catalog: %w", err)
	}
	defer r.Close()
	if o.Catalog, err = verify.ReadCatalog(r); err != nil {
		return usage("--catalog: %s: %w", f.catalog, err)
	}
	return nil
}

// tracks opens the embeddings of queries and candidates, nil where none are given.
func (f *verifyFlags) tracks(ctx context.Context) (queries, candidates *verify.Tracks, err error) {
	q, c := f.queries, f.candidates
	if q == "" {
		q = f.embeddings
	}
	if c == "" {
		c = f.embeddings
	}
	if q == "" {
		return nil, nil, nil
	}
	first, err := openTracks(ctx, "--embeddings, --queries", q)
	if err != nil {
		return nil, nil, err
	}
	second := first
	if c != q {
		if second, err = openTracks(ctx, "--embeddings, --candidates", c); err != nil {
			return nil, nil, err
		}
	}
	if err := embed.Compatible(first.Set, second.Set); err != nil {
		return nil, nil, badInput(err)
	}
	queries = verify.NewTracks(first.Set)
	candidates = queries
	if c != q {
		candidates = verify.NewTracks(second.Set)
	}
	return queries, candidates, nil
}

// mostRequest bounds a request, whose largest part is a list of ten names or of
// runs.
const mostRequest = 16 << 20

func (f *verifyFlags) readRequest(v *verification) error {
	r, err := os.Open(f.request)
	if err != nil {
		return usage("--request: %w", err)
	}
	defer r.Close()
	doc, err := io.ReadAll(io.LimitReader(r, mostRequest))
	if err != nil {
		return usage("--request: %w", err)
	}
	q, err := verify.ParseRequest(doc)
	if err != nil {
		return usage("--request: %s: %w", f.request, err)
	}
	v.options.RunIDs = q.RunIDs
	if v.options.Limit == 0 {
		v.options.Limit = q.Limit
	}
	for _, x := range q.Findings {
		x.Path = f.request
		v.request = append(v.request, x)
	}
	return nil
}

// verification is one run of the command.
type verification struct {
	std     streams
	out     report.Answers
	options verify.Options
	request []finding.Finding // about the request, told with the first answer
	worst   finding.Severity
}

func (v *verification) run(ctx context.Context, paths []string, threshold int) error {
	for _, path := range paths {
		r, err := v.answer(ctx, path)
		if ctx.Err() != nil {
			break
		}
		if err != nil {
			return failed(err)
		}
		for i := range r.Findings {
			r.Findings[i].Path = path
		}
		r.Findings = append(r.Findings, v.request...)
		v.request = nil
		if w := finding.Worst(r.Findings); w.Rank() > v.worst.Rank() {
			v.worst = w
		}
		if err := v.out.Add(report.JudgedAnswer{Path: path, Result: r}); err != nil {
			return failed(fmt.Errorf("writing the report: %w", err))
		}
	}
	if err := v.out.Close(); err != nil {
		return failed(fmt.Errorf("writing the report: %w", err))
	}
	switch {
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case v.worst.Rank() >= threshold:
		return exit(exitFindings)
	}
	return nil
}

// answer judges one file, or ends with ctx: opening or reading a pipe that
// nobody writes to would wait for ever.
func (v *verification) answer(ctx context.Context, path string) (*verify.Result, error) {
	return orInterrupted(ctx, func() (*verify.Result, error) { return v.read(ctx, path) })
}

// read judges one file. That it cannot be read is a finding.
func (v *verification) read(ctx context.Context, path string) (*verify.Result, error) {
	in := v.std.in
	if path != stdinPath {
		f, err := os.Open(path)
		if err != nil {
			return unread(path, err), nil
		}
		defer f.Close()
		in = f
	}
	r, err := verify.Answer(ctx, bufio.NewReader(in), &v.options)
	var pe *fs.PathError
	if errors.As(err, &pe) || err != nil && path == stdinPath {
		return unread(path, err), nil
	}
	return r, err
}

func unread(path string, err error) *verify.Result {
	rule, text := inputProblem(err)
	return &verify.Result{
		Verdict: verify.CannotSay, Reasons: []string{text}, Findings: []finding.Finding{limits.New(rule, path, text)},
	}
}

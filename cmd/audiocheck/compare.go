package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/embed"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/report"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

type compareFlags struct {
	queries, candidates string
	searchType          string
	metric              string
	limit               int
	threshold           float64
	windows             int
	pairs               string
	readings            bool
	direction           string
	divisor             string
	clamp, shift        bool
	windowSeconds       float64
	hopSeconds          float64
	format              string
	jobs                int

	grid bool // reckon the times of windows that carry none
}

const formatTrace = "trace"

// manyLimit is how many matches a query keeps in a search of many against many
// unless told otherwise.
const manyLimit = 100

func newCompare(std streams) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare --queries PATH --candidates PATH",
		Short: "Compute max, max_then_mean and hungarian_mean of local embeddings",
		Long: `compare scores every query against every candidate: max, max_then_mean and
hungarian_mean of their windows' cosine similarities, ranked by --metric. A PATH
is a file of embeddings (.npy, .npz, .safetensors, .json, .jsonl, .parquet) or a
folder of them.

What a vendor's documents leave open is a reading: --direction, --divisor,
--clamp and --shift choose one, --readings shows all of them by name.

jsonl needs no more memory than one query's matches, table, json and csv
neither; trace, the vendor's own answer shape, is kept until the end. It leaves
out what is not computed here: vocals, motifs, and the summary.`,
		Example: `  audiocheck compare --queries a.npy --candidates b.npy --windows 10
  audiocheck compare --queries song.npy --candidates catalog/ --limit 10 --format jsonl
  audiocheck compare --queries new/ --candidates catalog/ --metric hungarian_mean --threshold 0.8`,
		Args: none,
		RunE: interruptible(func(cmd *cobra.Command, _ []string) error {
			f.grid = cmd.Flags().Changed("window-seconds") || cmd.Flags().Changed("hop-seconds")
			if !cmd.Flags().Changed("limit") {
				f.limit = -1
			}
			if !cmd.Flags().Changed("threshold") {
				f.threshold = math.Inf(-1)
			}
			return f.run(cmd.Context(), std)
		}),
	}
	fl := cmd.Flags()
	fl.StringVar(&f.queries, "queries", "", "embeddings of the queries: a `path`")
	fl.StringVar(&f.candidates, "candidates", "", "embeddings of the candidates: a `path`")
	fl.StringVar(&f.searchType, "search-type", "", "1:1, 1:n or m:n (default what the files make it)")
	fl.StringVar(&f.metric, "metric", string(compare.MaxThenMean), "what ranks the candidates: max, max_then_mean or hungarian_mean")
	fl.IntVar(&f.limit, "limit", 0, fmt.Sprintf("keep the best K a query; 0 is all (default all, %d for m:n)", manyLimit))
	fl.Float64Var(&f.threshold, "threshold", 0, "keep scores from here on (default all)")
	fl.IntVar(&f.windows, "windows", 0, "show at most this many matched windows a match; -1 is all")
	fl.StringVar(&f.pairs, "pairs", "assignment", "which windows match: those of the assignment, or each query window's best")
	fl.BoolVar(&f.readings, "readings", false, "show every reading of the three scores under its own name")
	fl.StringVar(&f.direction, "direction", "query", "max_then_mean runs over the windows of: query, candidate, mean (of both), larger (of both)")
	fl.StringVar(&f.divisor, "divisor", "shorter", "hungarian_mean is divided by the windows of: shorter, query, candidate, longer")
	fl.BoolVar(&f.clamp, "clamp", false, "similarities below zero count as zero")
	fl.BoolVar(&f.shift, "shift", false, "similarities are (1+cosine)/2")
	fl.Float64Var(&f.windowSeconds, "window-seconds", 8, "length of a window, for files that carry no times")
	fl.Float64Var(&f.hopSeconds, "hop-seconds", 4, "time from one window to the next, for files that carry no times")
	fl.StringVar(&f.format, "format", "table", "how scores are written: "+strings.Join(compareFormats(), ", "))
	fl.IntVar(&f.jobs, "jobs", 0, "how many candidates are compared at a time (default all processors)")
	for flag, words := range map[string][]string{
		"search-type": {"1:1", "1:n", "m:n"},
		"metric":      {"max", "max_then_mean", "hungarian_mean"},
		"pairs":       {"assignment", "best"},
		"direction":   {"query", "candidate", "mean", "larger"},
		"divisor":     {"shorter", "query", "candidate", "longer"},
		"format":      compareFormats(),
	} {
		cmd.RegisterFlagCompletionFunc(flag, fixed(words...)) //nolint:errcheck // the flag exists
	}
	return cmd
}

func compareFormats() []string { return append(report.ScoreFormats(), formatTrace) }

func (f *compareFlags) run(ctx context.Context, std streams) error {
	reading, err := f.reading()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	queries, err := openTracks(ctx, "--queries", f.queries)
	if err != nil {
		return err
	}
	candidates, err := openTracks(ctx, "--candidates", f.candidates)
	if err != nil {
		return err
	}
	if err := embed.Compatible(queries.Set, candidates.Set); err != nil {
		return badInput(err)
	}
	searchType, err := f.kind(queries.Len(), candidates.Len())
	if err != nil {
		return err
	}
	c := &comparison{
		flags: f, queries: queries, candidates: candidates, std: std,
		meta: report.ScoreMeta{
			SearchType: string(searchType), Metric: compare.Metric(f.metric), Reading: reading,
			Readings: f.readings,
		},
	}
	return c.run(ctx)
}

// badInput is an error about what a file holds.
func badInput(err error) error { return &exitError{exitFindings, err} }

// tracks lets a search load the tracks of a set.
type tracks struct{ *embed.Set }

func openTracks(ctx context.Context, flag, path string) (tracks, error) {
	set, err := embed.Open(ctx, path)
	switch {
	case ctx.Err() != nil:
		return tracks{}, exit(exitInterrupted)
	case err != nil:
		return tracks{}, badInput(fmt.Errorf("%s: %w", flag, err))
	}
	return tracks{set}, nil
}

// Load implements compare.Tracks.
func (t tracks) Load(i int, buf *compare.Buffer) (compare.Track, error) {
	track, w, err := t.Set.Load(i, buf.Values)
	if cap(w.Data) > cap(buf.Values) {
		buf.Values = w.Data
	}
	return compare.Track{ID: track.ID, Windows: w}, err
}

// comparison is one run of the command.
type comparison struct {
	flags               *compareFlags
	queries, candidates tracks
	meta                report.ScoreMeta
	std                 streams
	summary             report.ScoreSummary
}

func (c *comparison) run(ctx context.Context) error {
	out, _ := report.NewScores(c.flags.format, c.std.out, c.meta)
	if c.flags.format == formatTrace {
		out = newTraceScores(c.std.out, c.meta)
	}
	pairs := int64(c.queries.Len()) * int64(c.candidates.Len())
	c.summary = report.ScoreSummary{Queries: int64(c.queries.Len()), Candidates: int64(c.candidates.Len()), Pairs: pairs}
	if err := c.warn(); err != nil {
		return err
	}
	bar := newProgress(c.std.err, "pairs", pairs)
	var writing error
	err := compare.Search(ctx, c.queries, c.candidates, c.options(&bar.done), func(a compare.Answer) error {
		q, err := c.complete(a)
		if err != nil {
			return err
		}
		c.summary.Matches += int64(len(q.Matches))
		writing = bar.beside(func() error { return out.Add(q) })
		return writing
	})
	bar.end()
	switch {
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case writing != nil:
		return failed(writing)
	case err != nil:
		return badInput(c.inFile(err))
	}
	return failed(out.Close(c.summary))
}

// inFile adds to an error about a track the file that holds it.
func (c *comparison) inFile(err error) error {
	var e *compare.Error
	if !errors.As(err, &e) {
		return err
	}
	for _, set := range []tracks{c.candidates, c.queries} {
		for i := range set.Len() {
			if t := set.Track(i); t.ID == e.Track {
				return fmt.Errorf("%s: %w", t.File, err)
			}
		}
	}
	return err
}

// warn names a job that the vendor would refuse; it runs all the same.
func (c *comparison) warn() error {
	p, err := limits.Lookup(limits.Default)
	if err != nil {
		return failed(err)
	}
	for _, f := range limits.CheckGrid(c.summary.Queries, c.summary.Candidates, p) {
		fmt.Fprintf(c.std.err, "audiocheck: %s: %s; it runs here all the same\n", f.Rule, f.Message)
	}
	return nil
}

func (c *comparison) options(done *atomic.Int64) compare.Options {
	o := compare.Options{
		Metric: c.meta.Metric, Reading: c.meta.Reading, Limit: max(c.flags.limit, 0), Workers: c.flags.jobs, Done: done,
	}
	if c.flags.limit < 0 && c.meta.SearchType == string(trace.ManyToMany) {
		o.Limit = manyLimit
	}
	if !math.IsInf(c.flags.threshold, -1) {
		o.Threshold = &c.flags.threshold
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// complete adds to a query's matches what was asked for beside the scores.
func (c *comparison) complete(a compare.Answer) (report.ScoredQuery, error) {
	q := report.ScoredQuery{ID: a.ID, Windows: a.Windows, Dim: a.Dim}
	for _, m := range a.Matches {
		q.Matches = append(q.Matches, report.ScoredMatch{Match: m})
	}
	if c.flags.windows == 0 && !c.flags.readings {
		return q, nil
	}
	track, w, err := c.queries.Set.Load(a.Query, nil)
	if err != nil {
		return q, err
	}
	query, err := compare.NewQuery(compare.Track{ID: track.ID, Windows: w})
	if err != nil {
		return q, err
	}
	var memory []float32
	for i := range q.Matches {
		other, w, err := c.candidates.Set.Load(q.Matches[i].Candidate, memory)
		if err != nil {
			return q, err
		}
		memory = w.Data
		pair, err := query.Compare(compare.Track{ID: other.ID, Windows: w})
		if err != nil {
			return q, err
		}
		if c.flags.readings {
			q.Matches[i].Readings = pair.Readings()
		}
		q.Matches[i].Pairs = c.windows(pair, track, other)
	}
	return q, nil
}

// windows returns the matched windows of a pair, with their times.
func (c *comparison) windows(pair *compare.Comparison, query, candidate embed.Track) []report.WindowPair {
	if c.flags.windows == 0 {
		return nil
	}
	list := pair.Assignment(c.meta.Reading)
	if c.flags.pairs == "best" {
		list = pair.Best(c.meta.Reading)
	}
	if c.flags.windows > 0 {
		list = list[:min(len(list), c.flags.windows)]
	}
	out := make([]report.WindowPair, len(list))
	for i, p := range list {
		out[i] = report.WindowPair{Pair: p, QuerySeconds: c.seconds(query, p.Query), CandidateSeconds: c.seconds(candidate, p.Candidate)}
	}
	return out
}

// seconds returns the start and end of a window, nil where they are not known.
func (c *comparison) seconds(t embed.Track, window int) []float64 {
	switch {
	case window < len(t.StartSeconds) && window < len(t.EndSeconds):
		return []float64{t.StartSeconds[window], t.EndSeconds[window]}
	case c.flags.grid:
		start := c.flags.hopSeconds * float64(window)
		return []float64{start, start + c.flags.windowSeconds}
	}
	return nil
}

var _ compare.Tracks = tracks{}

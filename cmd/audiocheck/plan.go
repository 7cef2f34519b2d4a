package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

type planFlags struct {
	inputs
	whose profileFlags

	failOn           string
	candidates       []string
	queries          []string
	facts            string
	strict           bool
	skipDuplicates   bool
	tasks            []string
	encoder          string
	search           string
	limit            int64
	candidateDataset string
	queryDataset     string
	prices           string
	format           string
}

func newPlan(std streams) *cobra.Command {
	var f planFlags
	cmd := &cobra.Command{
		Use:   "plan --candidates DIR [--queries DIR] [flags]",
		Short: "Plan uploads, ingests and searches, and what they would cost",
		Long: `plan judges files and plans the requests that would upload and ingest those that
the vendor accepts, and search the queries against the candidates: ingest
requests of as many files as one may hold, and the fewest search jobs of as many
pairs as one may hold. It sends nothing. A job is taken to search one dataset of
queries against one of candidates, each track being in one dataset only.

As text it prints a shell script for curl, which takes the key of your account
from $TRACE_API_KEY; as json the predicted requests, in which a blob's name is
dataset/<uuid>_ and the file's name, since only the answer to its upload tells
the uuid. What is left out, and files that would be paid for twice, are named.
Costs come from a price table of your own; none is built in.`,
		Example: `  audiocheck plan --candidates ./catalog --queries ./new > plan.sh
  audiocheck plan --candidates ./catalog --tasks full_audio_latent,light_stem,motif --prices prices.yaml --format json
  audiocheck probe --format jsonl ./catalog > facts.jsonl; audiocheck plan --facts facts.jsonl`,
		Args: none,
		RunE: interruptible(func(cmd *cobra.Command, _ []string) error {
			return f.run(cmd.Context(), std)
		}),
	}
	f.register(cmd)
	f.whose.register(cmd)
	fl := cmd.Flags()
	fl.StringArrayVar(&f.candidates, "candidates", nil, "the `folder` or file whose tracks are searched; may be given again")
	fl.StringArrayVar(&f.queries, "queries", nil, "the `folder` or file whose tracks are looked for; may be given again")
	fl.StringVar(&f.facts, "facts", "", "take the facts from this `file` of 'probe --format jsonl' and read no audio")
	fl.BoolVar(&f.strict, "strict", false, "leave out files with warnings too")
	fl.BoolVar(&f.skipDuplicates, "skip-duplicates", false, "leave out all but the first of files that are the same")
	fl.StringSliceVar(&f.tasks, "tasks", []string{string(trace.DefaultTask)}, "what ingest is to make of each track")
	fl.StringVar(&f.encoder, "encoder", "type2", "the vendor's encoder: "+strings.Join(trace.EncoderTypes(), " or "))
	fl.StringVar(&f.search, "search", "", "what is compared: "+strings.Join(trace.SearchKinds(), ", ")+" (default the widest that the tasks allow)")
	fl.Int64Var(&f.limit, "limit", 0, "how many matches a query; 0 leaves it to the vendor")
	fl.StringVar(&f.candidateDataset, "candidate-dataset", "candidates", "the `name` of the candidates' dataset")
	fl.StringVar(&f.queryDataset, "query-dataset", "queries", "the `name` of the queries' dataset")
	fl.StringVar(&f.prices, "prices", "", "reckon the cost by this YAML `file`")
	fl.StringVar(&f.format, "format", "text", "how the plan is written: text or json")
	registerFailOn(cmd, &f.failOn)
	var tasks []string
	for _, t := range trace.Tasks() {
		tasks = append(tasks, string(t))
	}
	cmd.RegisterFlagCompletionFunc("tasks", fixed(tasks...))                  //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("encoder", fixed(trace.EncoderTypes()...)) //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("search", fixed(trace.SearchKinds()...))   //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("format", fixed("text", "json"))           //nolint:errcheck // the flag exists
	return cmd
}

// uploadPlan is all that is planned.
type uploadPlan struct {
	profile  limits.Profile
	tasks    []trace.Task
	encoder  string
	search   trace.Search
	maxFiles int

	candidates, queries side
	leftOut             []leftOut
	duplicates          []duplicates
	notes               []string

	grid     limits.Grid
	datasets []dataset // candidates before queries
	cost     *cost
}

// side is the tracks of one kind, in order.
type side struct {
	role    string // "candidates" or "queries"
	dataset string // its name, or how the names of several begin
	tracks  []track
}

// track is a file that is to be uploaded.
type track struct {
	info    probe.Info
	verdict limits.Verdict
}

func (t *track) path() string { return t.info.Path }

// leftOut is a file that is not to be uploaded, and why.
type leftOut struct {
	role     string
	path     string
	verdict  limits.Verdict
	findings []finding.Finding
	same     string // the path of the file that it is a duplicate of
}

// dataset is a block of one side.
type dataset struct {
	name, role string
	tracks     []track
	requests   [][]track // of one ingest each
}

func (f *planFlags) run(ctx context.Context, std streams) error {
	p, threshold, err := f.prepare()
	if err != nil {
		return err
	}
	worst, err := f.gather(ctx, p, std)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return exit(exitInterrupted)
	}
	if err := f.arrange(ctx, p); err != nil {
		return err
	}
	if len(p.duplicates) > 0 && worst.Rank() < finding.Warning.Rank() {
		worst = finding.Warning
	}
	if f.format == "json" {
		err = writePlanJSON(std.out, p)
	} else {
		err = writePlanScript(std.out, p)
	}
	switch {
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case err != nil:
		return failed(fmt.Errorf("writing the plan: %w", err))
	case worst.Rank() >= threshold:
		return exit(exitFindings)
	}
	return nil
}

// prepare checks the flags.
func (f *planFlags) prepare() (*uploadPlan, int, error) {
	profile, err := f.whose.limits()
	if err != nil {
		return nil, 0, err
	}
	if f.whose.profileFile == "" && profile.Name != "trace" {
		return nil, 0, usage("--profile: only the requests of trace can be planned; --profile-file takes changed limits")
	}
	threshold, err := failsFrom(f.failOn)
	if err != nil {
		return nil, 0, usage("--fail-on: %w", err)
	}
	if f.format != "text" && f.format != "json" {
		return nil, 0, usage("--format: %q is none of text, json", f.format)
	}
	if f.candidateDataset == f.queryDataset || f.candidateDataset == "" || f.queryDataset == "" {
		return nil, 0, usage("--candidate-dataset, --query-dataset: the datasets need two different names")
	}
	p := &uploadPlan{
		profile: profile, encoder: f.encoder, maxFiles: profile.Batch.MaxFiles,
		candidates: side{role: "candidates", dataset: f.candidateDataset},
		queries:    side{role: "queries", dataset: f.queryDataset},
	}
	if err := f.wanted(p); err != nil {
		return nil, 0, err
	}
	if f.prices != "" {
		if p.cost, err = openCost(f.prices); err != nil {
			return nil, 0, err
		}
	}
	return p, threshold, nil
}

// wanted checks the flags about what the vendor is to do.
func (f *planFlags) wanted(p *uploadPlan) (err error) {
	if p.tasks, err = trace.ParseTasks(f.tasks); err != nil {
		return usage("--tasks: %w", err)
	}
	if len(p.tasks) == 0 {
		return usage("--tasks: none is named")
	}
	if !slices.Contains(trace.EncoderTypes(), f.encoder) {
		return usage("--encoder: %q is none of %s", f.encoder, strings.Join(trace.EncoderTypes(), ", "))
	}
	p.search = trace.SearchAfter(p.tasks)
	if f.search != "" {
		if !slices.Contains(trace.SearchKinds(), f.search) {
			return usage("--search: %q is none of %s", f.search, strings.Join(trace.SearchKinds(), ", "))
		}
		p.search.Kind = f.search
		if d := trace.Depth(f.search); d != trace.DepthStem && d != trace.DepthStemSection {
			p.search.StemTypes = nil
		}
		if missing := p.search.Missing(p.tasks); len(missing) > 0 {
			return usage("--search: %s compares what the tasks %v make; add them to --tasks", f.search, missing)
		}
	}
	if p.search.Limit = f.limit; f.limit < 0 {
		return usage("--limit: %d is negative", f.limit)
	}
	return nil
}

// arrange groups what was gathered into datasets, requests and jobs.
func (f *planFlags) arrange(ctx context.Context, p *uploadPlan) error {
	if err := f.findDuplicates(ctx, p); err != nil {
		return err
	}
	p.grid = limits.CutGrid(int64(len(p.queries.tracks)), int64(len(p.candidates.tracks)), p.profile)
	p.datasets = append(
		p.candidates.cut(p.profile, max(1, p.grid.CandidateBlocks), p.grid.CandidateBlock),
		p.queries.cut(p.profile, max(1, p.grid.QueryBlocks), p.grid.QueryBlock)...)
	if p.cost != nil {
		p.reckon()
	}
	return nil
}

// cut makes the datasets of one side.
func (s *side) cut(profile limits.Profile, blocks int64, bounds func(int64) (int64, int64)) []dataset {
	if len(s.tracks) == 0 {
		return nil
	}
	var out []dataset
	for i := range blocks {
		d := dataset{name: s.dataset, role: s.role, tracks: s.tracks}
		if blocks > 1 {
			begin, end := bounds(i)
			d.name, d.tracks = fmt.Sprintf("%s-%d", s.dataset, i+1), s.tracks[begin:end]
		}
		d.requests = limits.Requests(d.tracks, profile)
		out = append(out, d)
	}
	return out
}

// of returns the datasets of a role.
func (p *uploadPlan) of(role string) []dataset {
	var out []dataset
	for _, d := range p.datasets {
		if d.role == role {
			out = append(out, d)
		}
	}
	return out
}

// ingests returns how many ingest requests there are.
func (p *uploadPlan) ingests() int {
	n := 0
	for _, d := range p.datasets {
		n += len(d.requests)
	}
	return n
}

// job is one search.
type job struct {
	queries, candidates dataset
	call                trace.Call
}

func (j *job) pairs() int64 { return int64(len(j.queries.tracks)) * int64(len(j.candidates.tracks)) }

// jobs returns the searches: each dataset of queries against each of
// candidates.
func (p *uploadPlan) jobs() []job {
	var out []job
	for _, q := range p.of("queries") {
		for _, c := range p.of("candidates") {
			out = append(out, job{q, c, p.search.Call(p.encoder, q.name, c.name)})
		}
	}
	return out
}

// cost is what the plan costs by the user's table.
type cost struct {
	prices         *trace.Prices
	ingest, search money
}

func openCost(path string) (*cost, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, usage("--prices: %w", err)
	}
	defer r.Close()
	prices, err := trace.ParsePrices(io.Reader(r))
	if err != nil {
		return nil, usage("--prices: %s: %w", path, err)
	}
	return &cost{prices: prices}, nil
}

func (p *uploadPlan) reckon() {
	for _, d := range p.datasets {
		for i := range d.tracks {
			seconds, known := d.tracks[i].info.Duration()
			if !known {
				seconds = -1
			}
			p.cost.ingest.add(p.cost.prices.Track(p.tasks, p.encoder, seconds))
		}
	}
	for _, j := range p.jobs() {
		p.cost.search.add(p.cost.prices.Job(p.search, p.encoder, j.pairs()))
	}
}

// Package verify says whether a vendor's answer can be believed: by itself, and
// against local evidence.
package verify

import (
	"context"
	"io"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/vendors/audioverify"
	"github.com/audiocheck/audiocheck/vendors/camb"
	"github.com/audiocheck/audiocheck/vendors/detect"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Options say what is known besides the answer. The zero value knows nothing.
type Options struct {
	Vendor detect.Vendor // whose answer it is; "" recognises that from the content

	JobID  string  // that was asked for; "" is not known
	Limit  int64   // the request's limit on the matches of a query; 0 is not known
	RunIDs []int64 // that a bulk request asked for; nil is not known

	Queries, Candidates *Tracks // their embeddings; both or neither
	Tolerance           float64 // between a vendor's score and a local one; 0 is DefaultTolerance
	Top                 int     // how many matches at the head of a list are compared; 0 is DefaultTop

	Audio   *Audio         // the tracks' audio
	Limits  limits.Profile // that the audio is judged by
	Catalog *Catalog       // what an AudioVerify match is held against
}

// Defaults of Options.
const (
	DefaultTolerance = 0.002 // a vendor rounds scores to 0.001, an encoder repeats itself to about as much
	DefaultTop       = 5
)

// Result is what Answer makes of an answer.
type Result struct {
	Vendor   detect.Vendor // "" when it is nobody's
	Document string        // the vendor's document: "search status"
	Status   string        // the job's state as written; "" where there is none
	Failure  string        // what a failed job or a refusal says

	SearchType      string // of a search answer
	Queries, Listed int64  // of a search answer: queries and matches

	Verdict  Verdict
	Reasons  []string // of the verdict, the weightiest first
	Findings []finding.Finding

	Diagnosis Diagnosis  // what a search answer by itself tells about what the documents leave open
	Readings  []Reading  // of the scores, held against embeddings
	Compared  int64      // matches whose tracks have embeddings
	Missing   []string   // ids of the answer without local evidence, at most MaxMissing
	Agreement *Agreement // nil unless another encoder made the embeddings
}

// What a search answer by itself tells about what the vendor's documents leave open.
type (
	Diagnosis   = trace.Diagnosis
	Possibility = trace.Reading
)

// MaxMissing bounds the list of missing tracks.
const MaxMissing = 1000

// Answer reads one answer of any size and judges it. The error is r's or ctx's;
// whatever is wrong with the answer, or with the evidence, is a finding.
func Answer(ctx context.Context, r io.Reader, o *Options) (*Result, error) {
	a := newAnswer(ctx, o)
	br := detect.NewReader(until{ctx, r})
	doc, err := detect.Recognise(br)
	if err != nil {
		return nil, err
	}
	vendor := a.opt.Vendor
	if vendor == "" {
		vendor = doc.Vendor
	}
	a.out.Vendor, a.out.Document = vendor, doc.Name
	switch {
	case vendor == "":
		a.out.Findings = []finding.Finding{doc.Nobodys()}
	case doc.Vendor != "" && doc.Vendor != vendor:
		a.out.Findings = []finding.Finding{doc.Not(vendor)}
	case vendor == detect.Trace:
		err = a.trace(br)
	case vendor == detect.AudioVerify:
		err = a.audioVerify(br)
	case vendor == detect.CAMB:
		err = a.camb(br)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	a.judge()
	return a.out, nil
}

// until reads until ctx ends.
type until struct {
	ctx context.Context
	r   io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// answer is one answer while it is judged.
type answer struct {
	ctx context.Context
	opt Options
	out *Result
	log log

	claims    bool // the document carries a result that can be right or wrong
	confirmed bool // local evidence shows all of it
	partly    bool // local evidence shows the part that it covers
	reasons   []string
}

func newAnswer(ctx context.Context, o *Options) *answer {
	a := &answer{ctx: ctx, out: new(Result)}
	if o != nil {
		a.opt = *o
	}
	if a.opt.Tolerance == 0 {
		a.opt.Tolerance = DefaultTolerance
	}
	if a.opt.Top == 0 {
		a.opt.Top = DefaultTop
	}
	return a
}

// because adds what a reader should know to understand the verdict.
func (a *answer) because(reason string) { a.reasons = append(a.reasons, reason) }

func (a *answer) trace(r io.Reader) error {
	e := newEvidence(a)
	o := &trace.Options{Limit: a.opt.Limit}
	if e.any() {
		o.OnMatch = func(query, pointer string, m *trace.Match) []finding.Finding {
			e.match(query, pointer, m)
			return nil
		}
	}
	j, err := trace.Check(r, o)
	if err != nil {
		return err
	}
	a.take(string(j.Document), j.Status, j.Failure, j.Findings)
	a.out.SearchType, a.out.Queries, a.out.Listed = string(j.SearchType), j.Queries, j.Matches
	a.out.Diagnosis = j.Diagnosis
	a.claims = j.Whole && (j.Document == trace.ComprehensiveDocument && j.Status == string(trace.SearchCompleted) ||
		j.Document == trace.IngestStatusDocument && j.Status == string(trace.IngestCompleted))
	e.finish()
	return nil
}

func (a *answer) audioVerify(r io.Reader) error {
	j, err := audioverify.Check(r, &audioverify.Options{JobID: a.opt.JobID})
	if err != nil {
		return err
	}
	a.take(string(j.Document), j.Status, j.Failure, j.Findings)
	if j.Job == nil || j.Job.Status != audioverify.Completed {
		return nil
	}
	a.claims = true
	if j.Job.Track == nil {
		a.because("the job is completed and found no music")
		return nil
	}
	a.catalog(j.Job.Track)
	return nil
}

func (a *answer) camb(r io.Reader) error {
	j, err := camb.Check(r, &camb.Options{RunIDs: a.opt.RunIDs})
	if err != nil {
		return err
	}
	a.take(string(j.Document), j.Status, j.Failure, j.Findings)
	a.claims = j.Results != nil || j.Status == string(camb.Success)
	return nil
}

func (a *answer) take(document, status, failure string, fs []finding.Finding) {
	if document != "" {
		a.out.Document = document
	}
	a.out.Status, a.out.Failure, a.out.Findings = status, failure, fs
}

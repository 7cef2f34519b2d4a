package trace

import (
	"bufio"
	"io"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
)

// Options say what is known besides the answer. The zero value knows nothing.
type Options struct {
	// Limit is the request's limit on the matches of a query; 0 is not known.
	Limit int64

	// OnMatch is called for each match of a search answer in its order, so that
	// it can be held against local evidence. query is "" when the answer names
	// it behind the matches. pointer is the match's place. m may be kept. The
	// findings that it returns join those of Check.
	OnMatch func(query, pointer string, m *Match) []finding.Finding
}

// Judgement is what Check makes of an answer.
type Judgement struct {
	Document Document // "" when it is none of the vendor's
	Status   string   // the job's state as written; "" where there is none
	Terminal bool     // the job will change no more
	Failure  string   // what a failed job or a refusal says; "" where nothing failed
	Findings []finding.Finding
	Whole    bool // the answer was read to its end

	// Of a search answer:
	JobID      string
	SearchType SearchType
	Queries    int64
	Matches    int64
	Diagnosis  Diagnosis
}

// headBytes is how much of an answer is looked at to recognise it.
const headBytes = 64 << 10

// Check reads one answer of any size and judges it in bounded memory: one match
// is held at a time. The error is r's; whatever is wrong with the answer is a
// finding.
func Check(r io.Reader, o *Options) (*Judgement, error) {
	if o == nil {
		o = new(Options)
	}
	br := bufio.NewReaderSize(r, headBytes)
	head, _ := br.Peek(headBytes) // an error comes again with the next read
	outline := jsonobj.Outlined(head)
	c := newChecker(o)
	c.out.Document = Looks(outline)
	err := c.document(br, outline)
	c.out.Findings = c.log.Findings()
	return c.out, err
}

// CheckReply is Check for an answer that was made or read in Go.
func CheckReply(reply *ComprehensiveReply, o *Options) (*Judgement, error) {
	doc, err := jsonobj.MarshalLoose(reply)
	if err != nil {
		return nil, err
	}
	return Check(newReader(doc), o)
}

// checker holds what is known so far of the answer that is being read.
type checker struct {
	opt Options
	out *Judgement
	log *rulebook.Log

	sc  *jsonobj.Scanner
	doc jsonobj.Doc
	dec jsonobj.Decoder
	at  string // place of the value that dec works on

	job     jobFacts
	query   queryFacts
	sides   [2]side
	pairs   map[[2]int64]bool
	fullMix bool // the block at hand is the full mix's: other stems may have other windows
	listed  totals
	summary *Summary
	diag    *diagnoser
}

func newChecker(o *Options) *checker {
	c := &checker{
		opt: *o,
		out: new(Judgement),
		log: rulebook.NewLog(Rules(), rulebook.Shape{
			WrongType: wrongType, NotFinite: scoreNotFinite, UnknownKey: unknownField,
			DuplicateKey: duplicateKey, MissingKey: missingField,
		}),
		pairs: make(map[[2]int64]bool),
		query: newQueryFacts(),
		diag:  newDiagnoser(),
	}
	c.sides = [2]side{newSide("query"), newSide("candidate")}
	c.dec.Report = func(p jsonobj.Problem) { c.log.Problem(c.at, p) }
	return c
}

// document reads the whole answer.
func (c *checker) document(r io.Reader, outline *jsonobj.Outline) error {
	sc, err := jsonobj.NewScanner(r)
	if err != nil {
		return c.log.Unreadable(err)
	}
	c.sc, sc.AllowNaN = sc, true
	if err := c.body(outline); err != nil {
		return c.log.Unreadable(err)
	}
	if err := sc.End(); err != nil {
		return c.log.Unreadable(err)
	}
	c.out.Whole = true
	c.finish()
	return nil
}

func (c *checker) body(outline *jsonobj.Outline) error {
	switch c.out.Document {
	case ComprehensiveDocument:
		return c.envelope()
	case "":
		return c.foreign(outline)
	}
	v, err := c.doc.Read(c.sc)
	if err != nil {
		return err
	}
	c.small(v)
	return nil
}

func (c *checker) foreign(outline *jsonobj.Outline) error {
	if err := c.sc.Skip(); err != nil {
		return err
	}
	c.log.NoDocument("Soundverse Trace", outline)
	return nil
}

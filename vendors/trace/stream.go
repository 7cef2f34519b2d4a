package trace

import (
	"bytes"
	"io"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
)

func newReader(doc []byte) io.Reader { return bytes.NewReader(doc) }

// level walks one object of the outer levels: keys with a function are handed to
// it, others are noted and skipped.
type level struct {
	at   string // the object's place
	keys map[string]func(at string) error
	seen map[string]bool
}

func (c *checker) object(l level) error {
	if ok, err := c.is(l.at, jsonobj.Object); !ok {
		return err
	}
	l.seen = make(map[string]bool)
	return c.sc.Object(func(key string) error { return c.member(&l, key) })
}

func (c *checker) member(l *level, key string) error {
	at := l.at + "/" + jsonobj.Escape(key)
	f, known := l.keys[key]
	if !known {
		c.log.Problem(at, jsonobj.Problem{Sort: jsonobj.UnknownKey, Got: "skipped"})
		return c.sc.Skip()
	}
	if l.seen[key] {
		c.log.Problem(at, jsonobj.Problem{Sort: jsonobj.DuplicateKey})
	}
	l.seen[key] = true
	return f(at)
}

// is reports whether a value of kind want comes next, and skips what does not fit.
func (c *checker) is(at string, want jsonobj.Kind) (bool, error) {
	k, err := c.sc.Peek()
	if err != nil || k == want {
		return err == nil, err
	}
	if k != jsonobj.Null {
		c.wrong(at, k, want)
	}
	return false, c.sc.Skip()
}

func (c *checker) wrong(at string, got, want jsonobj.Kind) {
	c.log.Problem(at, jsonobj.Problem{Sort: jsonobj.WrongType, Got: got.String(), Want: want.String()})
}

// read decodes the next value, which is small, into dst and returns its kind.
func (c *checker) read(at string, dst any) (jsonobj.Kind, error) {
	v, err := c.doc.Read(c.sc)
	if err != nil {
		return jsonobj.Absent, err
	}
	if v.Kind() != jsonobj.Null {
		c.at = at
		c.dec.Decode(v, dst)
	}
	return v.Kind(), nil
}

// text returns a function that reads a string.
func (c *checker) text(f *fact) func(string) error {
	return func(at string) (err error) {
		f.at = at
		f.kind, err = c.read(at, &f.text)
		return err
	}
}

// fact is a string of the outer levels.
type fact struct {
	text, at string
	kind     jsonobj.Kind
}

func (f *fact) given() bool { return f.kind == jsonobj.String }

// envelope reads the document from its start, with or without the envelope.
func (c *checker) envelope() error {
	l := level{at: "", keys: c.jobKeys()}
	l.keys["success"] = func(at string) error {
		kind, err := c.read(at, &c.job.success)
		c.job.hasSuccess = kind == jsonobj.Bool
		return err
	}
	l.keys["message"] = c.text(&c.job.message)
	l.keys["data"] = func(at string) error {
		c.job.at = at
		return c.object(level{at: at, keys: c.jobKeys()})
	}
	return c.object(l)
}

func (c *checker) jobKeys() map[string]func(string) error {
	return map[string]func(string) error{
		"job_id":      c.text(&c.job.id),
		"status":      c.text(&c.job.status),
		"search_type": c.text(&c.job.searchType),
		"error":       c.readFailure,
		"results":     c.results,
	}
}

func (c *checker) readFailure(at string) error {
	c.job.failureAt = at
	_, err := c.read(at, &c.job.failure)
	return err
}

// results reads the object of that name, whose own results are the queries. A
// bare list of queries is read too.
func (c *checker) results(at string) error {
	k, err := c.sc.Peek()
	if err != nil {
		return err
	}
	c.job.results, c.job.resultsAt = k, at
	if k == jsonobj.Array {
		c.wrong(at, k, jsonobj.Object)
		return c.queries(at)
	}
	return c.object(level{at: at, keys: map[string]func(string) error{
		"status":      c.text(&c.job.innerStatus),
		"timestamp":   c.text(&c.job.timestamp),
		"search_type": c.text(&c.job.innerType),
		"results":     c.queries,
		"summary":     c.readSummary,
	}})
}

func (c *checker) readSummary(at string) error {
	c.summary = new(Summary)
	kind, err := c.read(at, c.summary)
	if kind != jsonobj.Object {
		c.summary = nil
	}
	c.job.summaryAt = at
	return err
}

func (c *checker) queries(at string) error {
	if ok, err := c.is(at, jsonobj.Array); !ok {
		return err
	}
	c.job.listAt = at
	return c.sc.Array(func(i int) error {
		c.out.Queries++
		return c.readQuery(at + "/" + strconv.Itoa(i))
	})
}

func (c *checker) readQuery(at string) error {
	c.query.reset(at)
	err := c.object(level{at: at, keys: map[string]func(string) error{
		"query_audio_id": c.text(&c.query.id),
		"matches":        c.matches,
	}})
	if err == nil {
		c.endQuery()
	}
	return err
}

func (c *checker) matches(at string) error {
	if ok, err := c.is(at, jsonobj.Array); !ok {
		return err
	}
	c.query.matchesAt = at
	return c.sc.Array(func(i int) error { return c.readMatch(at + "/" + strconv.Itoa(i)) })
}

func (c *checker) readMatch(at string) error {
	var m Match
	kind, err := c.read(at, &m)
	if err != nil {
		return err
	}
	c.out.Matches++
	c.query.matches++
	if kind == jsonobj.Null {
		c.wrong(at, kind, jsonobj.Object)
	}
	if kind != jsonobj.Object {
		return nil
	}
	c.match(&m, at)
	if c.opt.OnMatch != nil {
		for _, f := range c.opt.OnMatch(c.query.id.text, at, &m) {
			c.log.Keep(f)
		}
	}
	return nil
}

// add records a broken rule.
func (c *checker) add(rule, at string, got, want any, format string, args ...any) {
	c.log.Add(rule, rulebook.Place{Pointer: at, Got: got, Want: want}, format, args...)
}

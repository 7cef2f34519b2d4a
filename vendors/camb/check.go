package camb

import (
	"io"
	"maps"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
)

// Options say what is known besides the answer. The zero value knows nothing.
type Options struct {
	RunIDs []int64 // that a bulk request asked for; nil is not known
}

// Judgement is what Check makes of an answer.
type Judgement struct {
	Document Document    // "" when it is none of the vendor's
	Status   string      // the task's state as written; "" where there is none
	Terminal bool        // the task will change no more
	Failure  string      // what a failed task or a refusal says; "" where nothing failed
	Task     *TaskStatus // nil when the answer is about no task's state
	Results  BulkResult  // nil when the answer holds no results
	Findings []finding.Finding
	Whole    bool // the answer was read to its end
}

// Check reads one answer and judges it. The error is r's; whatever is wrong with
// the answer is a finding. The result of a single run stands in Results under "".
func Check(r io.Reader, o *Options) (*Judgement, error) {
	if o == nil {
		o = new(Options)
	}
	c := newChecker(o)
	err := c.read(r)
	c.out.Findings = c.log.Findings()
	return c.out, err
}

type checker struct {
	opt Options
	out *Judgement
	log *rulebook.Log
	dec jsonobj.Decoder
}

func newChecker(o *Options) *checker {
	c := &checker{opt: *o, out: new(Judgement), log: rulebook.NewLog(Rules(), rulebook.Shape{
		WrongType: wrongType, NotFinite: notFinite, UnknownKey: unknownField,
		DuplicateKey: duplicateKey, MissingKey: missingField,
	})}
	c.dec.Report = func(p jsonobj.Problem) { c.log.Problem("", p) }
	return c
}

func (c *checker) read(r io.Reader) error {
	v, err := rulebook.ReadSmall(r)
	if err != nil {
		return c.log.Unreadable(err)
	}
	c.out.Whole = true
	outline := jsonobj.Outlined(v.Raw())
	c.out.Document = Looks(outline)
	switch c.out.Document {
	case TaskStatusDocument:
		c.status(v)
	case TaskCreatedDocument:
		t := new(TaskCreated)
		c.dec.Decode(v, t)
		c.log.Needs(&t.Object, "", "task_id")
	case RunResultDocument:
		result := new(RunResult)
		c.dec.Decode(v, result)
		c.out.Results = BulkResult{"": result}
		c.result(result, "")
	case BulkResultDocument:
		c.dec.Decode(v, &c.out.Results)
		c.bulk()
	case RefusalDocument:
		c.refusal(v)
	default:
		c.log.NoDocument("CAMB.AI audio separation", outline)
	}
	return nil
}

func (c *checker) add(rule, at string, got, want any, format string, args ...any) {
	c.log.Add(rule, rulebook.Place{Pointer: at, Got: got, Want: want}, format, args...)
}

func (c *checker) status(v jsonobj.Value) {
	t := new(TaskStatus)
	c.dec.Decode(v, t)
	c.out.Task = t
	at := "/status"
	if t.Bare {
		at = ""
	}
	c.out.Status, c.out.Terminal = string(t.Status), t.Status.Terminal()
	if t.Status.Terminal() && t.Status != Success {
		c.out.Failure = t.Text()
	}
	if t.Lacks("status") {
		c.log.Needs(&t.Object, "", "status")
	} else if t.Status != "" && !slices.Contains(States(), t.Status) {
		c.add(unknownStatus, at, t.Status, States(), "status %q is none of %v", t.Status, States())
	}
	if t.Status == Success && !t.Bare && t.RunID == nil && !t.IsMisfit("run_id") {
		c.add(noRunID, "", "no run_id", "an integer", "the task succeeded, but run_id is absent or null")
	}
}

func (c *checker) result(r *RunResult, at string) {
	c.log.Needs(&r.Object, at, "foreground_audio_url", "background_audio_url")
	c.address(&r.Object, r.ForegroundURL, at, "foreground_audio_url")
	c.address(&r.Object, r.BackgroundURL, at, "background_audio_url")
	if r.ForegroundURL != "" && r.ForegroundURL == r.BackgroundURL {
		c.add(equalURLs, at, r.ForegroundURL, "two addresses", "foreground and background have the same address")
	}
}

func (c *checker) address(o *Object, s, at, key string) {
	if o.Lacks(key) {
		return
	}
	at += "/" + key
	if s == "" {
		c.add(emptyURL, at, "an empty string", "a URL", "%s is empty", key)
		return
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.add(relativeURL, at, s, "https://...", "%s is %q, no absolute http or https URL", key, s)
		return
	}
	if ext := path.Ext(u.Path); !strings.EqualFold(ext, ".flac") {
		c.add(otherFormat, at, ext, ".flac", "%s ends in %q, the documented ones in \".flac\"", key, ext)
	}
}

func (c *checker) bulk() {
	var got []int64
	for _, key := range slices.Sorted(maps.Keys(c.out.Results)) {
		at := "/" + jsonobj.Escape(key)
		id, err := strconv.ParseInt(key, 10, 64)
		if err != nil || strconv.FormatInt(id, 10) != key {
			c.add(bulkKey, at, key, "a run id in decimal", "key %q is no run id in decimal", key)
		} else {
			got = append(got, id)
		}
		if r := c.out.Results[key]; r != nil {
			c.result(r, at)
		} else {
			c.log.Missing("", key)
		}
	}
	c.asRequested(got)
}

func (c *checker) asRequested(got []int64) {
	if c.opt.RunIDs == nil {
		return
	}
	missing, extra := without(c.opt.RunIDs, got), without(got, c.opt.RunIDs)
	if len(missing)+len(extra) > 0 {
		c.add(bulkSet, "", got, c.opt.RunIDs, "asked for %d runs: %v are missing, %v were not asked for", len(c.opt.RunIDs), missing, extra)
	}
}

// without returns what of a is not in b, sorted and each once.
func without(a, b []int64) []int64 {
	there := make(map[int64]bool)
	for _, id := range b {
		there[id] = true
	}
	out := slices.DeleteFunc(slices.Clone(a), func(id int64) bool { return there[id] })
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *checker) refusal(v jsonobj.Value) {
	var e ValidationError
	c.dec.Decode(v, &e)
	var parts []string
	for _, item := range e.Detail {
		var where []string
		for _, l := range item.Loc {
			where = append(where, strings.Trim(string(l), `"`))
		}
		parts = append(parts, strings.Join(where, ".")+": "+item.Msg)
	}
	c.out.Failure, c.out.Terminal = strings.Join(parts, "; "), true
}

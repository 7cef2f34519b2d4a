package audioverify

import (
	"io"
	"path"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
)

// Options say what is known besides the answer. The zero value knows nothing.
type Options struct {
	JobID string // that was asked for; "" is not known
}

// Judgement is what Check makes of an answer.
type Judgement struct {
	Document Document // "" when it is none of the vendor's
	Status   string   // the job's state as written; "" where there is none
	Terminal bool     // the job will change no more
	Failure  string   // what a refusal says; "" where nothing failed
	Job      *Job     // nil when the answer is about no job
	Findings []finding.Finding
	Whole    bool // the answer was read to its end
}

// Check reads one answer and judges it. The error is r's; whatever is wrong with
// the answer is a finding.
func Check(r io.Reader, o *Options) (*Judgement, error) {
	if o == nil {
		o = new(Options)
	}
	c := &checker{opt: *o, out: new(Judgement), log: newLog()}
	err := c.read(r)
	c.out.Findings = c.log.Findings()
	return c.out, err
}

type checker struct {
	opt Options
	out *Judgement
	log *rulebook.Log
}

func newLog() *rulebook.Log {
	return rulebook.NewLog(Rules(), rulebook.Shape{
		WrongType: wrongType, NotFinite: scoreNotFinite, UnknownKey: unknownField,
		DuplicateKey: duplicateKey, MissingKey: missingField,
	})
}

func (c *checker) read(r io.Reader) error {
	v, err := rulebook.ReadSmall(r)
	if err != nil {
		return c.log.Unreadable(err)
	}
	c.out.Whole = true
	outline := jsonobj.Outlined(v.Raw())
	c.out.Document = Looks(outline)
	d := jsonobj.Decoder{Report: func(p jsonobj.Problem) { c.log.Problem("", p) }}
	switch c.out.Document {
	case JobDocument:
		c.out.Job = new(Job)
		d.Decode(v, c.out.Job)
		c.job(c.out.Job)
	case UploadURLDocument:
		u := new(UploadURL)
		d.Decode(v, u)
		c.uploadURL(u)
	case RefusalDocument:
		var e Refusal
		d.Decode(v, &e)
		c.out.Failure, c.out.Terminal = e.Text(), true
	default:
		c.log.NoDocument("Slipstream AudioVerify", outline)
	}
	return nil
}

func (c *checker) add(rule, at string, got, want any, format string, args ...any) {
	c.log.Add(rule, rulebook.Place{Pointer: at, Got: got, Want: want}, format, args...)
}

// shows records keys that are absent; null is documented for them.
func (c *checker) shows(o *Object, at string, keys ...string) {
	for _, k := range keys {
		if o.Lacks(k) && !o.IsNull(k) && !o.IsMisfit(k) {
			c.log.Missing(at, k)
		}
	}
}

func (c *checker) job(j *Job) {
	c.out.Status, c.out.Terminal = string(j.Status), j.Status.Terminal()
	c.log.Needs(&j.Object, "", "job_id", "status")
	c.shows(&j.Object, "", "track")
	if !j.Lacks("job_id") && !isUUID(j.JobID) {
		c.add(jobIDForm, "/job_id", j.JobID, "a UUID", "job_id %q is no UUID", j.JobID)
	}
	if want := c.opt.JobID; want != "" && !strings.EqualFold(want, j.JobID) {
		c.add(jobIDDiffers, "/job_id", j.JobID, want, "the answer is about job %q, asked was %q", j.JobID, want)
	}
	if !j.Lacks("status") && !slices.Contains(States(), j.Status) {
		c.add(unknownStatus, "/status", j.Status, States(), "status %q is none of %v", j.Status, States())
	}
	if j.Track == nil {
		return
	}
	if j.Status != Completed {
		c.add(earlyTrack, "/track", "a track", "null", "the job's status is %q, yet it carries a track", j.Status)
	}
	c.track(j.Track, "/track")
}

func (c *checker) track(t *Track, at string) {
	c.log.Needs(&t.Object, at, "title", "artist", "internal", "score")
	c.shows(&t.Object, at, "id", "isrc", "external_label")
	if !t.Lacks("internal") {
		c.origin(t, at)
	}
	if s := t.Score; s < 0 || s > 100 {
		c.add(scoreRange, at+"/score", s, "0 to 100", "score %v lies outside 0 to 100", s)
	}
	if t.ISRC != nil && !isISRC(*t.ISRC) {
		c.add(isrcForm, at+"/isrc", *t.ISRC, "CCXXXYYNNNNN", "isrc %q is not two letters, three letters or digits, and seven digits", *t.ISRC)
	}
}

func (c *checker) origin(t *Track, at string) {
	switch {
	case t.Internal && (t.ID == nil || !isUUID(*t.ID)):
		c.add(internalID, at+"/id", orNull(t.ID), "a UUID", "internal is true, but id is %s", orNull(t.ID))
	case !t.Internal && t.ID != nil:
		c.add(outsideID, at+"/id", *t.ID, "null", "internal is false, but id is %q", *t.ID)
	}
	if t.Internal && t.ExternalLabel != nil {
		c.add(internalLabel, at+"/external_label", *t.ExternalLabel, "null", "internal is true, but external_label is %q", *t.ExternalLabel)
	}
}

func orNull(s *string) string {
	if s == nil {
		return "null"
	}
	return `"` + *s + `"`
}

func (c *checker) uploadURL(u *UploadURL) {
	c.log.Needs(&u.Object, "", "upload_url", "storage_key", "expires_in", "content_type")
	if !u.Lacks("storage_key") {
		c.storageKey(u.StorageKey)
	}
}

func (c *checker) storageKey(key string) {
	if !strings.HasPrefix(key, StorageKeyPrefix) {
		c.add(submitKey, "/storage_key", key, StorageKeyPrefix, "storage key %q does not start with %q", key, StorageKeyPrefix)
	}
}

// Check judges the request before it is sent.
func (s *Submit) Check() []finding.Finding {
	c := checker{log: newLog()}
	c.storageKey(s.StorageKey)
	return c.log.Findings()
}

// Check judges the request before it is sent.
func (u *UploadURLRequest) Check() []finding.Finding {
	c := checker{log: newLog()}
	if ext := strings.ToLower(path.Ext(u.Filename)); !slices.Contains(Extensions(), ext) {
		c.add(uploadExtension, "/filename", ext, Extensions(), "%q has the extension %q, the vendor takes %v", u.Filename, ext, Extensions())
	}
	return c.log.Findings()
}

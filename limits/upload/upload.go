// Package upload judges the audio files of an HTTP upload while they arrive,
// before a service's own handler sees them.
//
// Each file goes part by part into a temporary file, is cut off at the
// profile's size limit, and is judged from there, so that the memory of a
// request does not depend on what it sends. What the vendor would refuse is
// answered at once, in JSON of the vendor's shape; the rest reaches the handler
// behind with its facts and findings.
package upload

import (
	"context"
	"math"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"time"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// Options say what is taken. The zero value is ready for use.
type Options struct {
	Profile *limits.Profile // whose limits; limits.Default if nil
	// Probe says how deep a file is read. A DecodeLimit of zero is the longest
	// duration that the profile accepts.
	Probe  probe.Options
	FailOn finding.Severity // the least severity that refuses a request; finding.Error if empty

	FileTime    time.Duration // for judging one file; 30 s if zero
	RequestTime time.Duration // for a whole request to arrive and be judged; 2 min if zero
	Judges      int           // files judged at a time, over all requests; GOMAXPROCS if zero

	MaxFiles      int    // a request; the profile's limit if zero, 10 where it has none
	MaxFileBytes  int64  // the profile's limit if zero, 100 MiB where it has none
	MaxFields     int    // parts of the form that are no files; 32 if zero
	MaxFieldBytes int64  // names and values of all fields together; 64 KiB if zero
	Dir           string // of the temporary files; os.TempDir() if empty

	// Refuse answers a request that is not taken; Refusal.Write if nil. It must
	// not keep w.
	Refuse func(w http.ResponseWriter, r *http.Request, no *Refusal)
}

// Upload is what a request brought, once all of it is accepted.
type Upload struct {
	Files  []File
	Fields url.Values // the parts that are no files

	fields     int   // how many came
	fieldBytes int64 // in their names and values
}

// File is one accepted file.
type File struct {
	Field   string        // the name of the form's field
	Name    string        // as the client calls it, made harmless to print; never a path
	Size    int64         // bytes
	Result  limits.Result // facts, verdict, findings
	Content *os.File      // at its start; closed and removed when the handler returns
}

type contextKey struct{}

// From returns the upload that a handler behind Handler is called for, and
// false where there is none. It is valid until that handler returns.
func From(ctx context.Context) (*Upload, bool) {
	u, ok := ctx.Value(contextKey{}).(*Upload)
	return u, ok
}

// Handler returns a handler that takes uploads in multipart/form-data and
// calls next for those in which every file is accepted. next finds the files
// with From; the body of its request is empty.
//
// A request is refused as soon as something is wrong that no later part can
// mend: 413 for a file over the limit, 400 for too many files, 415 for a body
// of another type, 408 for one that does not arrive in time. Files of a wrong
// format or duration are refused behind the last one, all together, with the
// status that the vendor would answer. The end of the request's context ends
// the reading.
//
// A request holds some 100 kB of memory whatever it sends, and a file that is
// being judged up to 2 MB more, Options.Judges times in all; decoding, at depth
// samples, takes what package decode says. On disk a request holds at most
// MaxFiles files of MaxFileBytes.
func Handler(next http.Handler, o Options) http.Handler {
	o.fill()
	return &handler{next: next, o: o, slots: make(chan struct{}, o.Judges)}
}

const (
	defaultFiles     = 10 // as the vendors of the built-in profiles that say a number
	defaultFileBytes = 100 << 20
	defaultFields    = 32
	defaultFieldSize = 64 << 10
	partHeaderBytes  = 8 << 10 // net/http's own forms keep well below
)

// fill puts the defaults in place.
func (o *Options) fill() {
	if o.Profile == nil {
		p, err := limits.Lookup(limits.Default)
		if err != nil {
			panic("upload: the default profile is not built in")
		}
		o.Profile = &p
	}
	hard := max(o.Profile.Size.Max, o.Profile.Size.Unclear)
	o.MaxFileBytes = first(o.MaxFileBytes, hard, defaultFileBytes)
	o.MaxFiles = first(o.MaxFiles, o.Profile.Batch.MaxFiles, defaultFiles)
	o.MaxFields = first(o.MaxFields, defaultFields)
	o.MaxFieldBytes = first(o.MaxFieldBytes, defaultFieldSize)
	o.FileTime = first(o.FileTime, 30*time.Second)
	o.RequestTime = first(o.RequestTime, 2*time.Minute)
	o.Judges = first(o.Judges, runtime.GOMAXPROCS(0))
	o.Probe.DecodeLimit = first(o.Probe.DecodeLimit, o.Profile.DecodeLimit())
	if o.FailOn == "" {
		o.FailOn = finding.Error
	}
	if o.Refuse == nil {
		o.Refuse = func(w http.ResponseWriter, _ *http.Request, no *Refusal) { no.Write(w) }
	}
}

// first returns the first of vs that is positive, 0 when none is.
func first[T int | int64 | time.Duration](vs ...T) T {
	for _, v := range vs {
		if v > 0 {
			return v
		}
	}
	return 0
}

// maxBody is the most that an acceptable request can hold, in bytes.
func (o *Options) maxBody() int64 {
	parts := int64(o.MaxFiles) + int64(o.MaxFields) + 1
	rest := o.MaxFieldBytes + parts*partHeaderBytes
	if o.MaxFileBytes > (math.MaxInt64-rest)/int64(o.MaxFiles) {
		return math.MaxInt64
	}
	return int64(o.MaxFiles)*o.MaxFileBytes + rest
}

type handler struct {
	next  http.Handler
	o     Options
	slots chan struct{} // one for each file that is being judged
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u := &Upload{Fields: url.Values{}}
	defer u.remove()
	if no := h.receive(w, r, u); no != nil {
		h.o.Refuse(w, r, no)
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), contextKey{}, u))
	r.Body = http.NoBody
	h.next.ServeHTTP(w, r)
}

// remove closes and removes the temporary files.
func (u *Upload) remove() {
	for _, f := range u.Files {
		f.Content.Close()           //nolint:errcheck // the handler may have closed it
		os.Remove(f.Content.Name()) //nolint:errcheck // the handler may have moved it
	}
}

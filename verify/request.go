package verify

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/vendors/audioverify"
	"github.com/audiocheck/audiocheck/vendors/camb"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Request is what a request tells about the answer to it.
type Request struct {
	Name     string // of the vendor's request: "search request"
	Limit    int64  // on the matches of a query; 0 is none
	RunIDs   []int64
	Findings []finding.Finding // about the request itself
}

// ErrRequest reports a document that is none of the vendors' requests.
var ErrRequest = errors.New("none of the vendors' requests")

// requests is the table of the vendors' requests by a key that only one of them
// has, the first that fits.
var requests = []struct {
	key, name string
	read      func(doc []byte, r *Request) error
}{
	{"run_ids", "request for results", func(doc []byte, r *Request) error {
		var q camb.BulkRequest
		err := json.Unmarshal(doc, &q)
		r.RunIDs = q.RunIDs
		return err
	}},
	{"audio_blobs", "ingest request", judged(func(q *trace.IngestRequest, r *Request) { r.Findings = q.Check() })},
	{"depth", "search request", judged(searched)},
	{"stem_types", "search request", judged(searched)},
	{"search_type", "comprehensive search request", judged(func(q *trace.ComprehensiveRequest, r *Request) {
		r.Limit, r.Findings = max(q.Limit, 0), q.Check(trace.Around{})
	})},
	{"storage_key", "submission", judged(func(q *audioverify.Submit, r *Request) { r.Findings = q.Check() })},
	{"filename", "request for an upload address", judged(func(q *audioverify.UploadURLRequest, r *Request) { r.Findings = q.Check() })},
}

func searched(q *trace.SearchRequest, r *Request) {
	r.Limit, r.Findings = max(q.Limit, 0), q.Check(trace.Around{})
}

// judged reads a request of one type and hands it on.
func judged[T any](f func(q *T, r *Request)) func([]byte, *Request) error {
	return func(doc []byte, r *Request) error {
		q := new(T)
		if err := json.Unmarshal(doc, q); err != nil {
			return err
		}
		f(q, r)
		return nil
	}
}

// ParseRequest reads a vendor's request and judges it by the vendor's rules. It
// returns ErrRequest for any other document.
func ParseRequest(doc []byte) (*Request, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(doc, &keys); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrRequest, err)
	}
	for _, q := range requests {
		if _, ok := keys[q.key]; !ok {
			continue
		}
		r := &Request{Name: q.name}
		if err := q.read(doc, r); err != nil {
			return nil, fmt.Errorf("%w: %s: %v", ErrRequest, q.name, err)
		}
		return r, nil
	}
	return nil, fmt.Errorf("%w: it has none of their keys", ErrRequest)
}

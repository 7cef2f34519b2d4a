// Package detect says whose answer a JSON document is, and what bytes are that
// are nobody's.
package detect

import (
	"bufio"
	"errors"
	"io"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
	"github.com/audiocheck/audiocheck/vendors/audioverify"
	"github.com/audiocheck/audiocheck/vendors/camb"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Vendor names a vendor's interface.
type Vendor string

// Vendors.
const (
	Trace       Vendor = "trace"
	AudioVerify Vendor = "audioverify"
	CAMB        Vendor = "camb"
)

// Vendors returns all vendors.
func Vendors() []Vendor { return []Vendor{Trace, AudioVerify, CAMB} }

// Document is whose answer some bytes are.
type Document struct {
	Vendor Vendor // "" when they are nobody's
	Name   string // the vendor's document: "search status"
	Looks  string // what was seen: "an object with the keys data, success"

	// NotJSON says why the bytes are no JSON, nil when they may be.
	NotJSON *finding.Finding
}

// HeadBytes is how much of an answer Recognise looks at.
const HeadBytes = 64 << 10

// Recognise says whose answer r holds. It looks at the first HeadBytes and
// consumes nothing: r must have been made by NewReader, and is read on by the
// vendor's Check. An answer that is broken further on is still recognised.
func Recognise(r *bufio.Reader) (Document, error) {
	head, err := r.Peek(HeadBytes)
	if err != nil && err != io.EOF {
		return Document{}, err
	}
	return recognise(head, err == io.EOF), nil
}

// NewReader returns a reader for Recognise.
func NewReader(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, HeadBytes) }

// recognise judges the start of an answer, or a whole one.
func recognise(head []byte, whole bool) Document {
	o := jsonobj.Outlined(head)
	d := Document{Looks: o.Describe()}
	if name := trace.Looks(o); name != "" {
		d.Vendor, d.Name = Trace, string(name)
	} else if name := audioverify.Looks(o); name != "" {
		d.Vendor, d.Name = AudioVerify, string(name)
	} else if name := camb.Looks(o); name != "" {
		d.Vendor, d.Name = CAMB, string(name)
	}
	d.NotJSON = broken(o.Err, whole)
	return d
}

// broken turns what stopped an outline into a finding. That the head of a longer
// answer is cut says nothing.
func broken(err error, whole bool) *finding.Finding {
	var e *jsonobj.Error
	if !errors.As(err, &e) || e.Reason == jsonobj.Cut && !whole {
		return nil
	}
	log := rulebook.NewLog(nil, rulebook.Shape{})
	log.Unreadable(e)
	return &log.Findings()[0]
}

// Nobodys returns the finding for an answer that Recognise knows no vendor of:
// no JSON, a JSON value that says nothing, or a stranger's.
func (d Document) Nobodys() finding.Finding {
	if d.NotJSON != nil {
		return *d.NotJSON
	}
	log := rulebook.NewLog(nil, rulebook.Shape{})
	switch d.Looks {
	case jsonobj.Null.String(), jsonobj.Object.String(), jsonobj.Array.String():
		log.Hollow(d.Looks + " with nothing in it")
	default:
		log.Foreign("any vendor that is known here", d.Looks)
	}
	return log.Findings()[0]
}

// Not returns the finding for an answer that should be want's and is another
// vendor's.
func (d Document) Not(want Vendor) finding.Finding {
	log := rulebook.NewLog(nil, rulebook.Shape{})
	log.Foreign(string(want), d.Name+" of "+string(d.Vendor)+", "+d.Looks)
	return log.Findings()[0]
}

// Rules returns the rules about what is no answer at all, or not the expected
// vendor's.
func Rules() []finding.Rule { return rulebook.NoAnswer() }

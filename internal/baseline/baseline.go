// Package baseline keeps the findings that are known already, so that a run
// fails on new ones alone.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// Schema names the form of the JSON.
const Schema = "audiocheck.baseline/1"

// Entry is one known finding. Its fingerprint alone decides; rule and path say
// to people what it is, and Path which file it was in.
type Entry struct {
	Fingerprint string // 32 hexadecimal digits
	Rule        string
	Path        string // any bytes
}

// Baseline is a set of known findings. The zero value is empty and ready for
// use.
type Baseline struct {
	entries map[string]Entry // by fingerprint
}

// Add makes e known.
func (b *Baseline) Add(e Entry) {
	if b.entries == nil {
		b.entries = map[string]Entry{}
	}
	b.entries[e.Fingerprint] = e
}

// Has reports whether the finding with that fingerprint is known.
func (b *Baseline) Has(fingerprint string) bool {
	_, ok := b.entries[fingerprint]
	return ok
}

// Entries returns all entries by path, rule and fingerprint.
func (b *Baseline) Entries() []Entry {
	all := make([]Entry, 0, len(b.entries))
	for _, e := range b.entries {
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	return all
}

type fileJSON struct {
	Schema   string      `json:"schema"`
	Findings []entryJSON `json:"findings"`
}

type entryJSON struct {
	Path        string `json:"path"`
	PathEscaped bool   `json:"path_escaped,omitempty"`
	Rule        string `json:"rule"`
	Fingerprint string `json:"fingerprint"`
}

// Write writes b with an entry a line, so that a version control system shows
// what came and went. The same entries give the same bytes.
func (b *Baseline) Write(w io.Writer) error {
	var buf bytes.Buffer
	fmt.Fprintf(&buf, "{\"schema\": %q,\n\"findings\": [", Schema)
	for i, e := range b.Entries() {
		out := entryJSON{Rule: e.Rule, Fingerprint: e.Fingerprint}
		out.Path, out.PathEscaped = pathname.JSON(e.Path)
		line, err := json.Marshal(out)
		if err != nil {
			return err
		}
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.WriteByte('\n')
		buf.Write(line)
	}
	buf.WriteString("\n]}\n")
	_, err := w.Write(buf.Bytes())
	return err
}

// maxBytes bounds a baseline: over a million entries.
const maxBytes = 256 << 20

// Read reads what Write wrote. Its error is about the JSON, another schema, or
// an entry that is none.
func Read(r io.Reader) (*Baseline, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("over %d bytes", maxBytes)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var in fileJSON
	if err := d.Decode(&in); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("more behind the JSON, at byte %d", d.InputOffset())
	}
	if in.Schema != Schema {
		return nil, fmt.Errorf("schema is %q, want %q", in.Schema, Schema)
	}
	b := &Baseline{}
	for i, e := range in.Findings {
		if !isFingerprint(e.Fingerprint) {
			return nil, fmt.Errorf("finding %d: fingerprint %q is not 32 hexadecimal digits", i, e.Fingerprint)
		}
		path := e.Path
		if e.PathEscaped {
			if path, err = pathname.Unescape(path); err != nil {
				return nil, fmt.Errorf("finding %d: path: %w", i, err)
			}
		}
		b.Add(Entry{e.Fingerprint, e.Rule, path})
	}
	return b, nil
}

func isFingerprint(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == 16
}

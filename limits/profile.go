// Package limits judges the facts of a file against a vendor's published
// limits.
//
// The limits are data: a Profile is one YAML file with its source and its date.
// The rules are data too; docs/rules.md has a section for each.
package limits

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/audiocheck/audiocheck/internal/spelling"
	"github.com/audiocheck/audiocheck/internal/strict"
)

// Profile is what one vendor accepts. A zero limit is no limit.
type Profile struct {
	Name     string   `yaml:"name"`
	Title    string   `yaml:"title"`
	About    string   `yaml:"about"`
	Evidence Evidence `yaml:"evidence"`
	Sources  []string `yaml:"sources"` // addresses of the documents that say so
	Date     string   `yaml:"date"`    // when they were read, YYYY-MM-DD

	Size       Size       `yaml:"size"`
	Duration   Duration   `yaml:"duration"`
	Extensions []string   `yaml:"extensions"` // accepted, lower case, with the dot; any if empty
	Contents   []Content  `yaml:"contents"`   // the first that matches decides; any content if empty
	Rate       RateLimit  `yaml:"sample_rate"`
	Channels   Range      `yaml:"channels"`
	Bits       []int      `yaml:"bits_per_sample"` // accepted; any if empty
	Video      Acceptance `yaml:"video"`           // of a track with moving pictures
	Tracks     Acceptance `yaml:"several_audio_tracks"`
	Batch      Batch      `yaml:"batch"`

	// FormatStatus is what the vendor answers to a format that it refuses.
	FormatStatus int `yaml:"format_http_status"`
}

// Evidence says who states the limits of a profile.
type Evidence string

// Evidences.
const (
	Documented Evidence = "documented"  // the vendor's own documents
	ThirdParty Evidence = "third-party" // somebody else's
	Own        Evidence = "own"         // nobody but the profile's author; what a profile is that does not say
)

// Acceptance is what becomes of a thing that a file has. The empty Acceptance
// is Accept.
type Acceptance string

// Acceptances.
const (
	Accept  Acceptance = "accept"
	Warn    Acceptance = "warn" // the vendor documents nothing of it
	Refuse  Acceptance = "reject"
	Require Acceptance = "require" // a file without it is warned about
)

// Size limits the bytes of a file.
type Size struct {
	Min        int64 `yaml:"min_bytes"`
	Max        int64 `yaml:"max_bytes"`        // accepted up to here
	Unclear    int64 `yaml:"unclear_to_bytes"` // warned about up to here, where the vendor's unit is ambiguous
	HTTPStatus int   `yaml:"http_status"`
}

// Duration limits the seconds of a file. Both limits are accepted themselves.
type Duration struct {
	Min        float64 `yaml:"min_seconds"`
	Max        float64 `yaml:"max_seconds"`
	HTTPStatus int     `yaml:"http_status"`
}

// RateLimit limits the sample rate, in Hz.
type RateLimit struct {
	Min     int   `yaml:"min"`
	Max     int   `yaml:"max"`
	Allowed []int `yaml:"allowed"` // any if empty
	Advice  bool  `yaml:"advice"`  // the vendor advises rather than refuses
}

// Range limits a count.
type Range struct {
	Min int `yaml:"min"`
	Max int `yaml:"max"`
}

// Batch limits what goes into one request.
type Batch struct {
	MaxFiles   int   `yaml:"max_files"` // a request
	MaxPairs   int64 `yaml:"max_pairs"` // queries times candidates of one job
	HTTPStatus int   `yaml:"http_status"`
}

// Content matches files by what they hold. An empty list matches anything; the
// words may end in *.
type Content struct {
	Container []string   `yaml:"container"`
	Codec     []string   `yaml:"codec"`
	Profile   []string   `yaml:"profile"` // of the codec
	Then      Acceptance `yaml:"then"`
	Why       string     `yaml:"why"` // what the vendor says or leaves open; in the finding's message
}

func (c *Content) matches(container, codec, profile string) bool {
	return anyMatch(c.Container, container) && anyMatch(c.Codec, codec) && anyMatch(c.Profile, profile)
}

func anyMatch(patterns []string, s string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(p, s)
		return ok
	})
}

//go:embed profiles/*.yaml
var profileFiles embed.FS

// Default is the name of the profile that is used where none is named.
const Default = "trace"

// ErrNoProfile reports a name that no profile has.
var ErrNoProfile = errors.New("no such profile")

// Lookup returns the built-in profile with that name. The error matches
// ErrNoProfile and suggests the nearest name when there is none.
func Lookup(name string) (Profile, error) {
	b, err := profileFiles.ReadFile("profiles/" + name + ".yaml")
	if err != nil || strings.Contains(name, "/") {
		return Profile{}, fmt.Errorf("%w: %q; did you mean %q?", ErrNoProfile, name, spelling.Nearest(name, Names()))
	}
	p, err := Parse(bytes.NewReader(b))
	if err != nil {
		return Profile{}, fmt.Errorf("built-in profile %s: %w", name, err)
	}
	return p, nil
}

// Names returns the names of the built-in profiles in order.
func Names() []string {
	entries, err := profileFiles.ReadDir("profiles")
	if err != nil {
		return nil // the folder is embedded
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}

// maxProfileBytes bounds a user's own profile.
const maxProfileBytes = 1 << 20

// Parse reads a profile from YAML: one document of at most 1 MiB, as
// docs/profiles.md describes it. An error about what it says names the line.
func Parse(r io.Reader) (Profile, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxProfileBytes+1))
	if err != nil {
		return Profile{}, err
	}
	if len(data) > maxProfileBytes {
		return Profile{}, fmt.Errorf("the profile has %d bytes or more; the limit is %d", len(data), maxProfileBytes)
	}
	doc, err := strict.Document("", data)
	switch {
	case err != nil:
		return Profile{}, err
	case doc == nil:
		return Profile{}, errors.New("the profile is empty")
	}
	p := Profile{Evidence: Own}
	f := &strict.Filler{At: map[string]strict.Pos{}}
	if err := f.Fill(doc, &p, ""); err != nil {
		return Profile{}, err
	}
	p.Title = cmp.Or(p.Title, p.Name)
	if err := p.Validate(); err != nil {
		return Profile{}, placed(err, f.At)
	}
	return p, nil
}

// placed adds the line to an error of Validate, where it is about one.
func placed(err error, at map[string]strict.Pos) error {
	var m *mistake
	if !errors.As(err, &m) || at[m.key].Line == 0 {
		return err
	}
	return &strict.Error{Pos: at[m.key], Text: m.text}
}

// DecodeLimit returns the longest duration that p accepts, for
// probe.Options: what is longer need not be decoded. It is 0 where there is no
// limit, and at most a century.
func (p *Profile) DecodeLimit() time.Duration {
	const century = 100 * 365 * 24 * 60 * 60 // s; within time.Duration
	if !(p.Duration.Max > 0) {               // NaN too
		return 0
	}
	return time.Duration(min(p.Duration.Max, century) * float64(time.Second))
}

// Source returns the YAML of the built-in profile with that name. The error
// is as Lookup's.
func Source(name string) (string, error) {
	if _, err := Lookup(name); err != nil {
		return "", err
	}
	b, err := profileFiles.ReadFile("profiles/" + name + ".yaml")
	return string(b), err
}

package limits

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/audiocheck/audiocheck/internal/spelling"
	"github.com/audiocheck/audiocheck/probe"
)

// mistake is a limit that makes no sense.
type mistake struct {
	key  string // where the profile says it
	text string
}

func (m *mistake) Error() string { return m.text }

func mistaken(key, format string, args ...any) error {
	return &mistake{key, fmt.Sprintf(format, args...)}
}

// Validate returns an error about the first limit of p that makes no sense.
func (p *Profile) Validate() error {
	if p.Name == "" {
		return errors.New("name is missing")
	}
	for _, check := range []func() error{
		p.Size.validate, p.Duration.validate, p.Rate.validate,
		func() error { return p.Channels.validate("channels") },
		p.validateBits, p.Batch.validate, p.validateStatuses, p.validateExtensions, p.validateWords, p.validateContents, p.validateSource,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (s *Size) validate() error {
	switch {
	case s.Min < 0 || s.Max < 0 || s.Unclear < 0:
		return mistaken("size", "size: a limit is negative")
	case s.Unclear > 0 && s.Unclear < s.Max:
		return mistaken("size.unclear_to_bytes", "size: unclear_to_bytes %d is below max_bytes %d", s.Unclear, s.Max)
	case s.Max > 0 && s.Min > s.Max:
		return mistaken("size.min_bytes", "size: min_bytes %d is over max_bytes %d", s.Min, s.Max)
	case s.Unclear > 0 && s.Min > s.Unclear:
		return mistaken("size.min_bytes", "size: min_bytes %d is over unclear_to_bytes %d", s.Min, s.Unclear)
	}
	return nil
}

func (d *Duration) validate() error {
	switch {
	case !(d.Min >= 0 && d.Max >= 0): // NaN too
		return mistaken("duration", "duration: a limit is negative or no number")
	case math.IsInf(d.Min, 0) || math.IsInf(d.Max, 0):
		return mistaken("duration", "duration: a limit is infinite; without a limit it is left out")
	case d.Max > 0 && d.Min > d.Max:
		return mistaken("duration.min_seconds", "duration: min_seconds %v is over max_seconds %v", d.Min, d.Max)
	}
	return nil
}

func (l *RateLimit) validate() error {
	r := Range{l.Min, l.Max}
	if err := r.validate("sample_rate"); err != nil {
		return err
	}
	for i, v := range l.Allowed {
		key := fmt.Sprintf("sample_rate.allowed[%d]", i)
		switch {
		case v <= 0:
			return mistaken(key, "sample_rate: %d Hz is allowed, which is no rate", v)
		case outside(v, r):
			return mistaken(key, "sample_rate: %d Hz is allowed, and is outside %s Hz", v, r)
		}
	}
	return nil
}

func (r *Range) validate(key string) error {
	switch {
	case r.Min < 0 || r.Max < 0:
		return mistaken(key, "%s: a limit is negative", key)
	case r.Max > 0 && r.Min > r.Max:
		return mistaken(key+".min", "%s: min %d is over max %d", key, r.Min, r.Max)
	}
	return nil
}

// maxBits is the width of the widest samples that a file holds: float64.
const maxBits = 64

func (p *Profile) validateBits() error {
	for i, v := range p.Bits {
		if v < 1 || v > maxBits {
			return mistaken(fmt.Sprintf("bits_per_sample[%d]", i), "bits_per_sample: %d is none of 1 to %d", v, maxBits)
		}
	}
	return nil
}

func (b *Batch) validate() error {
	if b.MaxFiles < 0 || b.MaxPairs < 0 {
		return mistaken("batch", "batch: a limit is negative")
	}
	return nil
}

// validateStatuses refuses what no server can answer with: a final response
// has a status of 200 to 599; RFC 9110, 15.
func (p *Profile) validateStatuses() error {
	for _, s := range []struct {
		key string
		got int
	}{
		{"size.http_status", p.Size.HTTPStatus}, {"duration.http_status", p.Duration.HTTPStatus},
		{"batch.http_status", p.Batch.HTTPStatus}, {"format_http_status", p.FormatStatus},
	} {
		if s.got != 0 && (s.got < 200 || s.got > 599) {
			return mistaken(s.key, "%s: %d is none of 200 to 599", strings.ReplaceAll(s.key, ".", ": "), s.got)
		}
	}
	return nil
}

func (p *Profile) validateExtensions() error {
	for i, e := range p.Extensions {
		if !strings.HasPrefix(e, ".") || e != strings.ToLower(e) {
			return mistaken(fmt.Sprintf("extensions[%d]", i), "extensions: %q is not lower case with a dot in front", e)
		}
	}
	return nil
}

func (p *Profile) validateWords() error {
	for _, w := range []struct {
		key     string
		got     Acceptance
		allowed []Acceptance
	}{
		{"video", p.Video, []Acceptance{Accept, Warn, Refuse, Require}},
		{"several_audio_tracks", p.Tracks, []Acceptance{Accept, Warn, Refuse}},
	} {
		if w.got != "" && !slices.Contains(w.allowed, w.got) {
			return mistaken(w.key, "%s: %q is none of %s", w.key, w.got, words(w.allowed))
		}
	}
	return nil
}

func (p *Profile) validateContents() error {
	for i, c := range p.Contents {
		key, row := fmt.Sprintf("contents[%d]", i), fmt.Sprintf("contents, row %d", i+1)
		if allowed := []Acceptance{Accept, Warn, Refuse}; !slices.Contains(allowed, c.Then) {
			return mistaken(key+".then", "%s: then: %q is none of %s", row, c.Then, words(allowed))
		}
		for _, l := range []struct {
			word     string
			patterns []string
			known    func() []string // nil where any word will do
			prefixes []string
		}{
			{"container", c.Container, containerNames, nil},
			{"codec", c.Codec, codecNames, probe.CodecPrefixes()},
			{"profile", c.Profile, nil, nil},
		} {
			for j, s := range l.patterns {
				if wrong := misspelt(s, l.known, l.prefixes); wrong != "" {
					return mistaken(fmt.Sprintf("%s.%s[%d]", key, l.word, j), "%s: %s %q %s", row, l.word, s, wrong)
				}
			}
		}
	}
	return nil
}

// The words that package probe names contents with.
var (
	codecNames     = sync.OnceValue(probe.Codecs)
	containerNames = sync.OnceValue(func() (names []string) {
		for _, c := range containers() {
			names = append(names, c.Name)
		}
		return names
	})
)

// misspelt says what is wrong with a pattern, "" for nothing: it is malformed,
// or a word that is none of the known ones.
func misspelt(pattern string, known func() []string, prefixes []string) string {
	if _, err := path.Match(pattern, ""); err != nil {
		return "is no valid pattern"
	}
	if known == nil || strings.ContainsAny(pattern, `*?[\`) || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(pattern, p) }) {
		return ""
	}
	names := known()
	if slices.Contains(names, pattern) {
		return ""
	}
	return fmt.Sprintf("is unknown; did you mean %q?", spelling.Nearest(pattern, names))
}

func (p *Profile) validateSource() error {
	if allowed := []Evidence{Documented, ThirdParty, Own}; p.Evidence != "" && !slices.Contains(allowed, p.Evidence) {
		return mistaken("evidence", "evidence: %q is none of %s", p.Evidence, words(allowed))
	}
	if _, err := time.Parse(time.DateOnly, p.Date); p.Date != "" && err != nil {
		return mistaken("date", "date: %q is no date; it is written YYYY-MM-DD", p.Date)
	}
	return nil
}

// words lists what is allowed.
func words[T ~string](allowed []T) string {
	out := make([]string, len(allowed))
	for i, w := range allowed {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

package limits

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Validate returns an error about the first limit of p that makes no sense.
func (p *Profile) Validate() error {
	if p.Name == "" {
		return errors.New("name is missing")
	}
	for _, check := range []func() error{
		p.Size.validate, p.Duration.validate, p.Rate.validate,
		func() error { return p.Channels.validate("channels") },
		p.validateBits, p.Batch.validate, p.validateStatuses, p.validateExtensions, p.validateWords,
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
		return errors.New("size: a limit is negative")
	case s.Unclear > 0 && s.Unclear < s.Max:
		return fmt.Errorf("size: unclear_to_bytes %d is below max_bytes %d", s.Unclear, s.Max)
	case s.Max > 0 && s.Min > s.Max:
		return fmt.Errorf("size: min_bytes %d is over max_bytes %d", s.Min, s.Max)
	case s.Unclear > 0 && s.Min > s.Unclear:
		return fmt.Errorf("size: min_bytes %d is over unclear_to_bytes %d", s.Min, s.Unclear)
	}
	return nil
}

func (d *Duration) validate() error {
	switch {
	case !(d.Min >= 0 && d.Max >= 0): // NaN too
		return errors.New("duration: a limit is negative or no number")
	case math.IsInf(d.Min, 0) || math.IsInf(d.Max, 0):
		return errors.New("duration: a limit is infinite; without a limit it is left out")
	case d.Max > 0 && d.Min > d.Max:
		return fmt.Errorf("duration: min_seconds %v is over max_seconds %v", d.Min, d.Max)
	}
	return nil
}

func (l *RateLimit) validate() error {
	r := Range{l.Min, l.Max}
	if err := r.validate("sample_rate"); err != nil {
		return err
	}
	for _, v := range l.Allowed {
		switch {
		case v <= 0:
			return fmt.Errorf("sample_rate: %d Hz is allowed, which is no rate", v)
		case outside(v, r):
			return fmt.Errorf("sample_rate: %d Hz is allowed, and is outside %s Hz", v, r)
		}
	}
	return nil
}

func (r *Range) validate(key string) error {
	switch {
	case r.Min < 0 || r.Max < 0:
		return fmt.Errorf("%s: a limit is negative", key)
	case r.Max > 0 && r.Min > r.Max:
		return fmt.Errorf("%s: min %d is over max %d", key, r.Min, r.Max)
	}
	return nil
}

// maxBits is the width of the widest samples that a file holds: float64.
const maxBits = 64

func (p *Profile) validateBits() error {
	for _, v := range p.Bits {
		if v < 1 || v > maxBits {
			return fmt.Errorf("bits_per_sample: %d is none of 1 to %d", v, maxBits)
		}
	}
	return nil
}

func (b *Batch) validate() error {
	if b.MaxFiles < 0 || b.MaxPairs < 0 {
		return errors.New("batch: a limit is negative")
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
		{"size: http_status", p.Size.HTTPStatus}, {"duration: http_status", p.Duration.HTTPStatus},
		{"batch: http_status", p.Batch.HTTPStatus}, {"format_http_status", p.FormatStatus},
	} {
		if s.got != 0 && (s.got < 200 || s.got > 599) {
			return fmt.Errorf("%s: %d is none of 200 to 599", s.key, s.got)
		}
	}
	return nil
}

func (p *Profile) validateExtensions() error {
	for _, e := range p.Extensions {
		if !strings.HasPrefix(e, ".") || e != strings.ToLower(e) {
			return fmt.Errorf("extensions: %q is not lower case with a dot in front", e)
		}
	}
	return nil
}

func (p *Profile) validateWords() error {
	words := []struct {
		key     string
		got     Acceptance
		allowed []Acceptance
	}{
		{"video", p.Video, []Acceptance{"", Accept, Warn, Refuse, Require}},
		{"several_audio_tracks", p.Tracks, []Acceptance{"", Accept, Warn, Refuse}},
	}
	for i, c := range p.Contents {
		key := fmt.Sprintf("contents, row %d: then", i+1)
		words = append(words, struct {
			key     string
			got     Acceptance
			allowed []Acceptance
		}{key, c.Then, []Acceptance{Accept, Warn, Refuse}})
	}
	for _, w := range words {
		if !slices.Contains(w.allowed, w.got) {
			return fmt.Errorf("%s: %q is none of accept, warn, reject", w.key, w.got)
		}
	}
	if p.Evidence != Documented && p.Evidence != ThirdParty {
		return fmt.Errorf("evidence: %q is neither documented nor third-party", p.Evidence)
	}
	return nil
}

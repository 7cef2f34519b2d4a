package limits

import (
	"errors"
	"regexp"
	"strings"
	"testing"
)

func TestEveryBuiltInProfileSaysWhereItIsFrom(t *testing.T) {
	date := regexp.MustCompile(`^20\d\d-\d\d-\d\d$`)
	for _, name := range Names() {
		p, err := Lookup(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Name != name || p.Title == "" || p.About == "" {
			t.Errorf("%s: name %q, title %q, about %q", name, p.Name, p.Title, p.About)
		}
		if len(p.Sources) == 0 || !date.MatchString(p.Date) {
			t.Errorf("%s: sources %q, date %q", name, p.Sources, p.Date)
		}
		for _, s := range p.Sources {
			if !strings.HasPrefix(s, "https://") {
				t.Errorf("%s: source %q is no address", name, s)
			}
		}
	}
}

func TestLookupSuggestsTheNearestName(t *testing.T) {
	for got, want := range map[string]string{"trcae": `"trace"`, "audio-verify": `"audioverify"`, "../x": "did you mean"} {
		_, err := Lookup(got)
		if !errors.Is(err, ErrNoProfile) || !strings.Contains(err.Error(), want) {
			t.Errorf("Lookup(%q): %v, want %s in it", got, err, want)
		}
	}
}

func TestParseRefusesWhatNobodyMeans(t *testing.T) {
	const head = "name: mine\nevidence: documented\n"
	for yaml, want := range map[string]string{
		"":                             "empty",
		"evidence: documented":         "name is missing",
		head + "siez: {max_bytes: 1}":  "line 3",
		head + "size: {max_bytes: -1}": "negative",
		head + "size: {max_bytes: 9, unclear_to_bytes: 8}":  "below max_bytes",
		head + "duration: {min_seconds: 9, max_seconds: 8}": "over max_seconds",
		head + "duration: {max_seconds: .nan}":              "negative",
		head + "extensions: [MP3]":                          "lower case",
		head + "video: sometimes":                           "none of accept",
		head + "contents: [{codec: [mp3], then: perhaps}]":  "row 1",
		"name: mine\nevidence: hearsay":                     "hearsay",
		head + "batch: {max_files: -1}":                     "negative",
		head + "---\nduration: {max_seconds: 1}":            "line 3: a second document",
		head + "---\n[":                                     "line 4",
		strings.Repeat("#\n", 1<<19) + head:                 "1048577 bytes or more; the limit is 1048576",
	} {
		if _, err := Parse(strings.NewReader(yaml)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", yaml, err, want)
		}
	}
}

// TestParseReadsAllThatIsAllowed holds the limit of 1 MiB from below: what
// stands at its end counts.
func TestParseReadsAllThatIsAllowed(t *testing.T) {
	const head, tail = "name: mine\nevidence: documented\n", "\nduration: {max_seconds: 8}"
	text := head + strings.Repeat("#", 1<<20-len(head)-len(tail)) + tail
	if p, err := Parse(strings.NewReader(text)); err != nil || p.Duration.Max != 8 {
		t.Errorf("got %v s, %v", p.Duration.Max, err)
	}
}

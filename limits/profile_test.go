package limits

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
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
		if len(p.Sources) == 0 || !date.MatchString(p.Date) || p.Evidence != Documented && p.Evidence != ThirdParty {
			t.Errorf("%s: sources %q, date %q, evidence %q", name, p.Sources, p.Date, p.Evidence)
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
		head + "size: {max_bytes: 9, unclear_to_bytes: 8}":                      "below max_bytes",
		head + "duration: {min_seconds: 9, max_seconds: 8}":                     "over max_seconds",
		head + "duration: {max_seconds: .nan}":                                  "negative",
		head + "extensions: [MP3]":                                              "lower case",
		head + "video: sometimes":                                               "none of accept",
		head + "contents: [{codec: [mp3], then: perhaps}]":                      "row 1",
		"name: mine\nevidence: hearsay":                                         `line 2: evidence: "hearsay" is none of documented, third-party, own`,
		head + "date: 2026-02-30":                                               `line 3: date: "2026-02-30" is no date`,
		head + "size:\n  max: 5":                                                `line 4: unknown key "max"; did you mean "max_bytes"?`,
		head + "size: {max_bytes: big}":                                         `line 3: size.max_bytes: want a whole number, got "big"`,
		head + "size: {max_bytes: 1}\nsize: {}":                                 `line 4: key "size" is there already in line 3`,
		head + "contents:\n  - {container: [mp4], codec: [aacc], then: accept}": `line 4: contents, row 1: codec "aacc" is unknown; did you mean "aac"?`,
		head + "contents:\n  - {container: [wav], then: accept}\n  - container: [mpg]\n    then: accept": `line 5: contents, row 2: container "mpg" is unknown; did you mean "mpeg"?`,
		head + `contents: [{codec: ["pcm_[s"], then: accept}]`:                                           `line 3: contents, row 1: codec "pcm_[s" is no valid pattern`,
		head + `contents: [{profile: ["AAC\\"], then: accept}]`:                                          "is no valid pattern",
		head + "video: acept":                              `line 3: video: "acept" is none of accept, warn, reject, require`,
		head + "batch: {max_files: -1}":                    "negative",
		head + "batch: {max_pairs: -1}":                    "batch: a limit is negative",
		head + "size: {min_bytes: 9, max_bytes: 8}":        "min_bytes 9 is over max_bytes 8",
		head + "size: {min_bytes: 9, unclear_to_bytes: 8}": "min_bytes 9 is over unclear_to_bytes 8",
		head + "size: {http_status: 42}":                   "size: http_status: 42 is none of 200 to 599",
		head + "duration: {min_seconds: .inf}":             "duration: a limit is infinite",
		head + "duration: {http_status: -1}":               "duration: http_status: -1",
		head + "batch: {http_status: 600}":                 "batch: http_status: 600",
		head + "format_http_status: 100":                   "format_http_status: 100",
		head + "sample_rate: {min: -1}":                    "sample_rate: a limit is negative",
		head + "sample_rate: {max: -1}":                    "sample_rate: a limit is negative",
		head + "sample_rate: {min: 96000, max: 8000}":      "sample_rate: min 96000 is over max 8000",
		head + "sample_rate: {allowed: [44100, -5]}":       "sample_rate: -5 Hz is allowed",
		head + "sample_rate: {allowed: [0]}":               "sample_rate: 0 Hz is allowed",
		head + "sample_rate: {min: 9000, allowed: [8000]}": "8000 Hz is allowed, and is outside at least 9000 Hz",
		head + "channels: {min: -1}":                       "channels: a limit is negative",
		head + "channels: {max: -1}":                       "channels: a limit is negative",
		head + "channels: {min: 2, max: 1}":                "channels: min 2 is over max 1",
		head + "bits_per_sample: [16, -1]":                 "bits_per_sample: -1 is none of 1 to 64",
		head + "bits_per_sample: [0]":                      "bits_per_sample: 0 is none",
		head + "bits_per_sample: [65]":                     "bits_per_sample: 65 is none",
		head + "---\nduration: {max_seconds: 1}":           "line 3: a second document",
		head + "---\n[":                                    "line 4",
		strings.Repeat("#\n", 1<<19) + head:                "1048577 bytes or more; the limit is 1048576",
	} {
		if _, err := Parse(strings.NewReader(yaml)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", yaml, err, want)
		}
	}
}

// TestParseLeavesOutWhatMayBe: one's own limits need a name and nothing else.
func TestParseLeavesOutWhatMayBe(t *testing.T) {
	p, err := Parse(strings.NewReader("name: mine\ncontents: [{codec: [wav_0x0123, \"dvi*\"], then: warn}]"))
	if err != nil || p.Evidence != Own || p.Title != "mine" || p.Date != "" {
		t.Errorf("got %+v, %v", p, err)
	}
}

// TestDecodeLimit: no limit of a profile overflows a time.Duration, which ends
// after 292 years.
func TestDecodeLimit(t *testing.T) {
	const century = 100 * 365 * 24 * time.Hour
	for seconds, want := range map[float64]time.Duration{
		0: 0, -1: 0, 300: 5 * time.Minute, 0.5: 500 * time.Millisecond, 1e12: century, math.MaxFloat64: century, math.Inf(1): century,
	} {
		if got := (&Profile{Duration: Duration{Max: seconds}}).DecodeLimit(); got != want {
			t.Errorf("%g s: got %v, want %v", seconds, got, want)
		}
	}
	if got := (&Profile{Duration: Duration{Max: math.NaN()}}).DecodeLimit(); got != 0 {
		t.Errorf("no number: got %v", got)
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

// TestTheDocumentedProfile holds that the example of docs/profiles.md is a
// profile, and says all that one can say.
func TestTheDocumentedProfile(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "profiles.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	p, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	notZero(t, "profile", reflect.ValueOf(p))
}

// notZero reports what v leaves out; the elements of a list say it together.
func notZero(t *testing.T, path string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			notZero(t, path+"."+v.Type().Field(i).Tag.Get("yaml"), v.Field(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Struct {
			break
		}
		whole := reflect.New(v.Type().Elem()).Elem()
		for i := range v.Len() {
			for f := range whole.NumField() {
				if !v.Index(i).Field(f).IsZero() {
					whole.Field(f).Set(v.Index(i).Field(f))
				}
			}
		}
		notZero(t, path, whole)
		return
	}
	if v.IsZero() {
		t.Errorf("the example leaves out %s", path)
	}
}

// FuzzParse asks that anything is either a valid profile or refused.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		text, err := Source(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add("name: a\ncontents: [{codec: [\"[\"], then: warn}]")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil || p.Title == "" {
			t.Fatalf("%+v is taken, and %v", p, err)
		}
	})
}

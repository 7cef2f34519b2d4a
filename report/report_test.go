package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

var testRules = []finding.Rule{
	{ID: "AC201", Name: "truncated", Severity: finding.Error, Summary: "the file ends before what its own structure promises"},
	{ID: "AC253", Name: "junk-after", Severity: finding.Warning, Summary: "bytes stand behind the audio that are no known tag"},
	{ID: "AC301", Name: "too-long", Severity: finding.Error, Summary: "the playable duration is over the limit"},
	{ID: "AC900", Name: "told", Severity: finding.Note, Summary: "something worth {knowing}"},
}

var testMeta = Meta{Schema: "audiocheck/check/1", Profile: "trace", Version: "v1.2.3", Rules: testRules}

// hostile are names that do harm somewhere: in a terminal, a log of GitHub
// Actions, XML, HTML, Markdown, a spreadsheet, a URI, a SARIF message.
var hostile = []string{
	"new\nline.wav", "return\r\n.wav", "esc\x1b[31mred\x1b]0;title\x07.wav", "nul\x00.wav", "del\x7f.wav", "c1\u009b31m.wav",
	"::error file=x::pwned.wav", "  ::warning::x", "\n::error::pwned", "##[error]pwned.wav", "%0A::error::pwned", "a:b,c=d.wav",
	"latin1-\xe9.wav", "half\xe6\x97", "\ufffe\uffff", "\ufffd.wav", "bidi\u202egpj.wav", "zero\u200bwidth", "line\u2028sep", "\t=1",
	"<script>alert(1)</script>.wav", "</testcase>", "]]>", "-->", "&amp;&lt;", `"'>`, "a|b.wav", "`code`.wav", "```", `\|`, "*b* _i_ ~s~",
	"[x](http://evil.example)", "![x](javascript:alert(1))", "http://evil.example/a", "www.evil.example", "a@evil.example", "@somebody", "#1", ":smile:",
	"<http://evil.example>", "=HYPERLINK(\"http://evil.example\")", "+1+cmd", "-rf", "@SUM(A1)", "'quoted", "-1.5", "{0} {{1}}",
	`back\slash`, `\xff`, "a b ü 日本.wav", "$(touch x)", "a;b", "100%.wav", "a?b#c.wav", "c:d.wav", "./x//y/../z.wav", "/abs/a b.wav",
}

func found(rule string, s finding.Severity, path, message string) finding.Finding {
	return finding.Finding{Rule: rule, Severity: s, Path: path, Offset: finding.NoOffset, Message: message}
}

// missing is an item that could not be read.
func missing(path string) Item {
	return Item{Path: path, Verdict: "reject", Unjudged: true, Findings: []finding.Finding{found("AC001", finding.Error, path, "no such file or folder")}}
}

func hostileItems() []Item {
	var items []Item
	for i, name := range hostile {
		e := found("AC201", finding.Error, name, "got "+name+" here")
		e.Offset, e.Got, e.Want, e.Unit, e.Mend, e.Pointer, e.HTTPStatus = int64(i), name, name, "bytes", "mv "+name+" b", "/"+name, 400
		n := found("AC900", finding.Note, name, name)
		items = append(items, Item{Path: name, Verdict: "reject", Findings: []finding.Finding{e, n}, Line: name,
			Facts: &probe.Info{Path: name, Problem: name}})
	}
	return items
}

func manyItems(n int) []Item {
	items := make([]Item, n)
	for i := range items {
		path := fmt.Sprintf("music/track %d.flac", i)
		items[i] = Item{Path: path, Verdict: "warn", Findings: []finding.Finding{found("AC253", finding.Warning, path, "12 bytes of junk")}}
		if i%2 == 1 {
			items[i].Verdict, items[i].Findings[0].Severity, items[i].Findings[0].Rule = "reject", finding.Error, "AC301"
		}
	}
	return items
}

func written(t *testing.T, format string, m Meta, items []Item) string {
	t.Helper()
	f, ok := Lookup(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var b bytes.Buffer
	r := f.New(&b, m)
	var s Summary
	for _, it := range items {
		s.Count(it)
		if err := r.Add(it); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	want := []string{"text", "json", "jsonl", "csv", "sarif", "junit", "github", "markdown"}
	if got := Formats(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if _, ok := Lookup("xml"); ok {
		t.Error("a format that is none was found")
	}
}

func TestHostileTextDoesNoHarm(t *testing.T) {
	for _, format := range Formats() {
		t.Run(format, func(t *testing.T) { checkHarmless(t, format, written(t, format, testMeta, hostileItems())) })
	}
	for _, format := range FactFormats() {
		t.Run("facts/"+format, func(t *testing.T) {
			var b bytes.Buffer
			f, _ := NewFacts(format, &b)
			for _, name := range hostile {
				known := probe.Fact[string]{Value: name, Basis: probe.FromHeader}
				for _, i := range []probe.Info{
					{Path: name, Problem: name},
					{Path: name, Container: known, Codec: known, Profile: known, Damage: []probe.Damage{{Kind: "truncated", Detail: name}}},
				} {
					if err := f.Add(i); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			checkHarmless(t, format, b.String())
		})
	}
}

func FuzzHostileText(f *testing.F) {
	for _, name := range hostile {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		e := found("AC201", finding.Error, name, name)
		e.Got, e.Mend, e.Pointer = name, name, name
		items := []Item{{Path: name, Verdict: "reject", Findings: []finding.Finding{e}, Line: name}}
		for _, format := range Formats() {
			out := written(t, format, testMeta, items)
			checkHarmless(t, format, out)
			switch format {
			case "junit":
				if s := readJUnit(t, out); len(s.Tests) != 1 || s.Tests[0].Name != visible(name) {
					t.Errorf("junit: got %+v", s.Tests)
				}
			case "markdown":
				cells, elements := readMarkdown(t, out)
				if len(cells) != 2 || len(cells[1]) != 5 || elements["a"]+elements["img"]+elements["em"]+elements["del"] > 0 {
					t.Errorf("markdown: got %q, %v", cells, elements)
				}
			case "json":
				if r := readJSON(t, out); r.Files[0].name(t) != name {
					t.Errorf("json: got %+v", r)
				}
			case "github":
				if c := runner(t, out); len(c) != 1 || c[0].props["title"] != "AC201 truncated" {
					t.Errorf("github: got %+v", c)
				}
			}
		}
	})
}

// checkHarmless holds what is true of every format: valid UTF-8, no control
// character but the end of a line, and nothing that GitHub Actions takes for a
// command.
func checkHarmless(t *testing.T, format, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Error("the output is no valid UTF-8")
	}
	if strings.Contains(out, "##[") {
		t.Error("the output holds ##[")
	}
	keeps := format == "json" || format == "jsonl" || format == "sarif" // JSON holds text as it is
	for i, r := range out {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && !keeps) {
			t.Errorf("%U at byte %d: %q", r, i, out[max(0, i-40):min(len(out), i+40)])
		}
	}
	for line := range strings.Lines(out) {
		if is := strings.HasPrefix(strings.TrimSpace(line), "::"); is != (format == "github") {
			t.Errorf("line %q, want a command: %t", line, format == "github")
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"plain ü 日本 \\n": "plain ü 日本 \\n", "a\nb\t\x1b\x00": `a\nb\t\x1b\x00`, "\xe9\x09": `\xe9\t`, "\u202e": `\u202e`,
		"\u009b": `\u009b`, "\ufffd": `\ufffd`, "##[x": `#\x23[x`, "###[": `##\x23[`, "": "",
	} {
		if got := visible(in); got != want {
			t.Errorf("visible(%q) = %q, want %q", in, got, want)
		}
		if got := visible(visible(in)); got != want {
			t.Errorf("visible(visible(%q)) = %q, want %q", in, got, want)
		}
	}
}

// failing returns an error from the write numbered n on.
type failing struct{ n int }

func (f *failing) Write(p []byte) (int, error) {
	if f.n--; f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = fmt.Errorf("no space left")

func TestWriteErrorsComeBack(t *testing.T) {
	for _, format := range Formats() {
		f, _ := Lookup(format)
		r := f.New(&failing{}, testMeta)
		var err error
		for _, it := range hostileItems() {
			if err = r.Add(it); err != nil {
				break
			}
		}
		if closed := r.Close(Summary{}); err == nil {
			err = closed
		}
		if err != errFull {
			t.Errorf("%s: got %v, want %v", format, err, errFull)
		}
	}
}

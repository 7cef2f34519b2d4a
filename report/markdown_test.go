package report

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	rendered "github.com/yuin/goldmark/renderer/html"

	"github.com/audiocheck/audiocheck/finding"
)

// readMarkdown renders out as GitHub does, raw HTML included, and returns the
// text of each cell and the set of elements.
func readMarkdown(t *testing.T, out string) (cells [][]string, elements map[string]int) {
	t.Helper()
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(rendered.WithUnsafe(), rendered.WithXHTML()))
	if err := md.Convert([]byte(out), &b); err != nil {
		t.Fatal(err)
	}
	elements = map[string]int{}
	inside := false
	d := xml.NewDecoder(&b)
	d.Entity = xml.HTMLEntity
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return cells, elements
		}
		if err != nil {
			t.Fatalf("the page is broken: %v", err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			elements[tok.Name.Local]++
			if tok.Name.Local == "tr" {
				cells = append(cells, nil)
			}
			if cell := tok.Name.Local == "td" || tok.Name.Local == "th"; cell {
				inside = true
				cells[len(cells)-1] = append(cells[len(cells)-1], "")
			}
		case xml.EndElement:
			inside = inside && tok.Name.Local != "td" && tok.Name.Local != "th"
		case xml.CharData:
			if n := len(cells); inside {
				cells[n-1][len(cells[n-1])-1] += string(tok)
			}
		}
	}
}

func TestMarkdownEmpty(t *testing.T) {
	want := "### audiocheck\n\n**0 files**: 0 accepted, 0 warned, 0 rejected by profile <code>trace</code>.\n"
	if got := written(t, "markdown", testMeta, nil); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := written(t, "markdown", Meta{}, []Item{missing("a"), missing("b")}); !strings.Contains(got, "2 rejected; 2 could not be judged.") {
		t.Errorf("got %q", got)
	}
}

func TestMarkdownRows(t *testing.T) {
	cut := found("AC201", finding.Error, "bad.mp3", "ends 9 bytes early")
	cut.Mend, cut.Offset = "ffmpeg -i bad.mp3 out.flac", 77
	out := written(t, "markdown", testMeta, []Item{
		{Path: "good.mp3", Verdict: "accept", Findings: []finding.Finding{found("AC900", finding.Note, "good.mp3", "told")}},
		{Path: "bad.mp3", Verdict: "reject", Findings: []finding.Finding{cut}},
		{Path: "(all files)", Verdict: "reject", Findings: []finding.Finding{found("AC301", finding.Error, "", "11 files")}},
		missing("gone.mp3"),
	})
	cells, elements := readMarkdown(t, out)
	want := [][]string{
		{"file", "severity", "rule", "message", "mend"},
		{"bad.mp3", "error", "AC201 truncated", "ends 9 bytes early (at byte 77)", "ffmpeg -i bad.mp3 out.flac"},
		{"(all files)", "error", "AC301 too-long", "11 files", ""},
		{"gone.mp3", "error", "AC001", "no such file or folder", ""},
	}
	if len(cells) != len(want) {
		t.Fatalf("got %q", cells)
	}
	for i := range want {
		if !slices.Equal(cells[i], want[i]) {
			t.Errorf("got %q, want %q", cells[i], want[i])
		}
	}
	if elements["code"] != 5 || elements["h3"] != 1 || elements["table"] != 1 {
		t.Errorf("got %v, want 5 pieces of code", elements)
	}
}

// Each hostile name must come out of a renderer as the text that it is, and as
// nothing else: no link, no picture, no emphasis, no further cell.
func TestMarkdownHostile(t *testing.T) {
	out := written(t, "markdown", testMeta, hostileItems())
	cells, elements := readMarkdown(t, out)
	if len(cells) != 1+2*len(hostile) {
		t.Fatalf("%d rows, want %d", len(cells), 1+2*len(hostile))
	}
	for i, name := range hostile {
		row := cells[1+2*i]
		if len(row) != 5 {
			t.Errorf("%q: %d cells, want 5", name, len(row))
			continue
		}
		want := visible(name)
		if row[0] != want || row[4] != "mv "+want+" b" || !strings.HasPrefix(row[3], "got "+want+" here") {
			t.Errorf("got %q, want %q", row, want)
		}
	}
	for e := range elements {
		if !strings.Contains(" h3 p strong code table thead tbody tr th td ", " "+e+" ") {
			t.Errorf("a name made an element %s", e)
		}
	}
	for _, mark := range []string{"<script", "www.", "http:", "@s", " #1", ":smile:"} {
		if strings.Contains(out, mark) {
			t.Errorf("the source holds %q", mark)
		}
	}
}

func TestMarkdownStaysBelowAMebibyte(t *testing.T) {
	long := strings.Repeat("|\u202e", 1<<15)
	huge := found("AC201", finding.Error, long, long)
	huge.Mend = long
	items := append(manyItems(12000), Item{Path: long, Verdict: "reject", Findings: []finding.Finding{huge}})
	out := written(t, "markdown", testMeta, items)
	cells, _ := readMarkdown(t, out)
	if len(out) >= 1<<20 {
		t.Errorf("%d bytes", len(out))
	}
	shown := len(cells) - 1
	if left := len(items) - shown; !strings.HasSuffix(out, plural(left, "finding")+" of "+plural(left, "file")+" left out: a summary holds at most 1 MiB.\n") {
		t.Errorf("%d rows shown of %d, but it says %q", shown, len(items), out[max(0, len(out)-120):])
	}
	one := written(t, "markdown", testMeta, items[len(items)-1:])
	if cells, _ := readMarkdown(t, one); len(one) > 1<<17 || !strings.Contains(cells[1][0], "bytes in all") || cells[1][4] != "(too long to show)" {
		t.Errorf("one long name makes %d bytes", len(one))
	}
}

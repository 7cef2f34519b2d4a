package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
)

// GitHub refuses a summary of a job over 1 MiB; docs.github.com, "Workflow
// commands for GitHub Actions", "Adding a job summary". Space is left for the
// lines at the head and the end.
const maxMarkdownTable = 1<<20 - 16<<10

// maxMarkdownCell keeps one hostile name from filling the table.
const maxMarkdownCell = 4 << 10 // bytes

// markdownReport writes a summary for a pull request or the page of a job. The
// counts stand in front, so that the table is kept until Close; its size is
// capped.
type markdownReport struct {
	w       io.Writer
	m       Meta
	names   map[string]string
	table   strings.Builder
	cut     int // findings
	cutFrom int // items that they belong to
}

func newMarkdown(w io.Writer, m Meta) Report {
	return &markdownReport{w: w, m: m, names: ruleNames(m.Rules)}
}

// Add writes a row a finding. Items that have notes alone are left out.
func (d *markdownReport) Add(it Item) error {
	if finding.Worst(it.Findings).Rank() < finding.Warning.Rank() {
		return nil
	}
	before := d.cut
	for _, f := range it.Findings {
		d.add(it, f)
	}
	if d.cut > before {
		d.cutFrom++
	}
	return nil
}

func (d *markdownReport) add(it Item, f finding.Finding) {
	if d.cut > 0 {
		d.cut++
		return
	}
	row := d.row(it, f)
	if d.table.Len()+len(row) > maxMarkdownTable {
		d.cut++
		return
	}
	d.table.WriteString(row)
}

func (d *markdownReport) row(it Item, f finding.Finding) string {
	path := f.Path
	if path == "" {
		path = it.Path
	}
	rule := strings.TrimSpace(f.Rule + " " + d.names[f.Rule])
	severity := string(f.Severity)
	if f.Known {
		severity = "known " + severity
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n",
		code(path), severity, prose(rule), prose(f.Message+place(f)), command(f.Mend))
}

// code returns s as code in a cell of a table. The element is HTML, since a
// span of backticks cannot hold every text, and "|" ends a cell even there.
func code(s string) string {
	if s == "" {
		return ""
	}
	return "<code>" + prose(s) + "</code>"
}

// command returns a command line as code. A part of one is never shown.
func command(mend string) string {
	if len(mend) > maxMarkdownCell {
		return "(too long to show)"
	}
	return code(mend)
}

// prose returns s as text that Markdown and HTML leave alone: every ASCII
// character that either could take for its own is written as a character
// reference; CommonMark 0.31, 2.5. So are "@" and "#", which GitHub makes links
// to people and issues of, ":", which starts addresses and emoji, and the full
// stop in "www.".
func prose(s string) string {
	s = visible(shortened(s))
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if strings.IndexByte("&<>|`*_~[]()!\\#@:$^{}=+-.", c) >= 0 && !plainMark(s, i) {
			fmt.Fprintf(&b, "&#%d;", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// plainMark is true where a mark is harmless between what stands around it, so
// that ordinary messages stay readable in their source.
func plainMark(s string, i int) bool {
	switch s[i] {
	case '-', '+', '=':
		return i > 0
	case '(', ')':
		return i == 0 || s[i-1] != ']'
	case ':':
		return i+1 == len(s) || s[i+1] == ' '
	case '.':
		return !strings.HasSuffix(strings.ToLower(s[:i]), "www")
	}
	return false
}

// shortened cuts s where it is longer than a cell should be.
func shortened(s string) string {
	if len(s) <= maxMarkdownCell {
		return s
	}
	return s[:maxMarkdownCell] + fmt.Sprintf(" ... (%d bytes in all)", len(s))
}

func (d *markdownReport) Close(s Summary) error {
	var b strings.Builder
	b.WriteString("### audiocheck\n\n")
	fmt.Fprintf(&b, "**%s**: %d accepted, %d warned, %d rejected", plural(s.Files, "file"), s.Accepted, s.Warned, s.Rejected)
	if d.m.Profile != "" {
		fmt.Fprintf(&b, " by profile %s", code(d.m.Profile))
	}
	b.WriteString(s.besides() + ".\n")
	if d.table.Len() > 0 {
		b.WriteString("\n| file | severity | rule | message | mend |\n| --- | --- | --- | --- | --- |\n")
		b.WriteString(d.table.String())
	}
	if d.cut > 0 {
		fmt.Fprintf(&b, "\n%s of %s left out: a summary holds at most 1 MiB.\n", plural(d.cut, "finding"), plural(d.cutFrom, "file"))
	}
	_, err := io.WriteString(d.w, b.String())
	return err
}

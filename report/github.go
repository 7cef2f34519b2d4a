package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
)

// GitHub shows so many annotations of a kind for each step; docs.github.com,
// REST API, "Check runs"; github.com/actions/toolkit, docs/problem-matchers.md,
// "Limitations".
const maxAnnotations = 10

// gitHubReport writes workflow commands that GitHub Actions shows as
// annotations; docs.github.com, "Workflow commands for GitHub Actions".
type gitHubReport struct {
	w     *bufio.Writer
	names map[string]string
	kinds []annotations
}

// annotations is one kind of workflow command. Of notices one is kept for the
// line that says how many were left out.
type annotations struct {
	command  string
	severity finding.Severity
	max      int
	found    int
}

func newGitHub(w io.Writer, m Meta) Report {
	return &gitHubReport{w: bufio.NewWriter(w), names: ruleNames(m.Rules), kinds: []annotations{
		{"error", finding.Error, maxAnnotations, 0},
		{"warning", finding.Warning, maxAnnotations, 0},
		{"notice", finding.Note, maxAnnotations - 1, 0},
	}}
}

// Add leaves out what is known: there is room for few annotations, and they
// are for what is new.
func (g *gitHubReport) Add(it Item) error {
	for _, f := range it.Findings {
		if !f.Known {
			g.annotate(f)
		}
	}
	return g.w.Flush()
}

func (g *gitHubReport) annotate(f finding.Finding) {
	for i := range g.kinds {
		k := &g.kinds[i]
		if k.severity != f.Severity {
			continue
		}
		if k.found++; k.found <= k.max {
			g.command(k.command, f)
		}
	}
}

// command writes the annotation of f. The message names the file too, since
// the log of the run shows the message alone.
func (g *gitHubReport) command(name string, f finding.Finding) {
	text, file := visible(f.Message)+place(f), ""
	if f.Path != "" {
		text = visible(f.Path) + ": " + text
		file = "file=" + property(annotated(f.Path)) + ","
	}
	if f.Mend != "" {
		text += "\nmend: " + visible(f.Mend)
	}
	title := strings.TrimSpace(visible(f.Rule) + " " + g.names[f.Rule])
	fmt.Fprintf(g.w, "::%s %stitle=%s::%s\n", name, file, property(title), data(text))
}

// annotated returns the name of a file as GitHub compares it with those of the
// repository, which have no "./" in front.
func annotated(path string) string { return visible(strings.TrimPrefix(path, "./")) }

// data escapes the message of a workflow command; github.com/actions/toolkit,
// packages/core/src/command.ts, escapeData.
func data(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// property escapes a property of a workflow command; as data, escapeProperty.
func property(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}

// Close says how many annotations GitHub would not have shown.
func (g *gitHubReport) Close(s Summary) error {
	var more []string
	for _, k := range g.kinds {
		if n := k.found - k.max; n > 0 {
			more = append(more, plural(n, "more "+k.command))
		}
	}
	if len(more) > 0 {
		fmt.Fprintf(g.w, "::notice title=audiocheck::%s not shown; %s: %d accepted, %d warned, %d rejected\n",
			strings.Join(more, ", "), plural(s.Files, "file"), s.Accepted, s.Warned, s.Rejected)
	}
	return g.w.Flush()
}

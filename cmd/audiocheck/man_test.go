package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The pages of the manual are made here, from the command tree, and not by
// cobra's own generator: that takes the help texts for Markdown, and so loses
// words such as <uuid> and TRACE_API_KEY, and brings two modules along.

// manText escapes text for roff: what a line may not begin with, backslashes,
// and hyphens, which are to be copied as they are typed.
//
// Source: groff_man_style(7), "Portability".
func manText(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "`", "\\`", "'", `\(aq`, "^", `\(ha`, "~", `\(ti`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}

// manDate is fixed, so that the pages are the same whenever they are made.
const manDate = "2026-11-23"

// manPage returns the manual of one command.
func manPage(cmd *cobra.Command) string {
	var b strings.Builder
	name := manName(cmd)
	fmt.Fprintf(&b, ".TH %s 1 %s audiocheck \"audiocheck manual\"\n", manText(strings.ToUpper(name)), manDate)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", manText(name), manText(cmd.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", manText(cmd.UseLine()))
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	b.WriteString(".SH DESCRIPTION\n")
	for i, paragraph := range strings.Split(strings.TrimSpace(long), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		manParagraph(&b, paragraph)
	}
	manOptions(&b, cmd)
	if cmd.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", manText(strings.Trim(cmd.Example, "\n")))
	}
	manSeeAlso(&b, cmd)
	return b.String()
}

// manParagraph keeps the lines of what is indented.
func manParagraph(b *strings.Builder, s string) {
	if strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\t") {
		fmt.Fprintf(b, ".nf\n%s\n.fi\n", manText(s))
		return
	}
	fmt.Fprintf(b, "%s\n", manText(s))
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func manOptions(b *strings.Builder, cmd *cobra.Command) {
	first := true
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Deprecated != "" {
			return
		}
		if first {
			b.WriteString(".SH OPTIONS\n")
			first = false
		}
		value, usage := pflag.UnquoteUsage(f)
		names := `\fB` + manText("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			names = `\fB` + manText("-"+f.Shorthand) + `\fR, ` + names
		}
		if value != "" {
			names += ` \fI` + manText(value) + `\fR`
		}
		switch f.DefValue {
		case "", "false", "0", "[]":
		default:
			usage += " (default " + strings.Trim(f.DefValue, "[]") + ")"
		}
		fmt.Fprintf(b, ".TP\n%s\n%s\n", names, manText(usage))
	})
}

func manSeeAlso(b *strings.Builder, cmd *cobra.Command) {
	var pages []string
	if cmd.HasParent() {
		pages = append(pages, manName(cmd.Parent()))
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			pages = append(pages, manName(c))
		}
	}
	b.WriteString(".SH SEE ALSO\n")
	for i, p := range pages {
		comma := " ,"
		if i == len(pages)-1 {
			comma = ""
		}
		fmt.Fprintf(b, ".BR %s (1)%s\n", manText(p), comma)
	}
}

// manPages returns the manual of every command by file name.
func manPages() map[string]string {
	root := newRoot(streams{strings.NewReader(""), io.Discard, io.Discard}, nil)
	root.InitDefaultCompletionCmd()
	pages := map[string]string{}
	var visit func(*cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd != root && !cmd.IsAvailableCommand() {
			return
		}
		cmd.InitDefaultHelpFlag()
		pages[manName(cmd)+".1"] = manPage(cmd)
		for _, c := range cmd.Commands() {
			visit(c)
		}
	}
	visit(root)
	return pages
}

// TestManPages holds the pages in man/ against the command tree; -update writes
// them.
func TestManPages(t *testing.T) {
	pages := manPages()
	inRoot(t)
	there, err := filepath.Glob("man/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range there {
		if _, wanted := pages[filepath.Base(path)]; wanted {
			continue
		}
		if !*update {
			t.Errorf("%s is of no command; go test ./cmd/audiocheck -run TestManPages -update takes it away", path)
		} else if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range pages {
		path := filepath.Join("man", name)
		got, err := os.ReadFile(path)
		if err == nil && string(got) == want {
			continue
		}
		if !*update {
			t.Errorf("%s is not what the commands say (%v); go test ./cmd/audiocheck -run TestManPages -update writes it", path, err)
			continue
		}
		if err := os.MkdirAll("man", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestManTextEscapes holds what roff would make something of.
func TestManTextEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"--a":       `\-\-a`,
		`a\n`:       `a\en`,
		".TH x\n.y": "\\&.TH x\n\\&.y",
		"'x'":       `\(aqx\(aq`,
	} {
		if got := manText(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

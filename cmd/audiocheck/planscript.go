package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// scriptHead declares what the steps of the script use. The key goes to curl
// through a pipe, since other users can see the arguments of a process.
const scriptHead = `
set -eu
: "${TRACE_API_KEY:?is not set; it is the key of your account}"
base=${TRACE_URL:-` + trace.BaseURL + `}
blobs=

call() { # PATH, then arguments of curl
  path=$1
  shift
  printf 'header = "Authorization: Bearer %s"\n' "$TRACE_API_KEY" |
    curl --config - --silent --show-error --fail-with-body "$@" "$base$path"
}

post() { # PATH BODY
  call "$1" --header 'Content-Type: application/json' --data-raw "$2"
  echo
}

upload() { # curl's word for the file
  answer=$(call ` + trace.UploadPath + ` --form "$1")
  name=$(printf '%s\n' "$answer" | tr -d '\n' |
    sed -nE 's/.*"blob_name"[[:space:]]*:[[:space:]]*"(([^"\\]|\\.)*)".*/\1/p')
  [ -n "$name" ] || { echo "no blob_name in the answer: $answer" >&2; exit 1; }
  blobs=$blobs${blobs:+,}\"$name\"
}

ingest() { # PATH, the body in front of the blobs, the body behind them
  post "$1" "$2$blobs$3"
  blobs=
}

case "${1:-}" in
`

const scriptTail = `*)
  echo "usage: sh $0 ingest, and sh $0 search when all ingest jobs are completed" >&2
  exit 2
  ;;
esac
`

// writePlanScript writes the plan as a shell script.
func writePlanScript(w io.Writer, p *uploadPlan) error {
	s := &planScript{w: bufio.NewWriter(w), p: p}
	s.comments()
	s.w.WriteString(scriptHead)
	s.w.WriteString("ingest)\n")
	for _, d := range p.datasets {
		s.dataset(&d)
	}
	s.w.WriteString("  ;;\nsearch)\n")
	for _, j := range p.jobs() {
		fmt.Fprintf(s.w, "  # %d queries x %d candidates = %d pairs\n", len(j.queries.tracks), len(j.candidates.tracks), j.pairs())
		s.post(j.call)
	}
	if p.grid.Jobs() == 0 {
		s.w.WriteString("  echo 'there is nothing to search' >&2\n")
	}
	s.w.WriteString("  ;;\n" + scriptTail)
	if s.err != nil {
		return s.err
	}
	return s.w.Flush()
}

type planScript struct {
	w   *bufio.Writer
	p   *uploadPlan
	err error
}

// comment writes lines that the shell passes over, whatever is in them.
func (s *planScript) comment(format string, args ...any) {
	fmt.Fprintln(s.w, strings.TrimSpace("# "+fmt.Sprintf(format, args...)))
}

func (s *planScript) comments() {
	p := s.p
	s.w.WriteString("#!/bin/sh\n")
	s.comment("Made by audiocheck plan; profile %s. It sends nothing until it is run.", pathname.Terminal(p.profile.Name))
	s.comment("")
	s.comment("%d candidates and %d queries, %d files left out", len(p.candidates.tracks), len(p.queries.tracks), len(p.leftOut))
	s.comment("%d ingest requests of at most %d files, for %d datasets", p.ingests(), p.maxFiles, len(p.datasets))
	if n := p.grid.Jobs(); n > 0 {
		s.comment("%d searches of at most %d pairs, %d pairs in all; search: %s", n, p.profile.Batch.MaxPairs, p.grid.Pairs(), p.search.Kind)
	}
	if c := p.cost; c != nil {
		total := c.total()
		s.comment("cost by your table: ingest %s; search %s; in all %s", c.ingest.words(c.prices.Currency, "tracks"),
			c.search.words(c.prices.Currency, "jobs"), total.words(c.prices.Currency, "things"))
	}
	for _, n := range p.allNotes() {
		s.comment("note: %s", n)
	}
	for _, d := range p.duplicates {
		s.comment("the same %s, to be paid for %d times: %s", d.same, len(d.paths), listPaths(d.paths))
	}
	for _, l := range p.leftOut {
		if l.same != "" {
			s.comment("left out: %s: the same as %s", pathname.Terminal(l.path), pathname.Terminal(l.same))
		}
		for _, f := range l.findings {
			s.comment("left out: %s: %s %s: %s", pathname.Terminal(l.path), f.Severity, f.Rule, pathname.Terminal(f.Message))
		}
	}
}

func listPaths(paths []string) string {
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = pathname.Terminal(p)
	}
	return strings.Join(words, ", ")
}

// allNotes returns what the reader of a plan should know.
func (p *uploadPlan) allNotes() []string {
	notes := []string{"a search job is taken to hold one dataset of queries against one of candidates, with each track in one dataset only; the documents do not say that datasets may overlap"}
	if p.cost == nil {
		notes = append(notes, "the cost is not reckoned; give a table with --prices")
	}
	return append(notes, p.notes...)
}

func (s *planScript) dataset(d *dataset) {
	s.post((&trace.DatasetRequest{Name: d.name}).Call())
	for _, tracks := range d.requests {
		for i := range tracks {
			fmt.Fprintf(s.w, "  upload %s\n", limits.Quote(formWord(tracks[i].path())))
		}
		q := trace.IngestRequest{DatasetName: d.name, AudioBlobs: []string{"blobs"}, Tasks: s.p.tasks}
		c := q.Call(s.p.encoder)
		// In a JSON string a quotation mark has a backslash in front, so that
		// this is found nowhere else.
		front, behind, _ := strings.Cut(s.body(c), `["blobs"]`)
		fmt.Fprintf(s.w, "  ingest %s %s %s\n", c.Path, limits.Quote(front+"["), limits.Quote("]"+behind))
	}
}

func (s *planScript) post(c trace.Call) {
	fmt.Fprintf(s.w, "  post %s %s\n", c.Path, limits.Quote(s.body(c)))
}

func (s *planScript) body(c trace.Call) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(c.Body); err != nil {
		s.err = err
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// formWord returns what curl's --form takes for an upload of the file at path.
// Between quotation marks only they and backslashes mean something.
func formWord(path string) string {
	if path == "-" {
		path = "./-" // alone it is standard input
	}
	return `file=@"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path) + `"`
}

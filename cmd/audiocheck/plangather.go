package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// gather judges the files of both sides and returns the gravest finding about
// what is left out.
func (f *planFlags) gather(ctx context.Context, p *uploadPlan, std streams) (finding.Severity, error) {
	if f.facts != "" {
		return f.gatherFacts(ctx, p, std.in)
	}
	if len(f.candidates) == 0 {
		return "", usage("no candidates are given; use --candidates DIR")
	}
	isQuery := map[string]bool{}
	worst, err := f.gatherSide(ctx, p, &p.queries, f.queries, nil, isQuery, std)
	if err != nil {
		return "", err
	}
	more, err := f.gatherSide(ctx, p, &p.candidates, f.candidates, isQuery, nil, std)
	return graver(worst, more), err
}

func graver(a, b finding.Severity) finding.Severity {
	if b.Rank() > a.Rank() {
		return b
	}
	return a
}

// gatherSide judges the files under paths. It passes over those in except, and
// notes in seen what it looked at.
func (f *planFlags) gatherSide(ctx context.Context, p *uploadPlan, s *side, paths []string, except, seen map[string]bool, std streams) (worst finding.Severity, err error) {
	if len(paths) == 0 {
		return "", nil
	}
	in := f.inputs
	if s.role == "queries" {
		in.filesFrom = "" // its list is of candidates
	}
	if paths, err = in.filesAlone(ctx, paths, std.in, "upload"); err != nil {
		return "", err
	}
	files, err := in.resolve(ctx, paths, p.profile.Extensions, std.in)
	if err != nil {
		return "", err
	}
	defer files.close()
	files.boundStdin(p.profile)
	options := &probe.Options{Depth: files.depth, DecodeLimit: p.profile.DecodeLimit()}
	bar := newProgress(std.err, s.role, int64(len(files.items)))
	err = ordered(ctx, len(files.items), files.jobs,
		func(i int) fileVerdict {
			if except[filepath.Clean(files.items[i].Path)] {
				return fileVerdict{err: errPassedOver}
			}
			return judge(ctx, files.read, files.items[i], options, p.profile)
		},
		func(i int, v fileVerdict) error {
			bar.done.Store(int64(i + 1))
			if v.err != nil {
				return nil
			}
			if seen != nil {
				seen[filepath.Clean(v.Info.Path)] = true
			}
			worst = graver(worst, f.take(p, s, v))
			return nil
		})
	bar.end()
	return worst, err
}

// errPassedOver reports a file that was not judged since it stands elsewhere.
var errPassedOver = errors.New("passed over")

// take puts one file where it belongs and returns the gravest finding about it.
func (f *planFlags) take(p *uploadPlan, s *side, v fileVerdict) finding.Severity {
	if v.Verdict == limits.Accepted || v.Verdict == limits.Warned && !f.strict {
		v.Info.Damage = nil
		s.tracks = append(s.tracks, track{info: v.Info, verdict: v.Verdict})
	} else {
		p.leftOut = append(p.leftOut, leftOut{role: s.role, path: v.Info.Path, verdict: v.Verdict, findings: v.Findings})
	}
	return finding.Worst(v.Findings)
}

// gatherFacts takes facts instead of reading files. Paths under --queries are
// queries, the others candidates, or those under --candidates where it is
// given.
func (f *planFlags) gatherFacts(ctx context.Context, p *uploadPlan, stdin io.Reader) (worst finding.Severity, err error) {
	text, err := orInterrupted(ctx, func() ([]byte, error) { return f.readFacts(stdin) })
	switch {
	case errors.Is(err, errInterrupted):
		return "", err
	case err != nil:
		return "", usage("--facts: %w", err)
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	if len(text) == 0 {
		lines = nil
	}
	p.notes = append(p.notes, "duplicates were not looked for: the facts come from a file, and no audio was read")
	jobs := f.jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	const chunk = 256 // lines a piece of work
	err = ordered(ctx, (len(lines)+chunk-1)/chunk, jobs,
		func(i int) []fileVerdict { return judgeLines(lines[i*chunk:min(len(lines), (i+1)*chunk)], p.profile) },
		func(i int, vs []fileVerdict) error {
			for n, v := range vs {
				if v.err != nil {
					return usage("--facts: line %d: %w", i*chunk+n+1, v.err)
				}
				if s := f.sideOf(p, v.Info.Path); s != nil {
					worst = graver(worst, f.take(p, s, v))
				}
			}
			return nil
		})
	return worst, err
}

// maxFacts bounds a list of facts; a million files take less.
const maxFacts int64 = 1 << 30

func (f *planFlags) readFacts(stdin io.Reader) ([]byte, error) {
	in := stdin
	if f.facts != stdinPath {
		file, err := os.Open(f.facts)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, maxFacts+1))
	if int64(len(text)) > maxFacts {
		return nil, fmt.Errorf("%s has over %d bytes", f.facts, maxFacts)
	}
	return text, err
}

func judgeLines(lines [][]byte, profile limits.Profile) []fileVerdict {
	out := make([]fileVerdict, 0, len(lines))
	for _, line := range lines {
		var info probe.Info
		if err := info.UnmarshalJSON(line); err != nil {
			return append(out, fileVerdict{err: err})
		}
		v := fileVerdict{Result: limits.Inspect(info, profile)}
		if info.Size == 0 && !info.Container.Known() && info.Problem != "" {
			// It is the path that could not be read, and not what it holds.
			v.Findings = []finding.Finding{limits.New(limits.Unreadable, info.Path, info.Problem)}
		}
		out = append(out, v)
	}
	return out
}

// sideOf returns the side that path belongs to, nil for neither.
func (f *planFlags) sideOf(p *uploadPlan, path string) *side {
	switch {
	case under(f.queries, path):
		return &p.queries
	case len(f.candidates) == 0 || under(f.candidates, path):
		return &p.candidates
	}
	return nil
}

func under(folders []string, path string) bool {
	path = filepath.Clean(path)
	for _, d := range folders {
		d = filepath.Clean(d)
		if path == d || d == "." && !filepath.IsAbs(path) || strings.HasPrefix(path, strings.TrimSuffix(d, string(filepath.Separator))+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// money is a sum, and how many things it leaves out for want of a price.
type money struct {
	sum      big.Rat
	unpriced int
}

func (m *money) add(price *big.Rat, ok bool) {
	if !ok {
		m.unpriced++
		return
	}
	m.sum.Add(&m.sum, price)
}

// String returns the sum with all its decimals, at least two. Every price is
// a decimal number, so that there is an end to them.
func (m *money) String() string {
	digits, _ := m.sum.FloatPrec()
	return m.sum.FloatString(max(2, digits))
}

// words returns the sum for people.
func (m *money) words(currency, what string) string {
	s := fmt.Sprintf("%s %s", m.String(), currency)
	if m.unpriced > 0 {
		s += fmt.Sprintf(" without %d %s that the table has no price for", m.unpriced, what)
	}
	return s
}

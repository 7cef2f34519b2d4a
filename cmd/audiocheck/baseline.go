package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/baseline"
	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/internal/wholefile"
)

type baselineFlags struct {
	baseline      string
	writeBaseline string
}

func (b *baselineFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&b.baseline, "baseline", "", "findings that stand in this `file` are known and fail nothing")
	f.StringVar(&b.writeBaseline, "write-baseline", "", "write all findings to this `file`, for --baseline")
}

// ledger compares the findings of a run with a baseline, and collects them for
// the next one. Paths count from a root, so that the same files give the same
// entries wherever they are checked from.
type ledger struct {
	root string
	old  *baseline.Baseline // nil without --baseline
	next *baseline.Baseline // nil without --write-baseline
	path string             // of next
	seen map[string]bool    // fingerprints
}

// open reads the baseline. The root is that of the repository that holds
// first, else the current folder.
func (b *baselineFlags) open(first string) (*ledger, error) {
	l := &ledger{path: b.writeBaseline, seen: map[string]bool{}}
	if b.baseline == "" && b.writeBaseline == "" {
		return l, nil
	}
	root, err := config.Root(first)
	if err == nil && root == "" {
		root, err = os.Getwd()
	}
	if err != nil {
		return nil, failed(err)
	}
	l.root = root
	if b.writeBaseline != "" {
		l.next = &baseline.Baseline{}
	}
	if b.baseline == "" {
		return l, nil
	}
	f, err := os.Open(b.baseline)
	if err != nil {
		return nil, usage("--baseline: %w", err)
	}
	defer f.Close()
	if l.old, err = baseline.Read(f); err != nil {
		return nil, usage("--baseline: %s: %w", b.baseline, err)
	}
	return l, nil
}

// mark marks those of fs that are known: they stand in the old baseline, or,
// where there is none, go into the next. fs are all findings of one file.
func (l *ledger) mark(fs []finding.Finding) {
	if l.old == nil && l.next == nil || len(fs) == 0 {
		return
	}
	rooted := make([]finding.Finding, len(fs))
	for i, f := range fs {
		f.Path = l.below(f.Path)
		rooted[i] = f
	}
	for i, print := range finding.Fingerprints(rooted) {
		l.seen[print] = true
		fs[i].Known = l.old == nil || l.old.Has(print)
		if l.next != nil {
			l.next.Add(baseline.Entry{Fingerprint: print, Rule: fs[i].Rule, Path: rooted[i].Path})
		}
	}
}

// below returns path below the root, with slashes.
func (l *ledger) below(path string) string {
	if path == "" || path == stdinPath {
		return path
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(l.root, abs)
	if err != nil { // another volume
		return filepath.ToSlash(abs)
	}
	return filepath.ToSlash(rel)
}

// stale returns how many entries of the old baseline were not found again,
// although their files were looked at, or would have been if they were there.
func (l *ledger) stale(looked scope) int {
	if l.old == nil {
		return 0
	}
	n := 0
	for _, e := range l.old.Entries() {
		if path := filepath.FromSlash(e.Path); !l.seen[e.Fingerprint] && (filepath.IsAbs(path) && looked.covers(path) ||
			!filepath.IsAbs(path) && looked.covers(filepath.Join(l.root, path))) {
			n++
		}
	}
	return n
}

// write writes the next baseline.
func (l *ledger) write() error {
	if l.next == nil {
		return nil
	}
	var b bytes.Buffer
	if err := l.next.Write(&b); err != nil {
		return err
	}
	const readable = 0o666 // less the umask
	if err := wholefile.Write(l.path, readable, b.Bytes()); err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	return nil
}

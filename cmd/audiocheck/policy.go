package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/internal/spelling"
	"github.com/audiocheck/audiocheck/limits"
)

// policy is what a configuration makes of findings: their severity, and which
// are ignored.
type policy struct {
	file     *config.File                // nil without a configuration
	severity map[string]finding.Severity // by the ID of the rule; off drops the finding
	ignores  []ignore
	ignored  int // findings so far
}

type ignore struct {
	config.Ignore
	rule string // its ID
	used bool
}

// off is the severity of a rule that is not looked at.
const off finding.Severity = "off"

// newPolicy resolves the rules that the configuration names.
func newPolicy(file *config.File) (*policy, error) {
	p := &policy{file: file, severity: map[string]finding.Severity{}}
	if file == nil {
		return p, nil
	}
	for name, word := range file.Severity {
		key := "severity." + name
		id, err := ruleID(file, key, name)
		if err != nil {
			return nil, err
		}
		s := finding.Severity(word)
		if s != off && s.Rank() == 0 {
			return nil, file.Errorf(key, "%s: %q is none of error, warning, note, off", key, word)
		}
		if _, twice := p.severity[id]; twice {
			return nil, file.Errorf(key, "%s has two severities, by its ID and by its name", id)
		}
		p.severity[id] = s
	}
	for i, g := range file.Ignore {
		id, err := ruleID(file, fmt.Sprintf("ignore[%d].rule", i), g.Rule)
		if err != nil {
			return nil, err
		}
		p.ignores = append(p.ignores, ignore{Ignore: g, rule: id})
	}
	return p, nil
}

func ruleID(file *config.File, key, name string) (string, error) {
	if r, ok := limits.LookupRule(name); ok {
		return r.ID, nil
	}
	var words []string
	for _, r := range limits.Rules() {
		words = append(words, r.ID, r.Name)
	}
	return "", file.Errorf(key, "check has no rule %q; did you mean %s?", name, spelling.Nearest(name, words))
}

// apply returns the findings that are left of fs, at the severities of the
// configuration.
func (p *policy) apply(fs []finding.Finding) []finding.Finding {
	if len(p.severity) == 0 && len(p.ignores) == 0 {
		return fs
	}
	var left []finding.Finding
	for _, f := range fs {
		if s, ok := p.severity[f.Rule]; ok {
			f.Severity = s
		}
		switch {
		case f.Severity == off:
		case p.ignores != nil && p.ignore(f):
			p.ignored++
		default:
			left = append(left, f)
		}
	}
	return left
}

// leaves reports whether the findings of a rule stay as they are, wherever they
// are found.
func (p *policy) leaves(rule string) bool {
	_, changed := p.severity[rule]
	return !changed && !slices.ContainsFunc(p.ignores, func(g ignore) bool { return g.rule == rule })
}

// ignore reports whether an ignore is about f. All that are count as used.
func (p *policy) ignore(f finding.Finding) bool {
	if f.Path == "" {
		return false
	}
	abs, err := filepath.Abs(f.Path)
	if err != nil {
		return false
	}
	hit := false
	for i := range p.ignores {
		g := &p.ignores[i]
		if g.rule == f.Rule && p.file.Matches(g.Ignore, abs) {
			g.used, hit = true, true
		}
	}
	return hit
}

// unused returns a finding for each ignore that matched nothing, although all
// that it could match was looked at, or is not there.
func (p *policy) unused(looked scope) []finding.Finding {
	var fs []finding.Finding
	for i, g := range p.ignores {
		if base := p.file.Base(g.Ignore); g.used || !looked.covers(base) && exists(base) {
			continue
		}
		at, _ := p.file.At(fmt.Sprintf("ignore[%d]", i))
		fs = append(fs, limits.New(limits.UnusedIgnore, p.file.Path(), fmt.Sprintf(
			"line %d: the ignore of %s in %s matches no finding; take it out, or mend its path or rule", at.Line, g.rule, pathname.Terminal(g.Path))))
	}
	return p.apply(fs)
}

// scope is the absolute paths that a run looks at.
type scope []string

func newScope(paths []string) scope {
	var s scope
	for _, p := range paths {
		if p == stdinPath {
			continue
		}
		if abs, err := filepath.Abs(p); err == nil {
			s = append(s, abs)
		}
	}
	return s
}

// covers reports whether path, which is absolute, is one of the paths or below
// one.
func (s scope) covers(path string) bool {
	for _, p := range s {
		if path == p || strings.HasPrefix(path, strings.TrimSuffix(p, string(filepath.Separator))+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

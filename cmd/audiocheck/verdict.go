package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/report"
)

// fileVerdict is what became of one file.
type fileVerdict struct {
	limits.Result
	name string // that people know it by
	read bool   // false where there are no facts, and the findings say why
	err  error  // errInterrupted, or nil
}

// itemReader gives the facts of an item, as plan.read does.
type itemReader func(context.Context, walk.Item, *probe.Options) (probe.Info, error)

// judge reads one file and judges it; a path that cannot be read is a finding.
func judge(ctx context.Context, read itemReader, it walk.Item, o *probe.Options, profile limits.Profile) fileVerdict {
	info, err := read(ctx, it, o)
	if errors.Is(err, errInterrupted) {
		return fileVerdict{err: err}
	}
	name := info.Path
	if name == "" {
		name = it.Path // standard input has no other
	}
	if err != nil {
		fs := []finding.Finding{refusal(name, err, profile)}
		return fileVerdict{name: name, Result: limits.Result{Info: probe.Info{Path: name}, Verdict: limits.Judge(fs), Findings: fs}}
	}
	v := fileVerdict{name: name, read: true, Result: limits.Inspect(info, profile)}
	if it.Path == stdinPath {
		for i := range v.Findings {
			v.Findings[i].Mend = "" // there is no file to mend, whatever its name is to be
		}
	}
	return v
}

// refusal returns the finding about what could not be read for err.
func refusal(path string, err error, profile limits.Profile) finding.Finding {
	rule, text := inputProblem(err)
	f := limits.New(rule, path, text)
	if rule == limits.TooLarge {
		f.Want, f.Unit = strconv.FormatInt(max(profile.Size.Max, profile.Size.Unclear), 10), "bytes"
		f.HTTPStatus = profile.Size.HTTPStatus
	}
	return f
}

// item returns v as reports take it, without a verdict.
func (v *fileVerdict) item() report.Item {
	if v.read {
		return report.Item{Path: v.name, Findings: v.Findings, Facts: &v.Info, Line: report.Line(v.Info)}
	}
	return report.Item{Path: v.name, Findings: v.Findings, Facts: (*probe.Info)(nil), Unjudged: v.Findings[0].Rule != limits.TooLarge}
}

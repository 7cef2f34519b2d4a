package upload

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// judge fills in the result of f. It returns nil whatever the findings are,
// unless f could not be judged at all.
func (h *handler) judge(ctx context.Context, f *File) *Refusal {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return h.busy(ctx.Err())
	}
	own, cancel := context.WithTimeout(ctx, h.o.FileTime)
	defer cancel()
	info, err := probe.Read(own, f.Content, f.Size, &h.o.Probe)
	info.Path = f.Name
	switch {
	case err == nil:
		f.Result = limits.Inspect(info, *h.o.Profile)
	case ctx.Err() != nil:
		return h.busy(err)
	case errors.Is(err, context.DeadlineExceeded):
		fs := []finding.Finding{limits.New(limits.TookTooLong, f.Name,
			fmt.Sprintf("not judged within the %v that a file may take", h.o.FileTime))}
		f.Result = limits.Result{Info: info, Verdict: limits.Judge(fs), Findings: fs}
	default:
		return serverError(err)
	}
	return nil
}

// verdict refuses an upload without files, or with one that has a finding of
// the severity that refuses.
func (h *handler) verdict(u *Upload) *Refusal {
	if len(u.Files) == 0 {
		return refuse(http.StatusBadRequest, "The form holds no file.")
	}
	var all []finding.Finding
	var worst *finding.Finding // the first that refuses
	for i := range u.Files {
		fs := u.Files[i].Result.Findings
		for k := range fs {
			if worst == nil && fs[k].Severity.Rank() >= h.o.FailOn.Rank() {
				worst = &fs[k]
			}
		}
		all = append(all, fs...)
	}
	if worst == nil {
		return nil
	}
	return &Refusal{Status: first(worst.HTTPStatus, http.StatusBadRequest), Message: h.words(worst), Findings: all}
}

// aboutFormat are the rules that a vendor words as one: the format is not
// taken.
var aboutFormat = []string{"AC101", "AC102", "AC103", "AC104", "AC105", "AC106"}

// words returns the message for f: the vendor's where it has one.
func (h *handler) words(f *finding.Finding) string {
	if exts := h.o.Profile.Extensions; len(exts) > 0 && slices.Contains(aboutFormat, f.Rule) {
		return "Unsupported audio format. Use " + alternatives(exts)
	}
	return strconv.Quote(f.Path) + ": " + f.Message
}

// alternatives returns "a, b, or c".
func alternatives(words []string) string {
	switch n := len(words); n {
	case 1:
		return words[0]
	case 2:
		return words[0] + " or " + words[1]
	default:
		return strings.Join(words[:n-1], ", ") + ", or " + words[n-1]
	}
}

func (h *handler) tooLarge(name, what string) *Refusal {
	limit := h.o.Profile.Size.Max
	if limit == 0 || limit > h.o.MaxFileBytes {
		limit = h.o.MaxFileBytes
	}
	f := limits.New("AC311", name, fmt.Sprintf("%s is over the limit of %d bytes a file; the rest was not read", what, h.o.MaxFileBytes))
	f.Want, f.Unit = strconv.FormatInt(h.o.MaxFileBytes, 10), "bytes"
	f.HTTPStatus = first(h.o.Profile.Size.HTTPStatus, http.StatusRequestEntityTooLarge)
	return &Refusal{
		Status:   f.HTTPStatus,
		Message:  "Upload file size exceeds the maximum limit of " + megabytes(limit) + ".",
		Findings: []finding.Finding{f},
	}
}

// megabytes prints n in the largest unit that leaves a whole number.
func megabytes(n int64) string {
	for _, u := range []struct {
		size int64
		name string
	}{{1e9, "GB"}, {1 << 30, "GiB"}, {1e6, "MB"}, {1 << 20, "MiB"}, {1e3, "kB"}, {1 << 10, "KiB"}} {
		if n >= u.size && n%u.size == 0 {
			return fmt.Sprintf("%d %s", n/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}

func (h *handler) tooMany() *Refusal {
	text := fmt.Sprintf("there are more than %d files in the request", h.o.MaxFiles)
	f := limits.New("AC401", "", text+"; the rest was not read")
	f.Want, f.Unit = strconv.Itoa(h.o.MaxFiles), "files"
	f.HTTPStatus = first(h.o.Profile.Batch.HTTPStatus, http.StatusBadRequest)
	return &Refusal{
		Status:   f.HTTPStatus,
		Message:  fmt.Sprintf("The upload holds more than %d files.", h.o.MaxFiles),
		Findings: []finding.Finding{f},
	}
}

func (h *handler) busy(err error) *Refusal {
	return &Refusal{http.StatusServiceUnavailable, "The upload could not be judged in time.", nil, err}
}

package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
)

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

	// GitHub keeps 5,000 results of a run; docs.github.com, SARIF support for
	// code scanning, "Validating your SARIF file".
	maxSARIFResults = 5000

	homePage = "https://github.com/audiocheck/audiocheck"
	rulePage = homePage + "/blob/main/docs/rules.md"

	// srcRoot is the name that readers give to the root of the repository;
	// SARIF 2.1.0, 3.14.14.
	srcRoot = "%SRCROOT%"
)

// sarifReport writes one SARIF 2.1.0 log with one run. It keeps the gravest
// maxSARIFResults findings, and nothing of the others but their number.
type sarifReport struct {
	w     io.Writer
	m     Meta
	rules map[string]int // the ID of a rule to its index
	kept  gravest
}

func newSARIF(w io.Writer, m Meta) Report {
	rules := make(map[string]int, len(m.Rules))
	for i, r := range m.Rules {
		rules[r.ID] = i
	}
	return &sarifReport{w: w, m: m, rules: rules, kept: gravest{max: maxSARIFResults}}
}

func (s *sarifReport) Add(it Item) error {
	prints := finding.Fingerprints(it.Findings)
	for i, f := range it.Findings {
		s.kept.add(f, prints[i])
	}
	return nil
}

// Close writes the results one by one, so that they never stand in memory as
// text all at once.
func (s *sarifReport) Close(sum Summary) error {
	w := bufio.NewWriter(s.w)
	fmt.Fprintf(w, "{\"$schema\":%q,\"version\":%q,\"runs\":[{\n\"tool\":", sarifSchema, sarifVersion)
	if err := encode(w, s.tool()); err != nil {
		return err
	}
	w.WriteString(",\"invocations\":")
	if err := encode(w, []sarifInvocation{s.invocation(sum)}); err != nil {
		return err
	}
	w.WriteString(",\"results\":[\n")
	for i, k := range s.kept.inOrder() {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := encode(w, s.result(k)); err != nil {
			return err
		}
	}
	w.WriteString("]}]}\n")
	return w.Flush()
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version,omitempty"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string         `json:"id"`
	Name          string         `json:"name"`
	Short         sarifText      `json:"shortDescription"`
	Full          sarifText      `json:"fullDescription"`
	Help          sarifText      `json:"help"`
	HelpURI       string         `json:"helpUri"`
	Configuration sarifConfig    `json:"defaultConfiguration"`
	Properties    map[string]any `json:"properties"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifConfig struct {
	Level string `json:"level"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

func (s *sarifReport) tool() sarifTool {
	d := sarifDriver{Name: "audiocheck", Version: s.m.Version, InformationURI: homePage, Rules: []sarifRule{}}
	for _, r := range s.m.Rules {
		d.Rules = append(d.Rules, ruleToSARIF(r))
	}
	return sarifTool{d}
}

func ruleToSARIF(r finding.Rule) sarifRule {
	page := rulePage + "#" + strings.ToLower(r.ID+"-"+r.Name)
	first, n := utf8.DecodeRuneInString(r.Summary)
	sentence := string(unicode.ToUpper(first)) + r.Summary[n:] + "."
	meaning := fmt.Sprintf("%s By default this is of severity %s.", sentence, r.Severity)
	return sarifRule{
		ID: r.ID, Name: r.Name, HelpURI: page,
		Short: sarifText{Text: message(sentence)},
		Full:  sarifText{Text: message(meaning)},
		Help: sarifText{
			Text:     message(fmt.Sprintf("%s %s: %s The command \"audiocheck explain %s\" and %s say more.", r.ID, r.Name, meaning, r.ID, page)),
			Markdown: message(fmt.Sprintf("**%s %s**: %s `audiocheck explain %s` and the [page of rules](%s) say more.", r.ID, r.Name, meaning, r.ID, page)),
		},
		Configuration: sarifConfig{level(r.Severity)},
		Properties:    map[string]any{"tags": []string{"audio"}, "problem.severity": problem(r.Severity)},
	}
}

// level returns the SARIF word for a severity, which is our own; SARIF 2.1.0,
// 3.27.10.
func level(s finding.Severity) string {
	if s.Rank() == 0 {
		return "none"
	}
	return string(s)
}

// problem returns GitHub's word for a severity; docs.github.com, SARIF support
// for code scanning, "reportingDescriptor object".
func problem(s finding.Severity) string {
	if s == finding.Error || s == finding.Warning {
		return string(s)
	}
	return "recommendation"
}

func (s *sarifReport) invocation(sum Summary) sarifInvocation {
	inv := sarifInvocation{Successful: sum.ToolErrors == 0}
	if sum.ToolErrors > 0 {
		inv.Notifications = append(inv.Notifications, sarifNotification{"error",
			sarifText{Text: plural(sum.ToolErrors, "file") + " could not be judged."}})
	}
	if cut := s.kept.cut; cut > 0 {
		inv.Notifications = append(inv.Notifications, sarifNotification{"warning", sarifText{Text: fmt.Sprintf(
			"%d of %d findings were cut, the least grave first: this log holds at most %d.", cut, cut+maxSARIFResults, maxSARIFResults)}})
	}
	return inv
}

// message escapes the text of a message: braces are placeholders unless they
// are doubled, and "](" would be a link; SARIF 2.1.0, 3.11.5 and 3.11.6.
func message(text string) string { return strings.NewReplacer("{", "{{", "}", "}}").Replace(text) }

func unlinked(text string) string { return strings.ReplaceAll(text, "](", "] (") }

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    *int              `json:"ruleIndex,omitempty"`
	Level        string            `json:"level"`
	Baseline     string            `json:"baselineState,omitempty"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   *sarifProperties  `json:"properties,omitempty"`
}

type sarifProperties struct {
	Got        string `json:"got,omitempty"`
	Want       string `json:"want,omitempty"`
	Unit       string `json:"unit,omitempty"`
	HTTPStatus int    `json:"http_status,omitempty"`
	Mend       string `json:"mend,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical  `json:"physicalLocation"`
	Logical  []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI    string `json:"uri"`
	BaseID string `json:"uriBaseId,omitempty"`
}

// sarifRegion has no line: a region of a binary file must not; SARIF 2.1.0,
// 3.30.1.
type sarifRegion struct {
	ByteOffset int64 `json:"byteOffset"`
}

type sarifLogical struct {
	FullyQualifiedName string `json:"fullyQualifiedName"`
}

func (s *sarifReport) result(k keptFinding) sarifResult {
	f := k.finding
	r := sarifResult{
		RuleID: f.Rule, Level: level(f.Severity),
		Message:   sarifText{Text: message(unlinked(visible(f.Message)))},
		Locations: []sarifLocation{location(f)},
		// GitHub reads the first name alone.
		Fingerprints: map[string]string{"primaryLocationLineHash": k.fingerprint, "audiocheckFinding/v1": k.fingerprint},
		Properties:   properties(f),
	}
	if i, ok := s.rules[f.Rule]; ok {
		r.RuleIndex = &i
	}
	switch { // SARIF 2.1.0, 3.27.24
	case f.Known:
		r.Baseline = "unchanged"
	case s.m.Against:
		r.Baseline = "new"
	}
	return r
}

func properties(f finding.Finding) *sarifProperties {
	mend, _ := pathname.JSON(f.Mend)
	got, _ := pathname.JSON(f.Got)
	want, _ := pathname.JSON(f.Want)
	return nonZero(sarifProperties{got, want, f.Unit, f.HTTPStatus, mend})
}

func location(f finding.Finding) sarifLocation {
	l := sarifLocation{Physical: sarifPhysical{Artifact: artifact(f.Path)}}
	if f.Offset >= 0 {
		l.Physical.Region = &sarifRegion{f.Offset}
	}
	if f.Pointer != "" {
		pointer, _ := pathname.JSON(f.Pointer)
		l.Logical = []sarifLogical{{pointer}}
	}
	return l
}

// artifact returns the place of a file. A finding about no file has the root
// for its place, since GitHub refuses a log with a result that has none.
func artifact(p string) sarifArtifact {
	p = filepath.ToSlash(p)
	switch {
	case p == "":
		return sarifArtifact{URI: ".", BaseID: srcRoot}
	case strings.HasPrefix(p, "/"):
		return sarifArtifact{URI: "file://" + percent(path.Clean("/"+strings.TrimLeft(p, "/")))}
	case filepath.IsAbs(filepath.FromSlash(p)): // C:/music/a.wav
		return sarifArtifact{URI: "file:///" + percent(path.Clean(p))}
	}
	return sarifArtifact{URI: percent(path.Clean(p)), BaseID: srcRoot}
}

// percent encodes each byte of a path that is neither a slash nor unreserved;
// RFC 3986, 2.1 and 2.3.
func percent(p string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(p) {
		c := p[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("/-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

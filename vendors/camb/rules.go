package camb

import "github.com/audiocheck/audiocheck/finding"

// IDs of the rules, stable.
const (
	wrongType     = "AC801"
	missingField  = "AC802"
	unknownField  = "AC803"
	duplicateKey  = "AC804"
	unknownStatus = "AC805"
	noRunID       = "AC806"
	emptyURL      = "AC807"
	relativeURL   = "AC808"
	equalURLs     = "AC809"
	otherFormat   = "AC810"
	bulkKey       = "AC811"
	bulkSet       = "AC812"
	notFinite     = "AC813"
)

// Rules returns all rules about the vendor's answers. What is no answer at all
// has rules of its own; see package detect.
func Rules() []finding.Rule { return append([]finding.Rule(nil), rules...) }

var rules = []finding.Rule{
	{ID: wrongType, Name: "wrong-type", Severity: finding.Error, Summary: "a value is not of the type that its key has in the vendor's documents"},
	{ID: missingField, Name: "missing-field", Severity: finding.Warning, Summary: "a key that the documented answer carries is absent or null"},
	{ID: unknownField, Name: "unknown-field", Severity: finding.Note, Summary: "a key that the vendor's documents do not show"},
	{ID: duplicateKey, Name: "duplicate-key", Severity: finding.Warning, Summary: "a key stands twice in one object"},
	{ID: unknownStatus, Name: "unknown-status", Severity: finding.Error, Summary: "a task's status is none of SUCCESS, PENDING, TIMEOUT, ERROR, PAYMENT_REQUIRED"},
	{ID: noRunID, Name: "success-without-run-id", Severity: finding.Warning, Summary: "a successful task in the form of an object has no run_id to fetch the result by"},
	{ID: emptyURL, Name: "empty-url", Severity: finding.Warning, Summary: "a stem's address is empty"},
	{ID: relativeURL, Name: "url-not-absolute", Severity: finding.Warning, Summary: "a stem's address is no absolute http or https URL"},
	{ID: equalURLs, Name: "urls-equal", Severity: finding.Warning, Summary: "foreground and background have the same address"},
	{ID: otherFormat, Name: "stem-not-flac", Severity: finding.Warning, Summary: "a stem's address does not end in .flac like the documented ones"},
	{ID: bulkKey, Name: "bulk-key", Severity: finding.Error, Summary: "a key of a bulk answer is no run id in decimal"},
	{ID: bulkSet, Name: "bulk-not-as-requested", Severity: finding.Warning, Summary: "a bulk answer is not about the runs that were asked for"},
	{ID: notFinite, Name: "number-not-finite", Severity: finding.Error, Summary: "a number is NaN or infinite, bare or as text"},
}

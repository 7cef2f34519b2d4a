package audioverify

import "github.com/audiocheck/audiocheck/finding"

// IDs of the rules, stable.
const (
	wrongType       = "AC701"
	missingField    = "AC702"
	unknownField    = "AC703"
	duplicateKey    = "AC704"
	unknownStatus   = "AC705"
	earlyTrack      = "AC706"
	internalID      = "AC707"
	internalLabel   = "AC708"
	outsideID       = "AC709"
	scoreNotFinite  = "AC710"
	scoreRange      = "AC711"
	isrcForm        = "AC712"
	jobIDForm       = "AC713"
	jobIDDiffers    = "AC714"
	submitKey       = "AC715"
	uploadExtension = "AC716"
)

// Rules returns all rules about the vendor's answers and requests. What is no
// answer at all has rules of its own; see package detect.
func Rules() []finding.Rule { return append([]finding.Rule(nil), rules...) }

var rules = []finding.Rule{
	{ID: wrongType, Name: "wrong-type", Severity: finding.Error, Summary: "a value is not of the type that its key has in the vendor's documents"},
	{ID: missingField, Name: "missing-field", Severity: finding.Warning, Summary: "a key that the documented answer carries is absent"},
	{ID: unknownField, Name: "unknown-field", Severity: finding.Note, Summary: "a key that the vendor's documents do not show"},
	{ID: duplicateKey, Name: "duplicate-key", Severity: finding.Warning, Summary: "a key stands twice in one object"},
	{ID: unknownStatus, Name: "unknown-status", Severity: finding.Error, Summary: "a job's status is none of queued, processing, completed"},
	{ID: earlyTrack, Name: "track-before-completed", Severity: finding.Error, Summary: "a job that is not completed carries a track"},
	{ID: internalID, Name: "internal-without-id", Severity: finding.Error, Summary: "a match in the vendor's catalogue has no UUID as its id"},
	{ID: internalLabel, Name: "internal-with-label", Severity: finding.Warning, Summary: "a match in the vendor's catalogue names an external label"},
	{ID: outsideID, Name: "outside-with-id", Severity: finding.Error, Summary: "an outside match carries an id of the vendor's catalogue"},
	{ID: scoreNotFinite, Name: "score-not-finite", Severity: finding.Error, Summary: "a number is NaN or infinite, bare or as text"},
	{ID: scoreRange, Name: "score-out-of-range", Severity: finding.Warning, Summary: "a score lies outside 0 to 100, the scale that the samples suggest"},
	{ID: isrcForm, Name: "isrc-form", Severity: finding.Warning, Summary: "an ISRC does not have the form CCXXXYYNNNNN"},
	{ID: jobIDForm, Name: "job-id-form", Severity: finding.Error, Summary: "job_id is no UUID"},
	{ID: jobIDDiffers, Name: "job-id-differs", Severity: finding.Error, Summary: "the answer is about another job than the one asked for"},
	{ID: submitKey, Name: "storage-key", Severity: finding.Error, Summary: "a storage key does not start with video-recognition/"},
	{ID: uploadExtension, Name: "upload-extension", Severity: finding.Error, Summary: "a file name has none of the extensions that the vendor takes"},
}

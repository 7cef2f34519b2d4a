package trace

import "github.com/audiocheck/audiocheck/finding"

// IDs of the rules, stable.
const (
	wrongType    = "AC601"
	missingField = "AC602"
	unknownField = "AC603"
	duplicateKey = "AC604"

	unknownStatus    = "AC605"
	noResults        = "AC606"
	completedError   = "AC607"
	failedSilently   = "AC608"
	earlyResults     = "AC609"
	unknownType      = "AC610"
	typesDiffer      = "AC611"
	innerStatus      = "AC612"
	oddTime          = "AC613"
	successMismatch  = "AC614"
	scoreNotFinite   = "AC615"
	scoreRange       = "AC616"
	scoreNegative    = "AC617"
	maxBelowMean     = "AC618"
	maxBelowHung     = "AC619"
	maxBelowHungNeg  = "AC620"
	hungAboveMean    = "AC621"
	percentOff       = "AC622"
	percentRounding  = "AC623"
	percentRange     = "AC624"
	scoreNotMetric   = "AC625"
	windowAboveMax   = "AC630"
	windowIndex      = "AC631"
	windowTimes      = "AC632"
	windowLate       = "AC633"
	indexTwoTimes    = "AC634"
	indexOrder       = "AC635"
	windowLength     = "AC636"
	windowTwice      = "AC637"
	windowsBest      = "AC638"
	windowsAssigned  = "AC639"
	noSharedGrid     = "AC640"
	windowsAbridged  = "AC641"
	queryTwoTimes    = "AC642"
	motifCount       = "AC645"
	motifTotal       = "AC646"
	motifTimes       = "AC647"
	matchTwice       = "AC650"
	notSorted        = "AC651"
	overLimit        = "AC652"
	oneToOneShape    = "AC653"
	oneToManyShape   = "AC654"
	summaryCount     = "AC655"
	summaryBelow     = "AC656"
	summaryMean      = "AC657"
	summaryVocal     = "AC658"
	summaryUnlisted  = "AC659"
	ingestStatus     = "AC660"
	artifactStatus   = "AC661"
	answerTask       = "AC662"
	ingestSilent     = "AC663"
	encoderType      = "AC664"
	tooManyPairs     = "AC670"
	batchSize        = "AC671"
	requestTask      = "AC672"
	requestStem      = "AC673"
	requestDepth     = "AC674"
	requestField     = "AC675"
	requestType      = "AC676"
	taskNotIngested  = "AC677"
	encoderNotThere  = "AC678"
	limitNotPositive = "AC679"
)

// Rules returns all rules about the vendor's answers and requests. What is no
// answer at all has rules of its own; see package detect.
//
// An error is broken only by a wrong answer, under every reading of the
// documents; a warning is unusual, or wrong under the likely reading.
func Rules() []finding.Rule { return append([]finding.Rule(nil), rules...) }

var rules = []finding.Rule{
	{ID: wrongType, Name: "wrong-type", Severity: finding.Error, Summary: "a value is not of the type that its key has in the vendor's documents"},
	{ID: missingField, Name: "missing-field", Severity: finding.Warning, Summary: "a key that the documented answer carries is absent or null"},
	{ID: unknownField, Name: "unknown-field", Severity: finding.Note, Summary: "a key that the vendor's documents do not show"},
	{ID: duplicateKey, Name: "duplicate-key", Severity: finding.Warning, Summary: "a key stands twice in one object"},

	{ID: unknownStatus, Name: "unknown-status", Severity: finding.Error, Summary: "a search job's status is none of pending, processing, completed, failed"},
	{ID: noResults, Name: "completed-without-results", Severity: finding.Error, Summary: "a completed search job carries no results"},
	{ID: completedError, Name: "completed-with-error", Severity: finding.Error, Summary: "a completed search job carries an error"},
	{ID: failedSilently, Name: "failed-without-error", Severity: finding.Warning, Summary: "a failed search job does not say why"},
	{ID: earlyResults, Name: "results-before-completed", Severity: finding.Warning, Summary: "a search job carries results though it is not completed"},
	{ID: unknownType, Name: "unknown-search-type", Severity: finding.Error, Summary: "search_type is none of 1:1, 1:n, m:n"},
	{ID: typesDiffer, Name: "search-types-differ", Severity: finding.Error, Summary: "search_type differs between the job and its results"},
	{ID: innerStatus, Name: "results-not-success", Severity: finding.Warning, Summary: "the results of a completed job have a status other than success"},
	{ID: oddTime, Name: "odd-timestamp", Severity: finding.Note, Summary: "a time is in neither of the two forms that the documents show"},
	{ID: successMismatch, Name: "success-false-with-data", Severity: finding.Warning, Summary: "the envelope says success false, yet carries a completed job"},

	{ID: scoreNotFinite, Name: "score-not-finite", Severity: finding.Error, Summary: "a number is NaN or infinite, bare or as text"},
	{ID: scoreRange, Name: "score-out-of-range", Severity: finding.Error, Summary: "a similarity lies outside -1 to 1"},
	{ID: scoreNegative, Name: "negative-score", Severity: finding.Warning, Summary: "a similarity is negative, which no document shows"},
	{ID: maxBelowMean, Name: "max-below-max-then-mean", Severity: finding.Error, Summary: "max is smaller than max_then_mean, a mean of maxima"},
	{ID: maxBelowHung, Name: "max-below-hungarian-mean", Severity: finding.Error, Summary: "max is smaller than hungarian_mean, a mean of entries"},
	{ID: maxBelowHungNeg, Name: "negative-max-below-hungarian-mean", Severity: finding.Warning, Summary: "max is negative and smaller than hungarian_mean, which only a divisor over the number of pairs allows"},
	{ID: hungAboveMean, Name: "hungarian-mean-above-max-then-mean", Severity: finding.Warning, Summary: "hungarian_mean is larger than max_then_mean, which only some readings allow"},
	{ID: percentOff, Name: "percentage-off", Severity: finding.Error, Summary: "percentage is not 100 times score, by more than 0.1"},
	{ID: percentRounding, Name: "percentage-rounding", Severity: finding.Warning, Summary: "percentage is not 100 times score, by more than rounding to 0.1 explains"},
	{ID: percentRange, Name: "percentage-out-of-range", Severity: finding.Error, Summary: "percentage lies outside -100 to 100"},
	{ID: scoreNotMetric, Name: "score-is-not-its-metric", Severity: finding.Warning, Summary: "score is not the full-mix number that payload.metric names"},

	{ID: windowAboveMax, Name: "window-above-max", Severity: finding.Error, Summary: "a matched window is more alike than max, the largest similarity"},
	{ID: windowIndex, Name: "window-index", Severity: finding.Error, Summary: "a window index is negative"},
	{ID: windowTimes, Name: "window-times", Severity: finding.Error, Summary: "a window ends before it starts, or starts before the track"},
	{ID: windowLate, Name: "behind-longest-track", Severity: finding.Warning, Summary: "a window or motif ends behind the longest track that the vendor takes"},
	{ID: indexTwoTimes, Name: "index-with-two-times", Severity: finding.Error, Summary: "one window index has two different times on the same side of a match"},
	{ID: indexOrder, Name: "index-order", Severity: finding.Warning, Summary: "a later window index starts earlier"},
	{ID: windowLength, Name: "window-length", Severity: finding.Warning, Summary: "a window does not last 8 s like the documented ones"},
	{ID: windowTwice, Name: "window-pair-twice", Severity: finding.Warning, Summary: "the same pair of windows is listed twice"},
	{ID: windowsBest, Name: "windows-read-as-best", Severity: finding.Note, Summary: "matched_windows read as each query window's best candidate window"},
	{ID: windowsAssigned, Name: "windows-read-as-assignment", Severity: finding.Note, Summary: "matched_windows read as the pairs of a one-to-one assignment"},
	{ID: noSharedGrid, Name: "no-shared-grid", Severity: finding.Note, Summary: "the windows' times and indexes fit no grid shared by both tracks"},
	{ID: queryTwoTimes, Name: "query-index-with-two-times", Severity: finding.Warning, Summary: "one window index of a query has different times in two of its matches"},
	{ID: windowsAbridged, Name: "windows-abridged", Severity: finding.Note, Summary: "matched_windows cannot be complete under any reading"},

	{ID: motifCount, Name: "motif-list-over-total", Severity: finding.Error, Summary: "more motif matches are listed than total_matches counts"},
	{ID: motifTotal, Name: "motif-total-negative", Severity: finding.Error, Summary: "total_matches is negative"},
	{ID: motifTimes, Name: "motif-times", Severity: finding.Error, Summary: "a motif ends before it starts, or starts before the track"},

	{ID: matchTwice, Name: "match-twice", Severity: finding.Warning, Summary: "a candidate is listed twice for one query"},
	{ID: notSorted, Name: "matches-not-sorted", Severity: finding.Warning, Summary: "matches are not in descending order of score"},
	{ID: overLimit, Name: "over-limit", Severity: finding.Warning, Summary: "a query has more matches than the request's limit"},
	{ID: oneToOneShape, Name: "one-to-one-shape", Severity: finding.Error, Summary: "a 1:1 answer does not have one query with at most one match"},
	{ID: oneToManyShape, Name: "one-to-many-shape", Severity: finding.Error, Summary: "a 1:n answer does not have exactly one query"},

	{ID: summaryCount, Name: "summary-count-negative", Severity: finding.Error, Summary: "a count in the summary is negative"},
	{ID: summaryBelow, Name: "summary-below-listed", Severity: finding.Warning, Summary: "a motif count in the summary is smaller than what the matches list"},
	{ID: summaryMean, Name: "summary-unexplained", Severity: finding.Note, Summary: "summary.full_audio_max_then_mean is neither the largest, the mean nor the smallest of the listed matches"},
	{ID: summaryVocal, Name: "summary-vocal-below-listed", Severity: finding.Warning, Summary: "summary.vocal_max is smaller than the vocal max of a listed match"},
	{ID: summaryUnlisted, Name: "summary-over-listed", Severity: finding.Note, Summary: "a motif count in the summary is larger than what the matches list"},

	{ID: ingestStatus, Name: "unknown-ingest-status", Severity: finding.Error, Summary: "an ingest job's status is none of pending, running, completed, failed"},
	{ID: artifactStatus, Name: "unknown-artifact-status", Severity: finding.Warning, Summary: "an artifact's status is not complete, the only one that the documents show"},
	{ID: answerTask, Name: "unknown-task", Severity: finding.Warning, Summary: "an answer names a task that the documents do not list"},
	{ID: ingestSilent, Name: "ingest-failed-without-error", Severity: finding.Warning, Summary: "a failed ingest job does not say why"},
	{ID: encoderType, Name: "unknown-encoder-type", Severity: finding.Warning, Summary: "a dataset names an encoder other than type1 and type2"},

	{ID: tooManyPairs, Name: "too-many-pairs", Severity: finding.Error, Summary: "a search of queries times candidates is over the vendor's 100,000 pairs"},
	{ID: batchSize, Name: "batch-size", Severity: finding.Error, Summary: "an ingest request does not hold 1 to 10 files"},
	{ID: requestTask, Name: "request-task", Severity: finding.Error, Summary: "a request names a task that the vendor does not have"},
	{ID: requestStem, Name: "request-stem-type", Severity: finding.Error, Summary: "a request names a stem that the vendor does not have"},
	{ID: requestDepth, Name: "request-depth", Severity: finding.Error, Summary: "a request names a depth that the vendor does not have"},
	{ID: requestField, Name: "request-field", Severity: finding.Error, Summary: "a request lacks a field that it needs"},
	{ID: requestType, Name: "request-search-type", Severity: finding.Error, Summary: "a request's search_type is none of 1:1, 1:n, m:n"},
	{ID: taskNotIngested, Name: "task-not-ingested", Severity: finding.Warning, Summary: "the dataset was not ingested with what the search compares"},
	{ID: encoderNotThere, Name: "encoder-not-ingested", Severity: finding.Warning, Summary: "the dataset was ingested with another encoder type"},
	{ID: limitNotPositive, Name: "request-limit", Severity: finding.Warning, Summary: "a request's limit is negative"},
}

// Tolerances.
const (
	rounding   = 0.001 // between two scores that are each rounded to 3 decimals
	tiny       = 1e-9  // what float64 arithmetic on such numbers may be off
	windowSecs = 8.0   // of the documented windows: 70.3 - 62.3 and 70.5 - 62.5
	windowSlop = 0.15  // two times rounded to 0.1 s each, and a little
	timeSlop   = 0.05  // one time rounded to 0.1 s
)

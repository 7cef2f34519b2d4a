package trace

import (
	"slices"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// jobFacts are what the outer levels of a search answer say.
type jobFacts struct {
	at         string
	success    bool
	hasSuccess bool
	message    fact

	id, status, searchType fact
	failure                Failure
	failureAt              string

	results                           jsonobj.Kind
	resultsAt                         string
	innerStatus, innerType, timestamp fact
	summaryAt, listAt                 string
}

// finish judges what is known only at the end of the answer.
func (c *checker) finish() {
	if c.out.Document != ComprehensiveDocument {
		return
	}
	if j := &c.job; j.id.kind == jsonobj.Absent && j.status.kind == jsonobj.Absent && j.results == jsonobj.Absent {
		c.log.Hollow("an envelope without a job")
		return
	}
	c.endJob()
	c.endTypes()
	c.endResults()
	c.endSummary()
	c.endDiagnosis()
}

func (c *checker) endJob() {
	j := &c.job
	status := SearchState(j.status.text)
	c.out.Status, c.out.JobID = j.status.text, j.id.text
	c.out.Terminal = status.Terminal()
	for _, need := range []struct {
		key string
		f   *fact
	}{{"job_id", &j.id}, {"status", &j.status}, {"search_type", &j.searchType}} {
		if need.f.kind == jsonobj.Absent || need.f.kind == jsonobj.Null {
			c.log.Missing(j.at, need.key)
		}
	}
	if j.status.given() && !slices.Contains(SearchStates(), status) {
		c.add(unknownStatus, j.status.at, j.status.text, SearchStates(),
			"status %q is none of a search job's %v%s", j.status.text, SearchStates(), hint(j.status.text))
	}
	c.endState(status)
}

// hint explains a state that belongs to another job of the vendor's.
func hint(status string) string {
	switch {
	case slices.Contains(IngestStates(), IngestState(status)):
		return "; it is a state of ingest jobs"
	case ArtifactState(status) == ArtifactComplete:
		return "; it is a state of ingest artifacts"
	}
	return ""
}

func (c *checker) endState(status SearchState) {
	j := &c.job
	hasResults := j.results == jsonobj.Object || j.results == jsonobj.Array
	hasError := j.failure.Says()
	if hasError {
		c.out.Failure = j.failure.Text
	}
	switch {
	case status == SearchCompleted && !hasResults:
		c.add(noResults, j.at, "no results", "results", "the job is completed, but results is absent or null")
	case j.status.given() && status != SearchCompleted && hasResults:
		c.add(earlyResults, j.resultsAt, status, SearchCompleted, "the job carries results, but its status is %q", status)
	}
	switch {
	case status == SearchCompleted && hasError:
		c.add(completedError, j.failureAt, j.failure.Text, "null", "the job is completed, yet carries the error %q", j.failure.Text)
	case status == SearchFailed && !hasError:
		c.add(failedSilently, j.at, "no error", "a text", "the job failed, but error is absent, null or empty")
	}
	if j.hasSuccess && !j.success && status == SearchCompleted {
		c.add(successMismatch, "/success", false, true, "success is false, yet the job is completed")
	}
	if c.out.Failure == "" && j.hasSuccess && !j.success {
		c.out.Failure = j.message.text
	}
}

func (c *checker) endTypes() {
	outer, inner := &c.job.searchType, &c.job.innerType
	for _, f := range []*fact{outer, inner} {
		if f.given() && !slices.Contains(SearchTypes(), SearchType(f.text)) {
			c.add(unknownType, f.at, f.text, SearchTypes(), "search_type %q is none of %v", f.text, SearchTypes())
		}
	}
	if outer.given() && inner.given() && outer.text != inner.text {
		c.add(typesDiffer, inner.at, inner.text, outer.text,
			"search_type is %q here and %q in the job", inner.text, outer.text)
	}
	if outer.text == "" {
		outer = inner
	}
	c.out.SearchType = SearchType(outer.text)
}

func (c *checker) endResults() {
	j := &c.job
	if j.results != jsonobj.Object && j.results != jsonobj.Array {
		return
	}
	if j.innerStatus.given() && j.innerStatus.text != "success" && SearchState(j.status.text) == SearchCompleted {
		c.add(innerStatus, j.innerStatus.at, j.innerStatus.text, "success",
			"the job is completed, but its results have the status %q", j.innerStatus.text)
	}
	if _, ok := ParseTime(j.timestamp.text); j.timestamp.given() && !ok {
		c.add(oddTime, j.timestamp.at, j.timestamp.text, "2026-06-19 22:45:00 or ISO 8601",
			"timestamp %q is in neither form that the documents show", j.timestamp.text)
	}
	if j.listAt == "" {
		c.log.Missing(j.resultsAt, "results")
		return
	}
	c.endShape()
}

// endShape holds the number of queries against the search type. The number of
// matches of a 1:1 search is counted at each query.
func (c *checker) endShape() {
	n := c.out.Queries
	switch {
	case c.out.SearchType == OneToOne && n != 1:
		c.add(oneToOneShape, c.job.listAt, n, 1, "a 1:1 answer has %d queries, wanted 1", n)
	case c.out.SearchType == OneToOne && c.out.Matches > 1:
		c.add(oneToOneShape, c.job.listAt, c.out.Matches, "0 or 1", "a 1:1 answer has %d matches, wanted at most 1", c.out.Matches)
	case c.out.SearchType == OneToMany && n != 1:
		c.add(oneToManyShape, c.job.listAt, n, 1, "a 1:n answer has %d queries, wanted 1", n)
	}
}

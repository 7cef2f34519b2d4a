package trace

import (
	"slices"
	"strconv"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/vendors/internal/rulebook"
)

// Around is what is known of the job around a request. The zero value knows nothing.
type Around struct {
	Queries, Candidates int64    // tracks; 0 is not known
	Dataset             *Dataset // the candidates' dataset; nil is not known
	Encoder             string   // "type1" or "type2", from the request's address; "" is not known
}

// request collects what is wrong with one request.
type request struct{ log *rulebook.Log }

func newRequest() request {
	return request{rulebook.NewLog(Rules(), rulebook.Shape{})}
}

func (r request) add(rule, at string, got, want any, format string, args ...any) {
	r.log.Add(rule, rulebook.Place{Pointer: at, Got: got, Want: want}, format, args...)
}

// needs records the fields that are empty, by their keys.
func (r request) needs(why string, fields ...string) {
	for i := 0; i < len(fields); i += 2 {
		if key, value := fields[i], fields[i+1]; value == "" {
			r.add(requestField, "/"+key, "nothing", key, "%s is empty, but %s needs it", key, why)
		}
	}
}

// Check judges the request before it is sent.
func (q *IngestRequest) Check() []finding.Finding {
	r := newRequest()
	r.needs("an ingest request", "dataset_name", q.DatasetName)
	if n := len(q.AudioBlobs); n < 1 || n > MaxBlobs {
		r.add(batchSize, "/audio_blobs", n, "1 to "+strconv.Itoa(MaxBlobs), "%d files in one ingest request, wanted 1 to %d", n, MaxBlobs)
	}
	for i, b := range q.AudioBlobs {
		r.needs("an ingest request", "audio_blobs/"+strconv.Itoa(i), b)
	}
	for i, t := range q.Tasks {
		if !slices.Contains(Tasks(), t) {
			r.add(requestTask, "/tasks/"+strconv.Itoa(i), t, Tasks(), "task %q is none of %v", t, Tasks())
		}
	}
	return r.log.Findings()
}

// Check judges the request before it is sent.
func (q *DatasetRequest) Check() []finding.Finding {
	r := newRequest()
	r.needs("a dataset", "name", q.Name)
	return r.log.Findings()
}

// Check judges the request before it is sent.
func (q *SearchRequest) Check(a Around) []finding.Finding {
	r := newRequest()
	r.search(&target{q.SearchType, q.QueryURL, q.CandidateURL, q.CandidateDatasetName, q.QueryDatasetName, q.Limit}, &a)
	depth := q.Depth
	if depth == "" {
		depth = DefaultDepth
	}
	if !slices.Contains(Depths(), depth) {
		r.add(requestDepth, "/depth", depth, Depths(), "depth %q is none of %v", depth, Depths())
	}
	for i, s := range q.StemTypes {
		if !slices.Contains(StemTypes(), s) {
			r.add(requestStem, "/stem_types/"+strconv.Itoa(i), s, StemTypes(), "stem %q is none of %v", s, StemTypes())
		}
	}
	r.ingested(a.Dataset, "depth "+string(depth), depth.tasks(q.StemTypes))
	return r.log.Findings()
}

// Check judges the request before it is sent.
func (q *ComprehensiveRequest) Check(a Around) []finding.Finding {
	r := newRequest()
	r.search(&target{q.SearchType, q.QueryURL, q.CandidateURL, q.CandidateDatasetName, q.QueryDatasetName, q.Limit}, &a)
	r.ingested(a.Dataset, "a comprehensive search", comprehensiveTasks())
	return r.log.Findings()
}

// target is what both kinds of search say about what meets what.
type target struct {
	kind                                                 SearchType
	queryURL, candidateURL, candidateDataset, queryGroup string
	limit                                                int64
}

func (r request) search(t *target, a *Around) {
	why := "a " + string(t.kind) + " search"
	switch t.kind {
	case OneToOne:
		r.needs(why, "query_url", t.queryURL, "candidate_url", t.candidateURL)
	case OneToMany:
		r.needs(why, "query_url", t.queryURL, "candidate_dataset_name", t.candidateDataset)
	case ManyToMany:
		r.needs(why, "query_dataset_name", t.queryGroup, "candidate_dataset_name", t.candidateDataset)
	default:
		r.add(requestType, "/search_type", t.kind, SearchTypes(), "search_type %q is none of %v", t.kind, SearchTypes())
	}
	if t.limit < 0 {
		r.add(limitNotPositive, "/limit", t.limit, "1 or more", "limit is %d", t.limit)
	}
	r.pairs(a)
	if d := a.Dataset; d != nil && a.Encoder != "" && len(d.EncoderTypes) > 0 && !slices.Contains(d.EncoderTypes, a.Encoder) {
		r.add(encoderNotThere, "", a.Encoder, d.EncoderTypes, "the search asks encoder %s, dataset %q was ingested with %v", a.Encoder, d.Name, d.EncoderTypes)
	}
}

// pairs multiplies only what cannot overflow.
func (r request) pairs(a *Around) {
	m, n := a.Queries, a.Candidates
	if m > 0 && n > MaxPairs/m {
		r.add(tooManyPairs, "", strconv.FormatInt(m, 10)+" x "+strconv.FormatInt(n, 10), MaxPairs,
			"%d queries times %d candidates are over the vendor's %d pairs a job", m, n, MaxPairs)
	}
}

// ingested holds what a search compares against what the dataset has. The
// documents only imply that the one needs the other.
func (r request) ingested(d *Dataset, why string, tasks []Task) {
	if d == nil {
		return
	}
	for _, t := range tasks {
		if !slices.Contains(d.IngestedTasks, t) {
			r.add(taskNotIngested, "", d.IngestedTasks, t, "%s compares what the task %s makes, but dataset %q was ingested with %v", why, t, d.Name, d.IngestedTasks)
		}
	}
}

// tasks returns what must have been ingested for a search at depth d.
func (d Depth) tasks(stems []StemType) []Task {
	switch d {
	case DepthTrack:
		return []Task{FullAudioLatent}
	case DepthLightStem:
		return []Task{LightStem}
	case DepthMotif:
		return []Task{Motif}
	case DepthSection:
		return []Task{Section}
	case DepthStem, DepthStemSection:
		return stemTasks(stems)
	}
	return nil
}

// stemTasks returns the tasks of the stems; without any the vendor takes vocals.
func stemTasks(stems []StemType) []Task {
	if len(stems) == 0 {
		stems = []StemType{Vocals}
	}
	var tasks []Task
	for _, s := range stems {
		if slices.Contains(StemTypes(), s) {
			tasks = append(tasks, Task("stem_"+s))
		}
	}
	return tasks
}

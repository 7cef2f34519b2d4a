package trace

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Call is one request of a plan: what is sent where.
type Call struct {
	Method string
	Path   string // behind BaseURL
	Body   any    // a request of this package
}

// post returns the Call that sends body.
func post(path string, body any) Call { return Call{Method: "POST", Path: path, Body: body} }

// Call returns the request as it is sent.
func (q *DatasetRequest) Call() Call { return post(DatasetPath, q) }

// Call returns the request as it is sent to the vendor's encoder of that type.
func (q *IngestRequest) Call(encoder string) Call { return post(IngestPath+encoder, q) }

// BlobName predicts the name that the vendor gives an upload of the file at
// path. The word <uuid> stands for what only the vendor's answer tells.
//
// Source: help.soundverse.ai/enterprise-api/trace, "upload".
func BlobName(path string) string { return "dataset/<uuid>_" + filepath.Base(path) }

// Comprehensive is the word for a comprehensive search where others have a
// Depth.
const Comprehensive = "comprehensive"

// Search is what a planned search compares.
type Search struct {
	Kind      string     // Comprehensive or a Depth
	StemTypes []StemType // for the depths stem and stem_section
	Limit     int64      // matches a query; 0 leaves it to the vendor
}

// SearchKinds returns every Kind of a Search.
func SearchKinds() []string {
	kinds := []string{Comprehensive}
	for _, d := range Depths() {
		kinds = append(kinds, string(d))
	}
	return kinds
}

// SearchAfter returns the widest search that what the tasks make allows:
// comprehensive with full mix, light stem and motif, else at the depth of the
// first task.
func SearchAfter(tasks []Task) Search {
	if subset(comprehensiveTasks(), tasks) {
		return Search{Kind: Comprehensive}
	}
	var stems []StemType
	for _, s := range StemTypes() {
		if slices.Contains(tasks, Task("stem_"+s)) {
			stems = append(stems, s)
		}
	}
	for _, d := range []Depth{DepthTrack, DepthLightStem, DepthMotif, DepthSection} {
		if subset(d.tasks(nil), tasks) {
			return Search{Kind: string(d)}
		}
	}
	return Search{Kind: string(DepthStem), StemTypes: stems}
}

func comprehensiveTasks() []Task { return []Task{FullAudioLatent, LightStem, Motif} }

func subset(of, tasks []Task) bool {
	return !slices.ContainsFunc(of, func(t Task) bool { return !slices.Contains(tasks, t) })
}

// Missing returns the tasks that s compares and that are not among tasks.
func (s Search) Missing(tasks []Task) []Task {
	needed := Depth(s.Kind).tasks(s.StemTypes)
	if s.Kind == Comprehensive {
		needed = comprehensiveTasks()
	}
	return slices.DeleteFunc(slices.Clone(needed), func(t Task) bool { return slices.Contains(tasks, t) })
}

// Call returns the request that searches one dataset against another, as it is
// sent to the vendor's encoder of that type.
func (s Search) Call(encoder, queries, candidates string) Call {
	if s.Kind == Comprehensive {
		return post(ComprehensivePath+encoder, &ComprehensiveRequest{
			SearchType: ManyToMany, Limit: s.Limit, QueryDatasetName: queries, CandidateDatasetName: candidates,
		})
	}
	return post(SearchPath+encoder, &SearchRequest{
		SearchType: ManyToMany, Depth: Depth(s.Kind), StemTypes: s.StemTypes, Limit: s.Limit,
		QueryDatasetName: queries, CandidateDatasetName: candidates,
	})
}

// ParseTasks returns the tasks that words name, each once.
func ParseTasks(words []string) ([]Task, error) {
	var tasks []Task
	for _, w := range words {
		t := Task(strings.TrimSpace(w))
		if !slices.Contains(Tasks(), t) {
			return nil, fmt.Errorf("task %q is none of %v", w, Tasks())
		}
		if !slices.Contains(tasks, t) {
			tasks = append(tasks, t)
		}
	}
	return tasks, nil
}

package trace

import (
	"slices"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// small judges the documents that are held whole.
func (c *checker) small(v jsonobj.Value) {
	switch c.out.Document {
	case IngestStatusDocument:
		judge(c, v, c.ingestStatus)
	case DatasetDocument:
		judge(c, v, c.dataset)
	case DatasetListDocument:
		judge(c, v, func(ds *[]Dataset, at string) {
			for i := range *ds {
				c.dataset(&(*ds)[i], at+"/"+strconv.Itoa(i))
			}
		})
	case SearchAcceptedDocument:
		judge(c, v, c.searchAccepted)
	case IngestAcceptedDocument:
		judge(c, v, func(a *IngestAccepted, at string) { c.log.Needs(&a.Object, at, "job_id") })
	case UploadDocument:
		judge(c, v, func(u *Upload, at string) { c.log.Needs(&u.Object, at, "blob_name") })
	default:
		judge(c, v, func(*Dataset, string) {})
	}
}

// judge reads v as a Reply and hands its data, where there is any, to f.
func judge[T any](c *checker, v jsonobj.Value, f func(data *T, at string)) {
	var r Reply[T]
	c.at = ""
	c.dec.Decode(v, &r)
	if !r.Success {
		c.out.Failure, c.out.Terminal = r.Message, true
	}
	if r.Data == nil {
		return
	}
	at := "/data"
	if r.Bare {
		at = ""
	}
	f(r.Data, at)
}

func (c *checker) ingestStatus(s *IngestStatus, at string) {
	c.log.Needs(&s.Object, at, "job_id", "status")
	c.out.Status, c.out.JobID = string(s.Status), s.JobID
	c.out.Terminal = s.Status.Terminal()
	if s.Error.Says() {
		c.out.Failure = s.Error.Text
	}
	if !s.Lacks("status") && !slices.Contains(IngestStates(), s.Status) {
		c.add(ingestStatus, at+"/status", s.Status, IngestStates(), "status %q is none of an ingest job's %v", s.Status, IngestStates())
	}
	if s.Status == IngestFailed && !s.Error.Says() {
		c.add(ingestSilent, at, "no error", "a text", "the ingest job failed, but error is absent or empty")
	}
	c.tasks(s.TasksRequested, at+"/tasks_requested")
	for i := range s.Artifacts {
		c.artifact(&s.Artifacts[i], at+"/artifacts/"+strconv.Itoa(i))
	}
}

func (c *checker) artifact(a *Artifact, at string) {
	c.log.Needs(&a.Object, at, "audio_id", "artifact_type", "status")
	if !a.Lacks("artifact_type") {
		c.task(a.ArtifactType, at+"/artifact_type")
	}
	if !a.Lacks("status") && a.Status != ArtifactComplete {
		c.add(artifactStatus, at+"/status", a.Status, ArtifactComplete, "an artifact's status is %q; the documents show %q only", a.Status, ArtifactComplete)
	}
}

func (c *checker) tasks(ts []Task, at string) {
	for i, t := range ts {
		c.task(t, at+"/"+strconv.Itoa(i))
	}
}

func (c *checker) task(t Task, at string) {
	if !slices.Contains(Tasks(), t) {
		c.add(answerTask, at, t, Tasks(), "task %q is none of %v", t, Tasks())
	}
}

func (c *checker) dataset(d *Dataset, at string) {
	c.log.Needs(&d.Object, at, "dataset_id", "name", "ingested_tasks", "encoder_types")
	c.tasks(d.IngestedTasks, at+"/ingested_tasks")
	for i, e := range d.EncoderTypes {
		if !slices.Contains(EncoderTypes(), e) {
			c.add(encoderType, at+"/encoder_types/"+strconv.Itoa(i), e, EncoderTypes(), "encoder type %q is none of %v", e, EncoderTypes())
		}
	}
	if _, ok := ParseTime(d.CreatedAt); !d.Lacks("created_at") && !ok {
		c.add(oddTime, at+"/created_at", d.CreatedAt, "ISO 8601", "created_at %q is in neither form that the documents show", d.CreatedAt)
	}
}

func (c *checker) searchAccepted(a *SearchAccepted, at string) {
	c.log.Needs(&a.Object, at, "job_id", "status", "search_type")
	c.out.Status, c.out.JobID, c.out.SearchType = string(a.Status), a.JobID, a.SearchType
	c.out.Terminal = a.Status.Terminal()
	if !a.Lacks("status") && !slices.Contains(SearchStates(), a.Status) {
		c.add(unknownStatus, at+"/status", a.Status, SearchStates(), "status %q is none of a search job's %v", a.Status, SearchStates())
	}
	if !a.Lacks("search_type") && !slices.Contains(SearchTypes(), a.SearchType) {
		c.add(unknownType, at+"/search_type", a.SearchType, SearchTypes(), "search_type %q is none of %v", a.SearchType, SearchTypes())
	}
}

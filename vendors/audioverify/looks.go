package audioverify

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Document names one of the vendor's documents.
type Document string

// Documents.
const (
	JobDocument       Document = "recognition job"
	UploadURLDocument Document = "upload address"
	RefusalDocument   Document = "refusal"
)

// Looks returns the document that an outline looks like, "" when it looks like none.
func Looks(o *jsonobj.Outline) Document {
	has := func(key string) bool { return o.Keys[key] }
	switch {
	case o.Kind != jsonobj.Object:
		return ""
	case has("storage_key") && has("upload_url"):
		return UploadURLDocument
	case has("job_id") && has("track"):
		return JobDocument
	case has("job_id") && has("status") && !has("search_type") && !has("results") && !has("tasks_requested"):
		return JobDocument
	case has("error.code"), has("error.message"), o.Words["detail"] != "", has("file"), has("filename"), has("storage_key"):
		return RefusalDocument
	}
	return ""
}

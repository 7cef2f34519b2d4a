package camb

import (
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// Document names one of the vendor's documents.
type Document string

// Documents.
const (
	TaskCreatedDocument Document = "separation accepted"
	TaskStatusDocument  Document = "separation status"
	RunResultDocument   Document = "separation result"
	BulkResultDocument  Document = "separation results"
	RefusalDocument     Document = "refusal"
)

// Looks returns the document that an outline looks like, "" when it looks like none.
func Looks(o *jsonobj.Outline) Document {
	has := func(key string) bool { return o.Keys[key] }
	state := State(o.Words["status"])
	switch {
	case o.Kind == jsonobj.String:
		return bareStatus(o.Words[""])
	case o.Kind != jsonobj.Object:
		return ""
	case has("foreground_audio_url"), has("background_audio_url"):
		return RunResultDocument
	case hasBelow(o, "foreground_audio_url"), hasBelow(o, "background_audio_url"):
		return BulkResultDocument
	case has("detail.msg"), has("detail.loc"):
		return RefusalDocument
	case has("status") && (has("run_id") || has("exception_reason")), slices.Contains(States(), state):
		return TaskStatusDocument
	case has("status") && !has("job_id") && !has("success") && !has("data"):
		return TaskStatusDocument
	case has("task_id"):
		return TaskCreatedDocument
	}
	return ""
}

// bareStatus takes a string for a status when it is written like one.
func bareStatus(word string) Document {
	if word != "" && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == "" {
		return TaskStatusDocument
	}
	return ""
}

func hasBelow(o *jsonobj.Outline, key string) bool {
	for k := range o.Keys {
		if strings.HasSuffix(k, "."+key) && strings.Count(k, ".") == 1 {
			return true
		}
	}
	return false
}

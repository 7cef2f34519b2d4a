package trace

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Document names one of the vendor's documents.
type Document string

// Documents.
const (
	ComprehensiveDocument  Document = "search status"
	SearchAcceptedDocument Document = "search accepted"
	IngestAcceptedDocument Document = "ingest accepted"
	IngestStatusDocument   Document = "ingest status"
	UploadDocument         Document = "upload"
	DatasetDocument        Document = "dataset"
	DatasetListDocument    Document = "dataset list"
	RefusalDocument        Document = "refusal" // {"success": false, "message"}
)

// marks lists the keys of which one is enough to know a document. They are
// looked for bare and inside "data"; the first row that fits counts.
var marks = []struct {
	document Document
	keys     []string
}{
	{UploadDocument, []string{"blob_name"}},
	{IngestStatusDocument, []string{"tasks_requested", "artifacts"}},
	{ComprehensiveDocument, []string{"results.results", "results.summary", "results.query_audio_id"}},
	{SearchAcceptedDocument, []string{"usecase_id"}},
	{IngestAcceptedDocument, []string{"cost_usd"}},
	{DatasetDocument, []string{"ingested_tasks", "encoder_types", "dataset_id"}},
}

// Looks returns the document that an outline looks like, "" when it looks like none.
func Looks(o *jsonobj.Outline) Document {
	if o.Kind == jsonobj.Array {
		if o.Keys["dataset_id"] || o.Keys["ingested_tasks"] {
			return DatasetListDocument
		}
		return ""
	}
	for _, m := range marks {
		for _, k := range m.keys {
			if o.Keys[k] || o.Keys["data."+k] {
				return m.document
			}
		}
	}
	return looksBroadly(o)
}

// looksBroadly knows a document by several keys together.
func looksBroadly(o *jsonobj.Outline) Document {
	bare, wrapped := o.Keys["job_id"], o.Keys["data.job_id"]
	switch {
	case bare && o.Keys["search_type"], bare && o.Keys["results"], wrapped && o.Keys["data.status"], o.Keys["data.search_type"]:
		return ComprehensiveDocument
	case o.Keys["success"] && o.Keys["message"]:
		return RefusalDocument
	case o.Keys["success"] && o.Keys["data"]:
		return ComprehensiveDocument
	}
	return ""
}

package trace

import "slices"

// Paths of the vendor's interface behind BaseURL. The ones that end in a slash
// are followed by an encoder type, a job's id or a dataset's id.
//
// Source: help.soundverse.ai/enterprise-api/trace.
const (
	BaseURL           = "https://api.soundverse.ai"
	UploadPath        = "/trace/v1/upload"
	DatasetPath       = "/trace/v1/dataset"
	IngestPath        = "/trace/v1/ingest/"              // POST type1 or type2; GET a job's id
	SearchPath        = "/trace/v1/search/"              // POST type1 or type2
	SearchJobPath     = "/trace/v1/jobs/"                // GET a job's id
	ComprehensivePath = "/trace/v1/comprehensive1/"      // POST type1 or type2
	ComprehensiveJob  = "/trace/v1/comprehensive1/jobs/" // GET a job's id
)

// Batches splits q into requests that each hold as many files as the vendor
// takes. Their order is that of q's files; q without files gives none.
func (q *IngestRequest) Batches() []IngestRequest {
	var batches []IngestRequest
	for blobs := range slices.Chunk(q.AudioBlobs, MaxBlobs) {
		b := *q
		b.AudioBlobs = blobs
		batches = append(batches, b)
	}
	return batches
}

package trace

// IngestRequest asks to encode uploaded tracks into a dataset, once a track.
//
// Source: help.soundverse.ai/enterprise-api/trace, "ingest".
type IngestRequest struct {
	Object

	DatasetName string   `json:"dataset_name"`
	AudioBlobs  []string `json:"audio_blobs"` // blob names, 1 to MaxBlobs
	Tasks       []Task   `json:"tasks,omitzero"`
	WebhookURL  string   `json:"webhook_url,omitzero"`
}

// IngestAccepted is the data of the answer 202 to an IngestRequest.
type IngestAccepted struct {
	Object

	JobID   string  `json:"job_id"`
	CostUSD float64 `json:"cost_usd"`
}

// IngestStatus is the data of the answer about an ingest job.
//
// Source: help.soundverse.ai/enterprise-api/trace, "ingest-status".
type IngestStatus struct {
	Object

	JobID          string      `json:"job_id"`
	Status         IngestState `json:"status"`
	TasksRequested []Task      `json:"tasks_requested"`
	Artifacts      []Artifact  `json:"artifacts"`
	Error          *Failure    `json:"error,omitzero"` // when Status is IngestFailed
}

// Artifact is one kind of embedding of one track.
type Artifact struct {
	Object

	AudioID      string        `json:"audio_id"` // the file's name, without "dataset/" and uuid
	ArtifactType Task          `json:"artifact_type"`
	Status       ArtifactState `json:"status"`
}

// Replies about ingest jobs.
type (
	IngestAcceptedReply = Reply[IngestAccepted]
	IngestStatusReply   = Reply[IngestStatus]
)

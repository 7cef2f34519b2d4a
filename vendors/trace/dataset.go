package trace

// DatasetRequest creates a dataset.
type DatasetRequest struct {
	Object

	Name        string `json:"name"` // required, unique
	Description string `json:"description,omitzero"`
}

// Dataset is a named set of candidate tracks.
//
// Source: help.soundverse.ai/enterprise-api/trace/datasets.
type Dataset struct {
	Object

	DatasetID     string   `json:"dataset_id"`
	UserID        string   `json:"user_id"`
	Name          string   `json:"name"`
	Description   string   `json:"description"`
	CreatedAt     string   `json:"created_at"` // see ParseTime
	IngestedTasks []Task   `json:"ingested_tasks"`
	EncoderTypes  []string `json:"encoder_types"` // EncoderTypes
}

// The dataset endpoints answer bare, without {"success", "data"} around; both
// forms are read.
type (
	DatasetReply     = Reply[Dataset]
	DatasetListReply = Reply[[]Dataset]
)

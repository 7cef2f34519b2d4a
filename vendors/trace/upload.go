package trace

// Upload is the data of the answer to an upload of one file.
//
// Source: help.soundverse.ai/enterprise-api/trace, "upload".
type Upload struct {
	Object

	BlobName string `json:"blob_name"` // "dataset/<uuid>_<original name>"
}

// UploadReply is the answer to an upload; a refusal has Success false and a Message.
type UploadReply = Reply[Upload]

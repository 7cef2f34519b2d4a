// Package audioverify holds the documents of Slipstream AudioVerify as Go types,
// and the rules that any of its answers must keep.
//
// Every type keeps what it has no field for, and tells null from absent, so that
// writing what was read gives an equal document.
package audioverify

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Object is embedded in the types of this package: Extra holds the keys that the
// documents do not show.
type Object = jsonobj.Keep

// State is the state of a recognition job. The documents list no state for failure.
//
// Source: developer.slipstreammusic.com/api-reference/audioverify.
type State string

// States.
const (
	Queued     State = "queued"
	Processing State = "processing"
	Completed  State = "completed"
)

// States returns all states.
func States() []State { return []State{Queued, Processing, Completed} }

// Terminal reports whether the job will change no more.
func (s State) Terminal() bool { return s == Completed }

// Job is the answer about a recognition job, and to its submission.
//
// Source: "Poll for the result".
type Job struct {
	Object

	JobID  string `json:"job_id"` // a UUID
	Status State  `json:"status"`
	Track  *Track `json:"track"` // nil until Completed, and when no music was recognised
}

// Track is what was recognised.
//
// Source: "The RecognitionTrack object".
type Track struct {
	Object

	ID            *string `json:"id"` // a UUID when Internal, else null
	Title         string  `json:"title"`
	Artist        string  `json:"artist"`
	Internal      bool    `json:"internal"` // in the Slipstream catalogue
	ISRC          *string `json:"isrc"`
	Score         float64 `json:"score"`          // 0 to 100, as the samples suggest
	ExternalLabel *string `json:"external_label"` // of a competing library
}

// Submit starts a job on a file that was stored before. A file sent with the
// request is a multipart form instead.
type Submit struct {
	Object

	StorageKey string `json:"storage_key"` // starts with StorageKeyPrefix
}

// StorageKeyPrefix starts every storage key.
const StorageKeyPrefix = "video-recognition/"

// UploadURLRequest asks where to store a file.
type UploadURLRequest struct {
	Object

	Filename string `json:"filename"`
}

// Extensions returns the extensions that the vendor takes: video only.
func Extensions() []string { return []string{".mp4", ".mov", ".avi", ".mpeg"} }

// UploadURL says where to store a file: PUT its bytes with exactly ContentType
// and no Authorization.
type UploadURL struct {
	Object

	UploadURL   string `json:"upload_url"`
	StorageKey  string `json:"storage_key"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
	ContentType string `json:"content_type"`
}

// Package camb holds the documents of CAMB.AI's audio separation as Go types, and
// the rules that any of its answers must keep.
//
// Every type keeps what it has no field for, and tells null from absent, so that
// writing what was read gives an equal document.
package camb

import (
	"encoding/json"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// Object is embedded in the types of this package: Extra holds the keys that the
// documents do not show.
type Object = jsonobj.Keep

// State is the state of a separation task.
//
// Source: "Get Audio Separation Task Status".
type State string

// States.
const (
	Success         State = "SUCCESS"
	Pending         State = "PENDING"
	Timeout         State = "TIMEOUT"
	Failed          State = "ERROR"
	PaymentRequired State = "PAYMENT_REQUIRED"
)

// States returns all states.
func States() []State { return []State{Success, Pending, Timeout, Failed, PaymentRequired} }

// Terminal reports whether the task will change no more. Of an undocumented
// state it is false: nobody knows.
func (s State) Terminal() bool {
	return s == Success || s == Timeout || s == Failed || s == PaymentRequired
}

// TaskCreated is the answer to a request for separation.
//
// Source: docs.camb.ai/api-reference/endpoint/create-audio-separation.
type TaskCreated struct {
	Object

	TaskID string `json:"task_id"`
}

// TaskStatus is the answer about a task. The documents show a bare string, the
// vendor's own client reads an object; both are read, and Bare is true for a
// string, which cannot carry a RunID.
type TaskStatus struct {
	Object

	Status          State
	RunID           *int64          // of the result, when Status is Success
	ExceptionReason *string         // why it failed
	Message         json.RawMessage // a string or an object
	Bare            bool
}

// statusObject is TaskStatus in its form as an object.
type statusObject struct {
	Object

	Status          State           `json:"status"`
	RunID           *int64          `json:"run_id,omitzero"`
	ExceptionReason *string         `json:"exception_reason,omitzero"`
	Message         json.RawMessage `json:"message,omitzero"`
}

// DecodeJSON fills t from a string or an object.
func (t *TaskStatus) DecodeJSON(d *jsonobj.Decoder, v jsonobj.Value) {
	if v.Kind() == jsonobj.String {
		*t = TaskStatus{Status: State(v.Text()), Bare: true}
		return
	}
	var o statusObject
	d.Decode(v, &o)
	*t = TaskStatus{Object: o.Object, Status: o.Status, RunID: o.RunID, ExceptionReason: o.ExceptionReason, Message: o.Message}
}

// AppendJSON appends t in the form that Bare names.
func (t *TaskStatus) AppendJSON(w *jsonobj.Writer) {
	if t.Bare {
		w.Value(string(t.Status))
		return
	}
	w.Value(&statusObject{Object: t.Object, Status: t.Status, RunID: t.RunID, ExceptionReason: t.ExceptionReason, Message: t.Message})
}

// Text returns what the task says about its failure, "" when it says nothing.
func (t *TaskStatus) Text() string {
	if t.ExceptionReason != nil && *t.ExceptionReason != "" {
		return *t.ExceptionReason
	}
	var s string
	if json.Unmarshal(t.Message, &s) == nil {
		return s
	}
	return string(t.Message)
}

// RunResult says where the two stems are.
//
// Source: docs.camb.ai, "audio-separation-result".
type RunResult struct {
	Object

	ForegroundURL string `json:"foreground_audio_url"`
	BackgroundURL string `json:"background_audio_url"`
}

// BulkRequest asks for the results of many runs.
type BulkRequest struct {
	Object

	RunIDs []int64 `json:"run_ids"`
}

// BulkResult holds the results of many runs by their ids in decimal.
type BulkResult map[string]*RunResult

// ValidationError is the answer 422.
type ValidationError struct {
	Object

	Detail []ValidationItem `json:"detail"`
}

// ValidationItem says what is wrong with one field of a request.
type ValidationItem struct {
	Object

	Loc  []json.RawMessage `json:"loc"` // keys and indexes
	Msg  string            `json:"msg"`
	Type string            `json:"type"`
}

package camb

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Each type reads and writes itself without loss, at whatever level of a
// document encoding/json meets it.

// UnmarshalJSON fills x from data.
func (x *TaskCreated) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x TaskCreated) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *TaskStatus) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x TaskStatus) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *RunResult) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x RunResult) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *BulkRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x BulkRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *ValidationError) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x ValidationError) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *ValidationItem) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x ValidationItem) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

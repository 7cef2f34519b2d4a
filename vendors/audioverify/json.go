package audioverify

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Each type reads and writes itself without loss, at whatever level of a
// document encoding/json meets it.

// UnmarshalJSON fills x from data.
func (x *Job) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Job) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Track) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Track) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Submit) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Submit) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *UploadURLRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x UploadURLRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *UploadURL) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x UploadURL) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Refusal) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Refusal) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

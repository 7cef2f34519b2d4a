package trace

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Each type reads and writes itself without loss, at whatever level of a
// document encoding/json meets it.

// UnmarshalJSON fills x from data.
func (x *Upload) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Upload) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *DatasetRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x DatasetRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Dataset) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Dataset) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *IngestRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x IngestRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *IngestAccepted) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x IngestAccepted) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *IngestStatus) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x IngestStatus) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Artifact) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Artifact) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *SearchRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x SearchRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *ComprehensiveRequest) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x ComprehensiveRequest) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *SearchAccepted) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x SearchAccepted) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *SearchJob) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x SearchJob) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Results) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Results) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Query) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Query) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Match) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Match) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Payload) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Payload) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *LatentScores) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x LatentScores) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *WindowMatch) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x WindowMatch) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *MotifScores) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x MotifScores) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *MotifMatch) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x MotifMatch) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *MotifSpan) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x MotifSpan) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Summary) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Summary) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Failure) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Failure) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Span) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Span) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

// UnmarshalJSON fills x from data.
func (x *Reply[T]) UnmarshalJSON(data []byte) error { return jsonobj.Unmarshal(data, x) }

// MarshalJSON returns x's document.
func (x Reply[T]) MarshalJSON() ([]byte, error) { return jsonobj.Marshal(&x) }

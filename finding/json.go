package finding

// JSON is how a Finding stands in JSON; "finding" in docs/check.schema.json.
// The path is left to what it stands in. What is not known is null.
type JSON struct {
	Rule       string   `json:"rule"`
	Severity   Severity `json:"severity"`
	Message    string   `json:"message"`
	Pointer    *string  `json:"pointer,omitempty"`
	Got        *string  `json:"got"`
	Want       *string  `json:"want"`
	Unit       *string  `json:"unit"`
	Offset     *int64   `json:"offset"`
	HTTPStatus *int     `json:"http_status"`
	Mend       *string  `json:"mend"`
	Known      bool     `json:"known,omitempty"`
}

// JSON returns f's form in JSON. Its texts are f's own: a path in them that is
// no valid UTF-8 is the caller's to escape.
func (f Finding) JSON() JSON {
	out := JSON{
		Rule: f.Rule, Severity: f.Severity, Message: f.Message, Pointer: nonZero(f.Pointer),
		Got: nonZero(f.Got), Want: nonZero(f.Want), Unit: nonZero(f.Unit),
		HTTPStatus: nonZero(f.HTTPStatus), Mend: nonZero(f.Mend), Known: f.Known,
	}
	if f.Offset >= 0 {
		out.Offset = &f.Offset
	}
	return out
}

// nonZero returns v, or nil for the zero value.
func nonZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

package upload

import (
	"encoding/json"
	"net/http"

	"github.com/audiocheck/audiocheck/finding"
)

// Refusal says why a request was not taken.
type Refusal struct {
	Status   int // of HTTP
	Message  string
	Findings []finding.Finding // of all files that were judged; none where the request itself is at fault
	Err      error             // the cause where it was no finding; not for the client
}

func refuse(status int, message string) *Refusal { return &Refusal{Status: status, Message: message} }

// serverError answers to what is not the client's fault.
func serverError(err error) *Refusal {
	return &Refusal{http.StatusInternalServerError, "The upload could not be stored or read.", nil, err}
}

type answerJSON struct {
	Success  bool          `json:"success"`
	Message  string        `json:"message"`
	Findings []findingJSON `json:"findings"`
}

type findingJSON struct {
	Path string `json:"path"`
	finding.JSON
}

// Write answers with no's status and the JSON
// {"success": false, "message": "...", "findings": [...]}. A finding has the
// fields that it has in a report of audiocheck check, and the file's name as
// its path.
func (no *Refusal) Write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("X-Content-Type-Options", "nosniff")
	// What the client still sends is not waited for.
	h.Set("Connection", "close")
	w.WriteHeader(no.Status)
	json.NewEncoder(w).Encode(no.json()) //nolint:errcheck // nobody is left to tell if the client is gone
}

func (no *Refusal) json() answerJSON {
	a := answerJSON{Message: no.Message, Findings: []findingJSON{}}
	for _, f := range no.Findings {
		a.Findings = append(a.Findings, findingJSON{f.Path, f.JSON()})
	}
	return a
}

// Package compare turns two tracks' window embeddings into scores: max,
// max_then_mean and hungarian_mean of their cosine similarities.
package compare

// Windows are the embeddings of one track's windows, one row a window.
type Windows struct {
	Dim  int       // values a row
	Data []float32 // row-major, len(Data) = Rows()*Dim
}

// Rows returns the number of windows.
func (w Windows) Rows() int {
	if w.Dim <= 0 {
		return 0
	}
	return len(w.Data) / w.Dim
}

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

// Row returns window i, which shares memory with w. It panics unless
// 0 <= i < w.Rows().
func (w Windows) Row(i int) []float32 {
	return w.Data[i*w.Dim : (i+1)*w.Dim : (i+1)*w.Dim]
}

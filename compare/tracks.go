package compare

// Tracks is an ordered set of tracks that can be loaded one at a time, in any
// order and by several goroutines at once.
type Tracks interface {
	// Len returns the number of tracks.
	Len() int
	// Load returns track i, from 0 to Len()-1. Its windows may lie in buf's memory
	// and are not used after the next call with the same buf; the caller never
	// writes to them.
	Load(i int, buf *Buffer) (Track, error)
}

// Buffer is memory that one goroutine lends to one Load after the other.
type Buffer struct {
	Values []float32
	Bytes  []byte
}

// Floats returns n values of undefined content, in the same memory as long as it
// is large enough.
func (b *Buffer) Floats(n int) []float32 {
	if cap(b.Values) < n {
		b.Values = make([]float32, n)
	}
	return b.Values[:n]
}

// Raw returns n bytes of undefined content, in the same memory as long as it is
// large enough.
func (b *Buffer) Raw(n int) []byte {
	if cap(b.Bytes) < n {
		b.Bytes = make([]byte, n)
	}
	return b.Bytes[:n]
}

// InMemory is a set of tracks that are loaded already.
type InMemory []Track

// Len returns the number of tracks.
func (t InMemory) Len() int { return len(t) }

// Load returns track i and uses no buffer. Its error is always nil.
func (t InMemory) Load(i int, _ *Buffer) (Track, error) { return t[i], nil }

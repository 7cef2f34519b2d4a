// Package align finds how signals are placed within another: by how many
// frames they are shifted, how loud they are, and which way up.
//
// A lag counts frames by which a signal comes later than the one that it is
// held against: sample t of the latter faces sample t+lag of the signal.
package align

// Signal is one channel of sound. Read fills dst with the samples from index
// from on; before the first and behind the last there are zeros.
type Signal interface {
	Len() int
	Read(dst []float32, from int)
}

// blockLen is how many samples a Track allocates at a time.
const blockLen = 1 << 18

// Track is a Signal in memory. It grows block by block, so that it never needs
// room for a copy of itself. The zero value is an empty one.
type Track struct {
	blocks [][]float32
	n      int
}

// Len returns the number of samples.
func (t *Track) Len() int { return t.n }

// Append adds samples at the end.
func (t *Track) Append(samples []float32) {
	for len(samples) > 0 {
		at := t.n % blockLen
		if at == 0 {
			t.blocks = append(t.blocks, make([]float32, blockLen))
		}
		k := copy(t.blocks[len(t.blocks)-1][at:], samples)
		samples = samples[k:]
		t.n += k
	}
}

// Read implements Signal.
func (t *Track) Read(dst []float32, from int) {
	for len(dst) > 0 {
		var k int
		switch {
		case from < 0:
			k = min(len(dst), -from)
			clear(dst[:k])
		case from >= t.n:
			k = len(dst)
			clear(dst)
		default:
			end := min(t.n, (from/blockLen+1)*blockLen)
			k = copy(dst, t.blocks[from/blockLen][from%blockLen:][:end-from])
		}
		dst = dst[k:]
		from += k
	}
}

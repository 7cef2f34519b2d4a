package layer3

import (
	"os"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

func BenchmarkTry(b *testing.B) {
	path := os.Getenv("TRY")
	data, err := os.ReadFile(path)
	if err != nil {
		b.Skip()
	}
	for range b.N {
		d := New()
		for rest := data; len(rest) > 4; {
			h, ok := mpa.Parse(rest)
			if !ok || len(rest) < h.Length() {
				break
			}
			n := h.Length()
			p := mpa.Packet{Header: h, Data: rest[:n], Whole: true}
			d.Decode(&p)
			rest = rest[n:]
		}
	}
}

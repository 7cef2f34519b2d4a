package wavfile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
)

// TestWriteStopsAtLimit: a source that does not tell its length is stopped
// before the first frame too many.
func TestWriteStopsAtLimit(t *testing.T) {
	clip := pcm.Clip{Format: pcm.Format{Rate: 8000, Channels: 1}, Samples: make([]float32, 3*blockSamples)}
	for _, kind := range []Samples{Int16, Float32} {
		f, err := os.Create(filepath.Join(t.TempDir(), "out.wav"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		limit := int64(2*blockSamples+1) * int64(kind.bits()/8)
		n, err := write(f, clip.Source(), Options{Samples: kind}, limit)
		if !errors.Is(err, ErrTooLarge) || n != 2*blockSamples {
			t.Errorf("kind %d: %d frames, %v", kind, n, err)
		}
		if st, _ := f.Stat(); st.Size() > limit+64 {
			t.Errorf("kind %d: %d bytes written", kind, st.Size())
		}
	}
}

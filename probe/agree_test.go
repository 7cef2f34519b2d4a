package probe

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/decode"
)

// TestDecodeAgrees: of broken files, what the packets show to be damaged never
// decodes to a clean end, and what decodes to one has as many frames as the
// packets.
func TestDecodeAgrees(t *testing.T) {
	const most = 20_000 // bytes of a file
	for _, name := range smallFiles(t, most) {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rnd := rand.New(rand.NewPCG(1, uint64(len(file))))
		for range 25 {
			n := rnd.IntN(len(file))
			agree(t, fmt.Sprintf("%s cut at %d", name, n), file[:n])
			bit := rnd.IntN(8 * len(file))
			flipped := slices.Clone(file)
			flipped[bit/8] ^= 1 << (bit % 8)
			agree(t, fmt.Sprintf("%s with bit %d of byte %d flipped", name, bit%8, bit/8), flipped)
			from := rnd.IntN(len(file))
			zeroed := slices.Clone(file)
			clear(zeroed[from:min(len(file), from+40)])
			agree(t, fmt.Sprintf("%s with 40 zeros at %d", name, from), zeroed)
			agree(t, fmt.Sprintf("%s without 40 bytes at %d", name, from), slices.Delete(slices.Clone(file), from, min(len(file), from+40)))
		}
	}
}

func smallFiles(t *testing.T, most int64) (names []string) {
	t.Helper()
	for _, dir := range []string{"adts", "aiff", "amr", "flac", "mp4", "mpeg", "ogg", "wav"} {
		list, err := filepath.Glob(filepath.Join("..", "testdata", dir, "*.*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range list {
			if st, err := os.Stat(name); err == nil && st.Size() <= most && filepath.Ext(name) != ".sh" {
				names = append(names, name)
			}
		}
	}
	if len(names) < 50 {
		t.Fatalf("only %d files", len(names))
	}
	return names
}

func agree(t *testing.T, what string, b []byte) {
	t.Helper()
	info := readBytes(t, b, Packets)
	frames, err := countFrames(b)
	switch damaged := info.Integrity == Damaged; {
	case damaged && err == io.EOF:
		t.Errorf("%s: %v, and it decodes to a clean end", what, info.Damage)
	case err == io.EOF && info.Frames.Basis == FromPackets && info.Frames.Value != frames:
		t.Errorf("%s: %d frames by the packets, %d are decoded", what, info.Frames.Value, frames)
	case err != io.EOF && !errors.As(err, new(*decode.Error)):
		t.Errorf("%s: %v", what, err)
	}
}

// countFrames decodes b and returns how many frames come out, and what ends them.
func countFrames(b []byte) (frames int64, err error) {
	s, err := decode.Open(bytes.NewReader(b), int64(len(b)), nil)
	if err != nil {
		return 0, err
	}
	buf := make([]float32, 4096*s.Format().Channels)
	for {
		n, err := s.ReadFrames(buf)
		if err != nil {
			return frames, err
		}
		frames += int64(n)
	}
}

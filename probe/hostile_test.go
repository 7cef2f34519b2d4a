package probe

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// lies are what a hostile writer puts where a size or a count stands.
var lies = []string{"\xff\xff\xff\xff", "\x7f\xff\xff\x7f"}

// TestLyingSizesCostNoMemory writes a huge number over every place of the
// headers of small files of each format, the tables behind the sound included.
// Reading keeps within a quarter of the 64 MiB that two workers may take, so that
// no field of a header is believed before it is bounded.
func TestLyingSizesCostNoMemory(t *testing.T) {
	const most, headers = 16 << 20, 400
	for _, name := range []string{
		"wav/pcm_s16le.wav", "wav/s24_rf64.wav", "wav/rifx16.wav", "wav/s16.w64", "wav/ima.wav", "wav/ms.wav", "wav/mp3.wav",
		"aiff/pcm_s16be.aiff", "aiff/adpcm_ima_qt.aifc", "flac/s16.flac", "flac/c6.flac", "mpeg/vbr.mp3", "mpeg/free.mp3",
		"mp4/aac.m4a", "mp4/alac24.m4a", "mp4/frag.m4a", "mp4/in24.mov", "ogg/vorbis.ogg", "ogg/opus.opus", "ogg/flac.oga",
		"adts/lc.aac", "amr/nb.amr",
	} {
		file, err := os.ReadFile(filepath.Join("..", "testdata", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for at := 0; at < len(file); at++ {
			if at == headers {
				at = max(at, len(file)-headers)
			}
			for _, lie := range lies {
				b := bytes.Clone(file)
				copy(b[at:], lie)
				if n := allocated(t, b); n > most {
					t.Errorf("%s with %x at byte %d: %d bytes are allocated, want at most %d", name, lie, at, n, most)
				}
			}
		}
	}
}

// allocated returns how many bytes reading b at the deepest depth allocates, which
// goes through the packets first.
func allocated(t *testing.T, b []byte) uint64 {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: Samples}); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

package probe

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"
)

// small holds a small file of each format.
var small = []string{
	"wav/pcm_s16le.wav", "wav/s24_rf64.wav", "wav/rifx16.wav", "wav/s16.w64", "wav/ima.wav", "wav/ms.wav", "wav/mp3.wav",
	"aiff/pcm_s16be.aiff", "aiff/adpcm_ima_qt.aifc", "flac/s16.flac", "flac/c6.flac", "mpeg/vbr.mp3", "mpeg/free.mp3",
	"mp4/aac.m4a", "mp4/alac24.m4a", "mp4/frag.m4a", "mp4/in24.mov", "mp4/flacfrag.mp4", "mp4/mp3.mp4", "ogg/vorbis.ogg", "ogg/opus.opus", "ogg/flac.oga",
	"adts/lc.aac", "amr/nb.amr",
}

func testFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// lies are what a hostile writer puts where a size or a count stands.
var lies = []string{"\xff\xff\xff\xff", "\x7f\xff\xff\x7f"}

// TestLyingSizesCostNoMemory writes a huge number over every place of the
// headers of small files of each format, the tables behind the sound included.
// Reading keeps within a quarter of the 64 MiB that two workers may take, so that
// no field of a header is believed before it is bounded.
func TestLyingSizesCostNoMemory(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(2000)) // what is kept is so little that it would be collected all the time
	const most, headers = 16 << 20, 460
	for _, name := range small {
		file := testFile(t, name)
		if name == "mpeg/vbr.mp3" {
			const tag, packet = 417, 835 // bytes; the other packets only cost time
			file = file[:tag+packet]
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

// TestMutants breaks small files of each format in many ways. Whatever is left
// of one, no fact about it is absurd, and what the packets lost no sample mends.
func TestMutants(t *testing.T) {
	const mutants = 120 // of each file
	rng := rand.New(rand.NewPCG(20, 26))
	for _, name := range small {
		file := testFile(t, name)
		for i := range mutants {
			b := mutate(rng, file)
			if why := absurd(t, b); why != "" {
				t.Errorf("mutant %d of %s: %s", i, name, why)
			}
		}
	}
}

// mutate returns b with one to three things broken.
func mutate(rng *rand.Rand, b []byte) []byte {
	b = bytes.Clone(b)
	for range 1 + rng.IntN(3) {
		if len(b) < 2 {
			break
		}
		i, j := rng.IntN(len(b)), rng.IntN(len(b))
		n := min(1+rng.IntN(300), len(b)-max(i, j))
		switch rng.IntN(7) {
		case 0:
			b = b[:i]
		case 1:
			b[i] ^= 1 << rng.IntN(8)
		case 2:
			clear(b[i : i+n])
		case 3:
			copy(b[i:], lies[rng.IntN(len(lies))])
		case 4:
			b = append(b[:i:i], b[i+n:]...)
		case 5:
			b = append(append(b[:i:i], b[j:j+n]...), b[i:]...)
		case 6:
			copy(b[i:i+n], bytes.Clone(b[j:j+n]))
		}
	}
	return b
}

// absurd says what no file can be that b is said to be; empty if there is nothing.
func absurd(t testing.TB, b []byte) string {
	t.Helper()
	var before Info
	for _, d := range []Depth{Header, Packets, Samples} {
		i, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: d})
		again, _ := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: d})
		switch {
		case err != nil:
			return err.Error()
		case !reflect.DeepEqual(i, again):
			return "the second answer is another"
		case i.Frames.Value < 0 || i.CodedFrames.Value < 0 || i.BitRate.Value < 0:
			return "a negative length or bit rate"
		case i.Rate.Known() && i.Rate.Value <= 0 || i.Channels.Known() && i.Channels.Value <= 0:
			return "no rate or no channels, as a fact"
		case i.Bits.Known() && (i.Bits.Value < 1 || i.Bits.Value > 64):
			return "a sample of less than 1 bit or more than 64"
		case d == Samples && before.Integrity == Damaged && i.Integrity != Damaged:
			return "decoding found the packets' damage mended"
		}
		for _, g := range i.Damage {
			if g.Offset < -1 || g.Offset > int64(len(b)) {
				return "damage outside the file: " + g.Detail
			}
		}
		before = i
	}
	return ""
}

func FuzzRead(f *testing.F) {
	const seed = 4 << 10
	for _, name := range small {
		if b := testFile(f, name); len(b) <= seed {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if why := absurd(t, b); why != "" {
			t.Error(why)
		}
	})
}

package aac

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

const frag = "../../testdata/mp4/frag.m4a"

// floats reads little-endian float32.
func floats(b []byte) []float32 {
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

// decodeAll decodes every packet of f.
func (f file) decodeAll(t testing.TB) []float32 {
	t.Helper()
	d := f.decoder(t)
	var out []float32
	for i := range f.packets {
		samples, err := d.Decode(f.packet(i))
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		out = append(out, samples...)
	}
	return out
}

// The distance that is let through between two decoders in float32.
const (
	maxDistance = 1e-6 // of full scale
	maxRMS      = -130 // dB of full scale
)

// distance returns the largest difference, where it is, and the RMS in dB.
func distance(got, want []float32) (most float64, at int, rms float64) {
	for i, w := range want {
		d := math.Abs(float64(got[i]) - float64(w))
		if d > most {
			most, at = d, i
		}
		rms += d * d
	}
	return most, at, 10 * math.Log10(rms/float64(len(want)))
}

// TestTruth compares with what FFmpeg decodes; testdata/SOURCES.md has the
// commands.
func TestTruth(t *testing.T) {
	for _, c := range []struct {
		file, truth    string
		channels, from int // frame
	}{
		{frag, "testdata/frag.f32", 2, 0},
		{"testdata/tools.m4a", "testdata/tools.f32", 2, 4096},
		{"testdata/surround.m4a", "testdata/surround.f32", 6, 2048},
	} {
		b, err := os.ReadFile(c.truth)
		if err != nil {
			t.Fatal(err)
		}
		want := floats(b)
		got := readFile(t, c.file).decodeAll(t)[c.from*c.channels:]
		if len(want) < 1024*c.channels || len(got) < len(want) {
			t.Fatalf("%s: %d samples, %d to compare with", c.file, len(got), len(want))
		}
		if most, at, rms := distance(got, want); most > maxDistance || rms > maxRMS {
			t.Errorf("%s: sample %d is %v, want %v; the RMS of all differences is %.1f dB", c.file, at, got[at], want[at], rms)
		}
	}
}

// TestUnsupported: what New refuses.
func TestUnsupported(t *testing.T) {
	for name, config := range map[string][]byte{
		"HE-AAC":                     {0x2b, 0x92, 0x08, 0x00},
		"AAC Main":                   {0x0a, 0x10},
		"960 frames":                 {0x12, 0x14},
		"22.2 channels":              {0x12, 0x68},
		"a coupling channel element": coupled(),
	} {
		c, err := aacconfig.Parse(config)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := New(c); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", name, err)
		}
	}
}

// coupled is the config of one channel in front that another is coupled to.
func coupled() []byte {
	w := &bitWriter{}
	w.put(2, 5).put(4, 4).put(0, 4).put(0, 3)  // AAC-LC, 44.1 kHz, a program config element
	w.put(0, 10).put(1, 4).put(0, 4+4+2+3)     // one element in front
	w.put(1, 4).put(0, 3).put(0, 5).put(16, 5) // one coupling channel element, no mixdown; both elements
	return w.put(0, 16).b
}

// TestAllocations: decoding allocates nothing once it runs.
func TestAllocations(t *testing.T) {
	f := readFile(t, "testdata/noise.m4a")
	d := f.decoder(t)
	n := testing.AllocsPerRun(10, func() {
		for i := range f.packets {
			if _, err := d.Decode(f.packet(i)); err != nil {
				t.Fatal(err)
			}
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestAfterError: a packet that is refused leaves no trace.
func TestAfterError(t *testing.T) {
	f := readFile(t, "testdata/noise.m4a")
	want := f.decodeAll(t)
	d := f.decoder(t)
	var got []float32
	for i := range f.packets {
		cut := f.packet(i)[:len(f.packet(i))*2/3]
		if _, err := d.Decode(cut); err == nil && i > 0 {
			t.Errorf("packet %d, cut to %d bytes: no error", i, len(cut))
		}
		samples, err := d.Decode(f.packet(i))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, samples...)
	}
	if !slices.Equal(got, want) {
		t.Error("the samples differ")
	}
}

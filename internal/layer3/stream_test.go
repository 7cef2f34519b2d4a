package layer3

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
)

var makeDir = flag.String("make", "", "write the made streams into this `folder`")

func TestMake(t *testing.T) {
	if *makeDir == "" {
		t.Skip("writes files, with -make alone")
	}
	for _, s := range made {
		b := newMaker(s.header, 6).stream(s.packets)
		if err := os.WriteFile(filepath.Join(*makeDir, s.name+".mp3"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func sample(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "testdata", "mpeg"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// eachPacket calls visit for each packet of the stream b.
func eachPacket(t testing.TB, b []byte, visit func(p *mpa.Packet)) {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	w := mpa.NewWalker(r, 0, r.Size(), false, new(damage.Log))
	for {
		p, err := w.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		visit(p)
	}
}

// decodeAll returns the frames of all packets of b and the first error.
func decodeAll(t testing.TB, b []byte) (frames []float32, failed error) {
	t.Helper()
	d := New()
	eachPacket(t, b, func(p *mpa.Packet) {
		out, err := d.Decode(p)
		if failed == nil {
			failed = err
		}
		frames = append(frames, out...)
	})
	return frames, failed
}

// Bounds for two decoders in single precision. A decoder has full accuracy where
// the difference has a root mean square below 2^-15/√12 and is at most 2^-14.
//
// Source: ISO/IEC 11172-4, 2.6.
const (
	maxDifference  = 4e-6
	meanDifference = 3e-7 // -130 dB
)

// compare holds got against the samples want, of which there may be fewer.
func compare(t *testing.T, name string, got, want []float32) {
	t.Helper()
	if len(got) < len(want) || len(want) == 0 {
		t.Errorf("%s: %d samples, want %d", name, len(got), len(want))
		return
	}
	largest, sum := 0.0, 0.0
	for i, v := range want {
		d := math.Abs(float64(got[i] - v))
		largest = max(largest, d)
		sum += d * d
	}
	if root := math.Sqrt(sum / float64(len(want))); !(largest <= maxDifference) || !(root <= meanDifference) {
		t.Errorf("%s: samples differ by %.2g at most and %.2g in the mean", name, largest, root)
	}
}

func floats(b []byte) []float32 {
	f := make([]float32, len(b)/4)
	for i := range f {
		f[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return f
}

// TestSamplesAreThoseKept holds the decoder against what mpg123 made of the same
// streams; see testdata/SOURCES.md.
func TestSamplesAreThoseKept(t *testing.T) {
	for _, name := range []string{"vbr", "mpeg2", "mpeg25", "mono-crc"} {
		got, err := decodeAll(t, sample(t, name+".mp3"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		compare(t, name, got, floats(sample(t, name+".f32")))
	}
	for _, s := range made {
		got, err := decodeAll(t, sample(t, "made", s.name+".mp3"))
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
		want := floats(sample(t, "made", s.name+".f32"))
		compare(t, s.name, got, want)
		if len(got) != len(want) || len(got) != s.packets*s.header.Frames()*s.header.Channels() {
			t.Errorf("%s: %d samples, want %d", s.name, len(got), len(want))
		}
	}
}

// TestSamplesAreThoseOfMPG123 does the same for every committed stream and for
// many made ones, where mpg123 is installed.
func TestSamplesAreThoseOfMPG123(t *testing.T) {
	if _, err := exec.LookPath("mpg123"); err != nil {
		t.Skip("mpg123 is not installed")
	}
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "mpeg", "*.mp3"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	dir := t.TempDir()
	for _, s := range made {
		for seed := range uint64(6) {
			path := filepath.Join(dir, fmt.Sprintf("%s-%d.mp3", s.name, seed))
			if err := os.WriteFile(path, newMaker(s.header, 2+seed).stream(12), 0o600); err != nil {
				t.Fatal(err)
			}
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		out, err := exec.Command("mpg123", "-q", "--no-gapless", "-e", "f32", "-s", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeAll(t, b)
		want := floats(out)
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %d samples, %v; mpg123 gives %d", path, len(got), err, len(want))
		}
		compare(t, filepath.Base(path), got, want)
	}
}

// TestTheKeptStreamsUseEverything asserts that no table, kind of block or sort of
// stereo is left out of the comparisons.
func TestTheKeptStreamsUseEverything(t *testing.T) {
	used := map[string]bool{}
	for _, s := range made {
		d := New()
		eachPacket(t, sample(t, "made", s.name+".mp3"), func(p *mpa.Packet) {
			if _, err := d.Decode(p); err != nil {
				t.Fatal(err)
			}
			h := p.Header
			for gr := range granules(h) {
				for ch := range h.Channels() {
					d.side.granules[gr][ch].note(used, d.layouts, h, d.side.scfsi[ch])
				}
			}
		})
	}
	for _, want := range features() {
		if !used[want] {
			t.Errorf("no stream has %s", want)
		}
	}
}

// note adds to used what the granule g of a packet with header h has.
func (g *granule) note(used map[string]bool, l *layouts, h mpa.Header, scfsi int) {
	n := 0
	for i, stop := range regionEnds(g, l) {
		if n < stop {
			used[fmt.Sprint("table ", g.tables[i])] = true
		}
		n = max(n, stop)
	}
	version := h.Version().String()
	for feature, has := range map[string]bool{
		"count1 table A": !g.count1B, "count1 table B": g.count1B,
		"scalefac_scale": g.coarse, "preflag": g.preflag, "scfsi": scfsi != 0,
		"subblock_gain":                      g.kind == short && g.subblockGain != [3]int{},
		version + " mid and side":            h.MidSide() && !h.Intensity(),
		version + " intensity":               h.Intensity() && !h.MidSide(),
		version + " intensity, wide":         h.Intensity() && g.scale == 1,
		version + " intensity, mid and side": h.Intensity() && h.MidSide(),
		version + " " + g.kindName():         true,
	} {
		used[feature] = used[feature] || has
	}
}

func (g *granule) kindName() string {
	name := [...]string{"long", "start", "short", "stop"}[g.kind]
	if g.mixed {
		name += ", mixed"
	}
	return name
}

// features returns all that the kept streams must have.
func features() []string {
	all := []string{
		"count1 table A", "count1 table B", "scalefac_scale", "preflag", "scfsi", "subblock_gain",
		"MPEG-1 short, mixed", "MPEG-2 short, mixed", "MPEG-1 start, mixed", "MPEG-2 stop, mixed", "MPEG-2 intensity, wide",
	}
	for _, v := range []string{"MPEG-1 ", "MPEG-2 ", "MPEG-2.5 "} {
		all = append(all, v+"long", v+"start", v+"short", v+"stop", v+"mid and side", v+"intensity", v+"intensity, mid and side")
	}
	for n := range 32 {
		if n != 4 && n != 14 {
			all = append(all, fmt.Sprint("table ", n))
		}
	}
	return all
}

// TestDecodingDoesNotAllocate holds the steady state.
func TestDecodingDoesNotAllocate(t *testing.T) {
	var packets []mpa.Packet
	eachPacket(t, sample(t, "vbr.mp3"), func(p *mpa.Packet) {
		q := *p
		q.Data = slices.Clone(p.Data)
		packets = append(packets, q)
	})
	d := New()
	all := func() {
		for i := range packets {
			if _, err := d.Decode(&packets[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	all()
	if n := testing.AllocsPerRun(10, all); n != 0 {
		t.Errorf("%v allocations for %d packets", n, len(packets))
	}
}

package ogg

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "ogg", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func walk(t testing.TB, b []byte) (Summary, []damage.Damage) {
	t.Helper()
	var log damage.Log
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	sum, err := Walk(r, 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	return sum, log.List()
}

func kinds(list []damage.Damage) (k []damage.Kind) {
	for _, d := range list {
		k = append(k, d.Kind)
	}
	return k
}

// pages returns where the pages of a good file begin, and its end.
func pages(t testing.TB, b []byte) (offs []int) {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	for off := 0; off < len(b); {
		p, s, err := readPage(r, int64(off))
		if s != right || err != nil {
			t.Fatalf("page at %d: %d, %v", off, s, err)
		}
		offs = append(offs, off)
		off += p.size
	}
	return append(offs, len(b))
}

// seal gives a page its CRC-32 after a change.
func seal(b []byte) []byte {
	binary.LittleEndian.PutUint32(b[22:], sum(b))
	return b
}

// The source is 8000 frames at 16 kHz: 0.5 s, which is 24000 frames at Opus'
// 48 kHz. Speex' granule positions end with the 143 frames of the encoder's
// delay short of it (ffprobe: start -0.008938 s, duration 0.5 s).
var good = []struct {
	name   string
	codec  string
	rate   int
	frames int64
}{
	{"vorbis.ogg", "vorbis", 16000, 8000},
	{"opus.opus", "opus", 48000, 24000},
	{"flac.oga", "flac", 16000, 8000},
	{"speex.spx", "speex", 16000, 8000 - 143},
}

func TestGood(t *testing.T) {
	for _, g := range good {
		b := fixture(t, g.name)
		s, list := walk(t, b)
		if len(list) > 0 || !s.Intact {
			t.Errorf("%s: %v", g.name, list)
		}
		if s.Codec.Name != g.codec || s.Codec.Rate != g.rate || s.Codec.Channels != 1 || s.Frames != g.frames || s.AudioTracks != 1 || s.Links != 1 {
			t.Errorf("%s: %+v, want %+v", g.name, s, g)
		}
		h, err := Head(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0)
		if err != nil || h.Frames != g.frames || h.Codec != s.Codec || !h.Guessed {
			t.Errorf("%s: head %+v, %v", g.name, h, err)
		}
	}
}

func TestEachFlipIsFound(t *testing.T) {
	for _, g := range good {
		b := fixture(t, g.name)
		for i := range b {
			b[i] ^= 0x10
			s, list := walk(t, b)
			b[i] ^= 0x10
			lost := slices.ContainsFunc(list, func(d damage.Damage) bool { return d.Kind.Severity() == damage.Lost })
			// The capture pattern of the first page is what makes the file Ogg.
			if !lost && i > 3 || s.Intact {
				t.Errorf("%s: byte %d: %v", g.name, i, list)
			}
		}
	}
}

func TestEachCutIsFound(t *testing.T) {
	for _, g := range good {
		b := fixture(t, g.name)
		for n := 1; n < len(b); n++ {
			s, list := walk(t, b[:n])
			if !slices.Equal(kinds(list), []damage.Kind{damage.Truncated}) || s.Frames > g.frames {
				t.Errorf("%s cut at %d of %d: %d frames, %v", g.name, n, len(b), s.Frames, list)
			}
		}
	}
}

func TestChainsAndTails(t *testing.T) {
	vorbis, opus, flac := fixture(t, "vorbis.ogg"), fixture(t, "opus.opus"), fixture(t, "flac.oga")
	pv, pf := pages(t, vorbis), pages(t, flac)
	tests := []struct {
		name   string
		b      []byte
		frames int64
		want   []damage.Kind
	}{
		{"two links", slices.Concat(vorbis, vorbis), 16000, nil},
		{"two links of different codecs", slices.Concat(vorbis, opus), 16000, []damage.Kind{damage.FormatChange}},
		{"junk behind", append(slices.Clone(vorbis), "what is this"...), 8000, []damage.Kind{damage.JunkAfter}},
		{"junk between", slices.Concat(vorbis[:pv[1]], []byte("junk Ogg"), vorbis[pv[1]:]), 8000, []damage.Kind{damage.JunkBetween}},
		{"page gone", slices.Concat(flac[:pf[2]], flac[pf[3]:]), 8000, []damage.Kind{damage.BadNumbering}},
		{"no first page", vorbis[pv[1]:], 0, []damage.Kind{damage.MissingHeader}},
		{"first page twice", slices.Concat(vorbis[:pv[1]], vorbis), 8000, []damage.Kind{damage.BadStructure}},
	}
	for _, tt := range tests {
		s, list := walk(t, tt.b)
		if !slices.Equal(kinds(list), tt.want) || s.Frames != tt.frames {
			t.Errorf("%s: %d frames, %v; want %d, %v", tt.name, s.Frames, list, tt.frames, tt.want)
		}
	}
}

// Streams side by side last as long as one of them.
// TestBrokenLink: frames at a rate of 0 have no length, in whichever link of a
// chain they are.
func TestBrokenLink(t *testing.T) {
	whole := fixture(t, "vorbis.ogg")
	broken := bytes.Clone(whole)
	const rate = headSize + 1 + 12 // of one segment: Vorbis I specification, 4.2.2
	copy(broken[rate:], "\x00\x00\x00\x00")
	seal(broken[:pages(t, whole)[1]])
	for _, c := range []struct {
		name string
		file []byte
	}{{"first", slices.Concat(broken, whole)}, {"second", slices.Concat(whole, broken)}} {
		sum, list := walk(t, c.file)
		if sum.Frames < 0 || sum.Frames > 8000 || sum.Intact || !slices.Contains(kinds(list), damage.BadStructure) {
			t.Errorf("%s link: %d frames, %v", c.name, sum.Frames, list)
		}
	}
}

func TestMultiplexed(t *testing.T) {
	a := fixture(t, "vorbis.ogg")
	pa := pages(t, a)
	b := slices.Clone(a)
	for i, off := range pa[:len(pa)-1] {
		b[off+14]++ // serial number
		seal(b[off:pa[i+1]])
	}
	mixed := slices.Concat(a[:pa[1]], b[:pa[1]], a[pa[1]:], b[pa[1]:])
	s, list := walk(t, mixed)
	if s.Frames != 8000 || s.AudioTracks != 2 || s.Links != 1 || len(list) > 0 {
		t.Errorf("%+v, %v", s, list)
	}
}

// A stream that was recorded from its middle begins with a large granule
// position; RFC 7845, 4.3.
func TestStartInTheMiddle(t *testing.T) {
	for _, tt := range []struct {
		name    string
		guessed bool
	}{{"opus.opus", false}, {"vorbis.ogg", true}} {
		b := slices.Clone(fixture(t, tt.name))
		want, _ := walk(t, b)
		offs := pages(t, b)
		if len(offs) < 5 && tt.name == "opus.opus" {
			// The one data page ends the stream; its start can not be told.
			b[offs[2]+5] &^= last
			seal(b[offs[2]:offs[3]])
		}
		for i, off := range offs[:len(offs)-1] {
			if g := binary.LittleEndian.Uint64(b[off+6:]); g > 0 && g < 1<<62 {
				binary.LittleEndian.PutUint64(b[off+6:], g+1_000_000)
				seal(b[off:offs[i+1]])
			}
		}
		s, _ := walk(t, b)
		if s.Guessed != tt.guessed || s.Frames < want.Frames-2048 || s.Frames > want.Frames+2048 {
			t.Errorf("%s: %+v, want about %d frames", tt.name, s, want.Frames)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	first := fixture(t, "vorbis.ogg")
	first = first[:pages(t, first)[1]]
	var b []byte
	for i := range 50000 {
		p := slices.Clone(first)
		binary.LittleEndian.PutUint32(p[14:], uint32(i))
		b = append(b, seal(p)...)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	walk(t, b)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("a walk through %d streams allocates %d bytes", 50000, got)
	}
}

// FuzzPages holds that a walk ends, gives the same twice and counts nothing
// that cannot be. The fuzzer's pages get right checksums, lest none be read.
func FuzzPages(f *testing.F) {
	for _, g := range good {
		f.Add(fixture(f, g.name), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, repair bool) {
		if repair {
			b = repaired(b)
		}
		one, damage1 := walk(t, b)
		two, damage2 := walk(t, b)
		if one != two || !slices.Equal(damage1, damage2) {
			t.Fatalf("%+v and %+v", one, two)
		}
		if one.Frames < 0 || one.Coded < one.Frames || one.Bytes > int64(len(b)) {
			t.Fatalf("%+v from %d bytes", one, len(b))
		}
		size := 0
		for _, k := range collect(t, b) {
			size += len(k)
		}
		if size > len(b) {
			t.Fatalf("packets of %d bytes in %d", size, len(b))
		}
		if _, err := Head(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0); err != nil {
			t.Fatal(err)
		}
	})
}

func repaired(b []byte) []byte {
	b = slices.Clone(b)
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	for off := int64(0); off < int64(len(b)); {
		p, s, _ := readPage(r, off)
		switch s {
		case right, broken:
			seal(b[off : off+int64(p.size)])
			off += int64(p.size)
		default:
			off++
		}
	}
	return b
}

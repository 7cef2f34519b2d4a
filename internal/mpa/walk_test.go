package mpa

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// walk finds the stream in b and walks it as package probe does.
func walk(t testing.TB, b []byte) (Stream, *damage.Log, bool) {
	t.Helper()
	log := new(damage.Log)
	r := open(b)
	start, found, err := Sync(r, 0, syncLimit)
	if err != nil || !found {
		return Stream{}, log, false
	}
	end, edited, err := End(r, start, log)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Walk(r, start, end, edited, log)
	if err != nil {
		t.Fatal(err)
	}
	return s, log, true
}

func kinds(log *damage.Log) (out []damage.Kind) {
	for _, d := range log.List() {
		if !slices.Contains(out, d.Kind) {
			out = append(out, d.Kind)
		}
	}
	return out
}

// truth is what mpg123 gives, with and without gapless; see testdata/SOURCES.md.
var truth = []struct {
	name            string
	playable, coded int64
	rate, bitRate   int
	protected       bool
}{
	{"abr.mp3", 8000, 9216, 32000, 0, false},
	{"cbr.mp3", 6000, 7488, 24000, 64000, false},
	{"cbr-crc.mp3", 6000, 7488, 24000, 64000, true},
	{"free.mp3", 8000, 9216, 32000, 0, false},
	{"layer2-crc.mp2", 11520, 11520, 44100, 64000, true},
	{"layer2-joint-crc.mp2", 11520, 11520, 44100, 128000, true},
	{"mono-crc.mp3", 7488, 7488, 24000, 40000, true},
	{"mpeg2-crc.mp3", 7488, 7488, 24000, 48000, true},
	{"mpeg2.mp3", 6912, 6912, 22050, 32000, false},
	{"mpeg25.mp3", 4032, 4032, 11025, 16000, false},
	{"notag.mp3", 7488, 7488, 24000, 64000, false},
	{"vbr.mp3", 11025, 12672, 44100, 0, false},
	{"vbr-crc.mp3", 8000, 9216, 32000, 0, true},
}

func TestWalkCountsWhatTheReferenceDecodes(t *testing.T) {
	for _, tt := range truth {
		s, log, _ := walk(t, sample(t, tt.name))
		if s.Frames != tt.playable || s.Coded != tt.coded || s.First.Rate() != tt.rate || s.BitRate != tt.bitRate || s.Protected != tt.protected {
			t.Errorf("%s: %d of %d frames, %d Hz, %d bit/s, protected %v; want %+v",
				tt.name, s.Frames, s.Coded, s.First.Rate(), s.BitRate, s.Protected, tt)
		}
		if got := log.List(); len(got) > 0 {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if n := len(samples(t)); n != len(truth) {
		t.Errorf("%d files in testdata/mpeg, %d in the table", n, len(truth))
	}
}

// layer1 is silence in layer I: no reference encoder exists, but mpg123 takes
// it for 384 frames a packet.
func layer1(packets int, padded bool) []byte {
	head, size := "\xff\xff\x12\x04", 36 // 32 kbit/s at 44.1 kHz: 12*32000/44100 = 8 slots of 4 bytes, and a padding slot
	if !padded {
		head, size = "\xff\xff\x10\x04", 32
	}
	return bytes.Repeat([]byte(head+strings.Repeat("\x00", size-4)), packets)
}

func TestWalkLayerI(t *testing.T) {
	s, log, found := walk(t, slices.Concat(layer1(5, false), layer1(4, true), layer1(1, false)))
	if !found || s.Packets != 10 || s.Coded != 3840 || s.First.Profile() != "MPEG-1 Layer I" || len(log.List()) > 0 {
		t.Errorf("%+v, %v", s, log.List())
	}
}

// layout returns where the packets of the stream in b begin, and its end.
func layout(t testing.TB, b []byte) (offsets []int, end int) {
	t.Helper()
	s := NewScanner(open(b), 0, int64(len(b)), new(damage.Log))
	for {
		p, err := s.Next()
		if errors.Is(err, io.EOF) {
			return offsets, end
		}
		if err != nil {
			t.Fatal(err)
		}
		offsets, end = append(offsets, int(p.Offset)), int(p.Offset)+len(p.Data)
	}
}

// A stream with a tag is found short wherever it is cut; one without, unless it
// is cut between two packets, where nothing tells.
func TestTruncationAtEveryByte(t *testing.T) {
	for _, name := range samples(t) {
		file := sample(t, name)
		offsets, _ := layout(t, file)
		whole, _, _ := walk(t, file)
		for n := range file {
			s, log, found := walk(t, file[:n])
			i, between := slices.BinarySearch(offsets, n)
			if !found || between && whole.Info == nil || name == "free.mp3" && i < 3 {
				continue
			}
			if log.Count(damage.Truncated) == 0 {
				t.Fatalf("%s cut at %d of %d: %v", name, n, len(file), log.List())
			}
			if got, want := s.Packets, whole.Packets; got >= want && n <= offsets[len(offsets)-1] {
				t.Fatalf("%s cut at %d: %d packets of %d", name, n, got, want)
			}
		}
	}
}

func TestTheMusicCRCFindsAnyFlippedBit(t *testing.T) {
	for _, name := range []string{"abr.mp3", "cbr.mp3", "vbr.mp3"} {
		file := sample(t, name)
		offsets, _ := layout(t, file)
		for at := offsets[1]; at < len(file); at++ {
			b := slices.Clone(file)
			b[at] ^= 1 << (at % 8)
			if _, log, _ := walk(t, b); !log.Lost() {
				t.Fatalf("%s: a bit flipped at byte %d: %v", name, at, log.List())
			}
		}
	}
}

// Without a tag, the packets' own CRC guards what it covers: the last two bytes
// of the header, itself, and the side information.
func TestThePacketCRCFindsAnyFlippedBitThatItCovers(t *testing.T) {
	for _, name := range []string{"mono-crc.mp3", "mpeg2-crc.mp3", "layer2-crc.mp2", "layer2-joint-crc.mp2"} {
		file := sample(t, name)
		offsets, _ := layout(t, file)
		for _, off := range offsets[1:] { // a broken first packet is junk in front of the next
			for bit := 16; bit < 8*(HeaderSize+crcSize+9); bit++ {
				b := slices.Clone(file)
				b[off+bit/8] ^= 0x80 >> (bit % 8)
				s, log, found := walk(t, b)
				if found && !log.Lost() {
					t.Fatalf("%s: bit %d of the packet at %d flipped: %d packets, %v", name, bit, off, s.Packets, log.List())
				}
			}
		}
	}
}

func TestJoinedStreams(t *testing.T) {
	vbr, abr, notag := sample(t, "vbr.mp3"), sample(t, "abr.mp3"), sample(t, "notag.mp3")
	id3 := []byte("ID3\x04\x00\x00\x00\x00\x00\x05hello")
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	tests := []struct {
		name            string
		file            []byte
		playable, coded int64
		want            []damage.Kind
	}{
		{"two with tags", slices.Concat(vbr, vbr), 2 * 11025, 2 * 12672, nil},
		{"ID3v1 and ID3v2 between", slices.Concat(vbr, id3v1, id3, vbr), 2 * 11025, 2 * 12672, []damage.Kind{damage.JunkBetween}},
		{"zeros between", slices.Concat(vbr, make([]byte, 5000), vbr), 2 * 11025, 2 * 12672, []damage.Kind{damage.JunkBetween}},
		{"another rate", slices.Concat(vbr, abr), 11025 + 8000, 12672 + 9216, []damage.Kind{damage.FormatChange}},
		{"no tag, twice", slices.Concat(notag, notag), 2 * 7488, 2 * 7488, nil},
		{"junk behind", slices.Concat(vbr, []byte("some junk")), 11025, 12672, []damage.Kind{damage.JunkAfter}},
		{"zeros behind", slices.Concat(vbr, make([]byte, 500_000)), 11025, 12672, []damage.Kind{damage.JunkAfter}},
	}
	for _, tt := range tests {
		s, log, _ := walk(t, tt.file)
		if s.Frames != tt.playable || s.Coded != tt.coded || !slices.Equal(kinds(log), tt.want) {
			t.Errorf("%s: %d of %d frames, %v; want %d of %d, %v", tt.name, s.Frames, s.Coded, log.List(), tt.playable, tt.coded, tt.want)
		}
	}
}

// without returns b without the bytes [from, to).
func without(b []byte, from, to int) []byte { return slices.Concat(b[:from], b[to:]) }

func TestLostPackets(t *testing.T) {
	notag, vbr := sample(t, "notag.mp3"), sample(t, "vbr.mp3")
	at, _ := layout(t, notag)
	vat, _ := layout(t, vbr)
	junk := slices.Clone(notag)
	copy(junk[at[5]:], make([]byte, 100))
	tests := []struct {
		name    string
		file    []byte
		packets int64
		want    damage.Kind
	}{
		{"zeros over a header", junk, 12, damage.LostSync},
		{"half a packet cut out", without(notag, at[5]+50, at[6]), 12, damage.LostSync},
		{"junk put in", slices.Concat(notag[:at[5]], []byte("junk in the middle"), notag[at[5]:]), 13, damage.LostSync},
		{"cut out of a longer stream", notag[at[4]:], 9, damage.MissingRefs},
		{"packets cut out of a tagged stream", without(vbr, vat[4], vat[7]), 8, damage.Truncated},
		{"first half of a packet at the end", notag[:at[5]+60], 5, damage.Truncated},
		{"header of a packet at the end", notag[:at[5]+2], 5, damage.Truncated},
	}
	for _, tt := range tests {
		s, log, _ := walk(t, tt.file)
		if s.Packets != tt.packets || log.Count(tt.want) == 0 {
			t.Errorf("%s: %d packets, %v; want %d and %s", tt.name, s.Packets, log.List(), tt.packets, tt.want)
		}
	}
}

// put returns b with the big-endian number v at offset at.
func put(b []byte, at int, v uint32) []byte {
	b = slices.Clone(b)
	copy(b[at:], []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
	return b
}

func TestTagCounts(t *testing.T) {
	vbr := sample(t, "vbr.mp3") // 11 packets besides the tag's
	const frames, size = 36 + 8, 36 + 12
	lastCut := func(b []byte) []byte { at, _ := layout(t, b); return b[:at[len(at)-1]] }
	tests := []struct {
		name string
		file []byte
		want damage.Kind
	}{
		{"lies by thousands", put(vbr, frames, 100_000), damage.LyingTotal},
		{"says less", put(vbr, frames, 5), damage.LyingTotal},
		{"counts its own packet", put(vbr, frames, 12), damage.CountOff},
		{"counts one less", put(vbr, frames, 10), damage.CountOff},
		{"bytes without its own packet", put(vbr, size, uint32(len(vbr)-417)), damage.CountOff},
		{"leaves it open", put(vbr, frames, 0), damage.UnknownTotal},
		{"cut between packets", lastCut(vbr), damage.Truncated},
		{"cut between packets, no byte count", lastCut(lastCut(put(put(vbr, 40, 0x0d), size, 0))), damage.Truncated},
	}
	for _, tt := range tests {
		_, log, _ := walk(t, tt.file)
		if log.Count(tt.want) == 0 {
			t.Errorf("%s: %v, want %s", tt.name, log.List(), tt.want)
		}
		if tt.want.Severity() == damage.Flaw && log.Lost() {
			t.Errorf("%s: %v loses no audio", tt.name, log.List())
		}
	}
}

func TestHeadOfAStream(t *testing.T) {
	for _, tt := range truth {
		b := sample(t, tt.name)
		h, err := ReadHead(open(b), 0, int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		if h.Info != nil && (h.Reckoned || h.Frames != tt.playable || h.Coded != tt.coded) {
			t.Errorf("%s: %+v, want %d of %d frames by the tag", tt.name, h, tt.playable, tt.coded)
		}
		if h.Info == nil && !h.Reckoned {
			t.Errorf("%s: %d frames as a fact, and no header says so", tt.name, h.Coded)
		}
	}
	vbr := sample(t, "vbr.mp3")
	for name, b := range map[string][]byte{
		"cut": vbr[:len(vbr)/2], "lying": put(vbr, 36+8, 1e8), "joined": slices.Concat(vbr, vbr),
	} {
		if h, _ := ReadHead(open(b), 0, int64(len(b))); !h.Reckoned {
			t.Errorf("%s: %d frames as a fact", name, h.Coded)
		}
	}
}

func TestMemoryDoesNotGrowWithTheStream(t *testing.T) {
	b := bytes.Repeat(layer1(1000, false), 100)
	tags := bytes.Repeat(sample(t, "vbr.mp3")[:417], 10_000) // each packet a tag, of another stream
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	walk(t, b)
	walk(t, tags)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 16<<20 {
		t.Errorf("%d bytes allocated for two streams of 100,000 and 10,000 packets", got)
	}
}

// FuzzWalk asserts that a walk ends, stays inside the file, and gives the same
// twice.
func FuzzWalk(f *testing.F) {
	for _, name := range samples(f) {
		b := sample(f, name)
		f.Add(b[:min(len(b), 2000)])
	}
	f.Add(slices.Concat(layer1(3, true), []byte("junk"), layer1(3, true)))
	f.Fuzz(func(t *testing.T, b []byte) {
		log := new(damage.Log)
		s, err := Walk(open(b), 0, int64(len(b)), false, log)
		if err != nil {
			t.Fatal(err)
		}
		if s.Bytes > int64(len(b)) || s.Frames > s.Coded || s.Frames < 0 || s.Packets*HeaderSize > int64(len(b)) {
			t.Fatalf("%+v of %d bytes", s, len(b))
		}
		for _, d := range log.List() {
			if d.Offset > int64(len(b)) {
				t.Fatalf("%+v behind the end at %d", d, len(b))
			}
		}
		again := new(damage.Log)
		if s2, _ := Walk(open(b), 0, int64(len(b)), false, again); s2.Frames != s.Frames || !slices.Equal(again.List(), log.List()) {
			t.Fatalf("%+v, then %+v", s, s2)
		}
		walk(t, b)
	})
}

func BenchmarkWalk(b *testing.B) {
	file := bytes.Repeat(sample(b, "vbr.mp3")[417:], 1000) // 11,000 packets
	r := open(file)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := Walk(r, 0, int64(len(file)), false, new(damage.Log)); err != nil {
			b.Fatal(err)
		}
	}
}

// vbri returns a Fraunhofer tag's packet that counts packets and bytes, in
// front of n silent packets of 208 bytes.
func vbri(packets, size uint32, n int) []byte {
	silent := []byte("\xff\xfb\x50\xc4" + strings.Repeat("\x00", 204))
	first := slices.Clone(silent)
	copy(first[36:], "VBRI\x00\x01")
	return slices.Concat(put(put(first, 36+10, size), 36+14, packets), bytes.Repeat(silent, n))
}

func TestVBRI(t *testing.T) {
	for _, tt := range []struct {
		file []byte
		want []damage.Kind
	}{
		{vbri(9, 2080, 9), nil},
		{vbri(10, 2080, 9), nil}, // Fraunhofer's encoders count the tag's packet or not
		{vbri(90, 2080, 9), []damage.Kind{damage.LyingTotal}},
		{vbri(90, 90*208, 9), []damage.Kind{damage.Truncated}},
	} {
		s, log, _ := walk(t, tt.file)
		if s.Packets != 9 || s.Info == nil || s.Info.Name != "VBRI" || !slices.Equal(kinds(log), tt.want) {
			t.Errorf("%d packets, %+v, %v; want 9, %v", s.Packets, s.Info, log.List(), tt.want)
		}
	}
}

// MP3Gain changes global_gain in each packet and leaves LAME's checksum as it
// was: that is no damage.
func TestMP3GainIsNoDamage(t *testing.T) {
	file := sample(t, "vbr.mp3")
	at, _ := layout(t, file)
	// global_gain of the first granule: bits 41 to 48 of the side information.
	file[at[5]+HeaderSize+5] ^= 1
	items := "\x0c\x00\x00\x00\x00\x00\x00\x00MP3GAIN_UNDO\x00+002,+002,N"
	footer := "APETAGEX\xd0\x07\x00\x00" + string(rune(len(items)+32)) + "\x00\x00\x00\x01\x00\x00\x00" + strings.Repeat("\x00", 12)
	if _, log, _ := walk(t, file); log.Count(damage.BadCRC) == 0 {
		t.Errorf("without the tag: %v", log.List())
	}
	if _, log, _ := walk(t, slices.Concat(file, []byte(items+footer))); log.Lost() || log.Count(damage.BadTag) == 0 {
		t.Errorf("with the tag: %v", log.List())
	}
}

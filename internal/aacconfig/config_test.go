package aacconfig

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"
)

// The bytes are those that encoders write (ffmpeg, FDK AAC, iTunes) or, where
// said, put together by the tables of ISO/IEC 14496-3.
var configs = []struct {
	name, bytes string
	want        Config
	profile     string
	frames      int
}{
	{"AAC-LC, 44.1 kHz, stereo", "1210", Config{ObjectType: 2, CoreRate: 44100, Rate: 44100, ChannelConfig: 2, CoreChannels: 2, Channels: 2, CoreFrames: 1024}, "AAC-LC", 1024},
	{"AAC-LC with an extension that says no SBR", "120856e500", Config{ObjectType: 2, CoreRate: 44100, Rate: 44100, ChannelConfig: 1, CoreChannels: 1, Channels: 1, CoreFrames: 1024, NoSBR: true}, "AAC-LC", 1024},
	{"AAC-LC, 5.1", "11b0", Config{ObjectType: 2, CoreRate: 48000, Rate: 48000, ChannelConfig: 6, CoreChannels: 6, Channels: 6, CoreFrames: 1024}, "AAC-LC", 1024},
	{"AAC-LC, 960 frames", "1214", Config{ObjectType: 2, CoreRate: 44100, Rate: 44100, ChannelConfig: 2, CoreChannels: 2, Channels: 2, CoreFrames: 960}, "AAC-LC", 960},
	{"HE-AAC, explicit", "2b920800", Config{ObjectType: 2, CoreRate: 22050, Rate: 44100, ChannelConfig: 2, CoreChannels: 2, Channels: 2, CoreFrames: 1024, SBR: true, Explicit: true}, "HE-AAC", 2048},
	{"HE-AAC, backward compatible", "131056e598", Config{ObjectType: 2, CoreRate: 24000, Rate: 48000, ChannelConfig: 2, CoreChannels: 2, Channels: 2, CoreFrames: 1024, SBR: true}, "HE-AAC", 2048},
	{"HE-AAC v2, explicit", "eb8a0800", Config{ObjectType: 2, CoreRate: 22050, Rate: 44100, ChannelConfig: 1, CoreChannels: 1, Channels: 2, CoreFrames: 1024, SBR: true, PS: true, Explicit: true}, "HE-AAC v2", 2048},
	{"HE-AAC v2, backward compatible", "130856e59d4880", Config{ObjectType: 2, CoreRate: 24000, Rate: 48000, ChannelConfig: 1, CoreChannels: 1, Channels: 2, CoreFrames: 1024, SBR: true, PS: true}, "HE-AAC v2", 2048},
	{"a rate of its own: 15, then 24 bits of 44100", "17805622" + "10", Config{ObjectType: 2, CoreRate: 44100, Rate: 44100, ChannelConfig: 2, CoreChannels: 2, Channels: 2, CoreFrames: 1024}, "AAC-LC", 1024},
}

func TestParse(t *testing.T) {
	for _, c := range configs {
		b, err := hex.DecodeString(c.bytes)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(b)
		if err != nil || got != c.want {
			t.Errorf("%s: %s gives\n%+v, %v, want\n%+v", c.name, c.bytes, got, err, c.want)
		}
		if got.Profile() != c.profile || got.Frames() != c.frames {
			t.Errorf("%s: profile %q, %d frames, want %q, %d", c.name, got.Profile(), got.Frames(), c.profile, c.frames)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"nothing", nil, ErrTruncated},
		{"one byte", []byte{0x12}, ErrTruncated},
		{"object type 0", []byte{0x02, 0x10}, ErrReserved},
		{"rate index 13", []byte{0x16, 0x90}, ErrReserved},
		{"channel configuration 15", []byte{0x12, 0x78}, ErrReserved},
		{"SBR from 22.05 to 96 kHz", []byte{0x2b, 0x90, 0x08, 0x00}, ErrReserved},
		{"an extension without its flag", []byte{0x12, 0x10, 0x56, 0xe5}, ErrTruncated},
		{"program config element cut off", []byte{0x12, 0x00}, ErrTruncated},
	} {
		if _, err := Parse(c.bytes); !errors.Is(err, c.want) {
			t.Errorf("%s: % x gives %v, want %v", c.name, c.bytes, err, c.want)
		}
	}
}

// written is a config of pairs of a value and its number of bits.
func written(pairs ...int) []byte {
	w := &bitWriter{}
	for i := 0; i < len(pairs); i += 2 {
		w.put(pairs[i], pairs[i+1])
	}
	return w.b
}

// TestObjectTypes: what the configs of other object types say; 1.6.2.1, tables 1.15,
// 1.17 and 1.19, 4.4.1, 11.4.1 for ALS.
func TestObjectTypes(t *testing.T) {
	long := func(object int) []int { return []int{31, 5, object - 32, 6} }
	type facts struct{ object, core, rate, channels, frames int }
	for _, c := range []struct {
		name    string
		config  []int
		want    facts
		profile string
	}{
		{"AAC Main", []int{1, 5, 4, 4, 2, 4, 0, 3}, facts{1, 44100, 44100, 2, 1024}, "AAC Main"},
		{"AAC-LTP behind a core coder", []int{4, 5, 4, 4, 1, 4, 0, 1, 1, 1, 0x3fff, 14, 0, 1}, facts{4, 44100, 44100, 1, 1024}, "AAC-LTP"},
		{"SBR at the core's own rate", []int{5, 5, 6, 4, 2, 4, 6, 4, 2, 5, 0, 3}, facts{2, 24000, 24000, 2, 1024}, "HE-AAC"},
		{"SBR over AAC Main", []int{5, 5, 6, 4, 2, 4, 3, 4, 1, 5, 0, 3}, facts{1, 24000, 48000, 2, 2048}, "AAC Main with SBR"},
		{"AAC-LD of 512", []int{23, 5, 3, 4, 1, 4, 0, 3}, facts{23, 48000, 48000, 1, 512}, "AAC-LD"},
		{"AAC-LD of 480", []int{23, 5, 3, 4, 1, 4, 1, 1, 0, 2}, facts{23, 48000, 48000, 1, 480}, "AAC-LD"},
		{"AAC-ELD of 512", append(long(39), 3, 4, 2, 4, 0, 1), facts{39, 48000, 48000, 2, 512}, "AAC-ELD"},
		{"AAC-ELD of 480", append(long(39), 3, 4, 2, 4, 1, 1), facts{39, 48000, 48000, 2, 480}, "AAC-ELD"},
		{"Layer I", append(long(32), 3, 4, 2, 4), facts{32, 48000, 48000, 2, 384}, "MPEG-4 Layer I"},
		{"Layer II at 24 kHz", append(long(33), 6, 4, 2, 4), facts{33, 24000, 24000, 2, 1152}, "MPEG-4 Layer II"},
		{"Layer III at 32 kHz", append(long(34), 5, 4, 2, 4), facts{34, 32000, 32000, 2, 1152}, "MPEG-4 Layer III"},
		{"Layer III at 24 kHz", append(long(34), 6, 4, 2, 4), facts{34, 24000, 24000, 2, 576}, "MPEG-4 Layer III"},
		{"xHE-AAC", append(long(42), 3, 4, 2, 4), facts{42, 48000, 48000, 2, 0}, "xHE-AAC"},
		// ALS has a rate, a length and channels less one of its own, 5 bits behind.
		{"ALS", append(long(36), 0, 4, 0, 4, 0, 5, 0x414c5300, 32, 192000, 32, 1000, 32, 9, 16, 0, 8), facts{36, 192000, 192000, 10, 0}, "MPEG-4 ALS"},
		{"22.2", []int{2, 5, 3, 4, 13, 4, 0, 3}, facts{2, 48000, 48000, 24, 1024}, "AAC-LC"},
		{"7.1 with top", []int{2, 5, 3, 4, 14, 4, 0, 3}, facts{2, 48000, 48000, 8, 1024}, "AAC-LC"},
		{"a type without a name", []int{10, 5, 3, 4, 2, 4}, facts{10, 48000, 48000, 2, 0}, "MPEG-4 audio object type 10"},
	} {
		got, err := Parse(written(c.config...))
		if f := (facts{got.ObjectType, got.CoreRate, got.Rate, got.Channels, got.Frames()}); err != nil || f != c.want || got.Profile() != c.profile {
			t.Errorf("%s: %+v, %s, %v, want %+v, %s", c.name, f, got.Profile(), err, c.want, c.profile)
		}
	}
}

// TestFullProgram: every field that a program config element may have, and one that
// stands behind a core coder's delay.
func TestFullProgram(t *testing.T) {
	element := []int{
		5, 4, 1, 2, 4, 4, // tag, object type, rate
		1, 4, 0, 4, 0, 4, 1, 2, 3, 3, 2, 4, // one in front, LFE, three of data, two coupling
		1, 1, 9, 4, 1, 1, 9, 4, 1, 1, 7, 3, // mixdowns: mono, stereo, matrix
		1, 1, 2, 4, // a pair
		3, 4, // LFE
		1, 4, 2, 4, 3, 4, // data
		0x11, 5, 0x12, 5, // coupling
	}
	head := []int{2, 5, 4, 4, 0, 4, 0, 1, 1, 1, 0x2aaa, 14, 0, 1} // 30 bits
	w := written(append(head, element...)...)
	w = append(w, 2, 'h', 'i') // a comment, at the next byte
	c, err := Parse(w)
	if err != nil || c.Channels != 3 || c.Program.Coupling != 2 {
		t.Errorf("%+v, %v, want 3 channels and 2 coupling channels", c, err)
	}
	if got := ProgramEnd(append(w, 0xff), 30); got != 8*len(w) {
		t.Errorf("the element ends at bit %d, want %d", got, 8*len(w))
	}
}

// programConfig is a config whose channels a program config element lists: one
// front single, one front pair, one back pair and one LFE are 5.1.
func programConfig() []byte {
	w := &bitWriter{}
	w.put(2, 5)                             // AAC-LC
	w.put(3, 4)                             // 48 kHz
	w.put(0, 4)                             // channels by the element
	w.put(0, 3)                             // GASpecificConfig
	w.put(0, 10)                            // tag, object type, rate
	w.put(2, 4)                             // front elements
	w.put(0, 4)                             // side
	w.put(1, 4)                             // back
	w.put(1, 2)                             // LFE
	w.put(0, 7)                             // data, coupling
	w.put(0, 3)                             // mixdown
	for tag, pair := range []int{0, 1, 1} { // single, pair, pair
		w.put(pair, 1)
		w.put(tag, 4)
	}
	w.put(9, 4) // LFE tag
	w.align()
	w.put(1, 8) // a comment of one byte
	w.put('c', 8)
	return w.b
}

func TestProgramConfig(t *testing.T) {
	got, err := Parse(programConfig())
	if err != nil || got.Channels != 6 || got.Rate != 48000 {
		t.Errorf("got %+v, %v, want 6 channels at 48000 Hz", got, err)
	}
	want := []Element{{Front, false, 0}, {Front, true, 1}, {Back, true, 2}, {LFE, false, 9}}
	if list := got.Program.Elements[:got.Program.Count]; !slices.Equal(list, want) || got.Program.Coupling != 0 {
		t.Errorf("got %+v, want %+v", list, want)
	}
}

// TestProgramEnd finds what follows the element, and that one is cut.
func TestProgramEnd(t *testing.T) {
	const begin = 16 // bits of AudioSpecificConfig in front
	b := programConfig()
	if got := ProgramEnd(append(b, 1, 2, 3), begin); got != 8*len(b) {
		t.Errorf("the element ends at bit %d, want %d", got, 8*len(b))
	}
	if cut := b[:len(b)-1]; ProgramEnd(cut, begin) <= 8*len(cut) {
		t.Error("an element that is cut is not said to be")
	}
}

type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) put(v, bits int) {
	for i := bits - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

func (w *bitWriter) align() { w.n = (w.n + 7) &^ 7 }

func FuzzASC(f *testing.F) {
	for _, c := range configs {
		b, _ := hex.DecodeString(c.bytes)
		f.Add(b)
	}
	f.Add([]byte{0x12, 0x00, 0x05, 0x88, 0x40, 0x00})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		again, err2 := Parse(b)
		if c != again || (err == nil) != (err2 == nil) {
			t.Fatalf("% x gives %+v, %v and then %+v, %v", b, c, err, again, err2)
		}
		if c.Frames() > 1<<12 || c.Channels < 0 || c.Channels > 1<<16 || c.Rate < 0 || c.Frames() < 0 {
			t.Fatalf("% x gives %+v", b, c)
		}
		if err == nil && (c.CoreRate == 0 && c.ObjectType != ALS || c.Profile() == "") {
			t.Fatalf("% x gives %+v without an error", b, c)
		}
	})
}

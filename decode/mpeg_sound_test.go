package decode

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// later is how many frames a decoder of layer III gives the sound behind the delay
// of the LAME tag: Mp3 Info Tag revision 1 (LAME), "encoder delays".
const later = 529

// retagged returns vbr.mp3 with other encoder delays in its tag, and the packets
// behind the tag's.
func retagged(t *testing.T, delay, padding int) (file, packets []byte) {
	t.Helper()
	file = testFile(t, "mpeg", "vbr.mp3")
	at := bytes.Index(file, []byte("LAME")) + 21
	copy(file[at:], []byte{byte(delay >> 4), byte(delay<<4 | padding>>8), byte(padding)})
	h, ok := mpa.Parse(file)
	if !ok || at < 21 {
		t.Fatal("vbr.mp3 has no LAME tag")
	}
	return file, file[h.Length():]
}

// TestMPEGSoundIsWhatTheTagsLeave holds joined streams against all that their
// packets give: each has its sound from the delay on, and no frame comes twice.
func TestMPEGSoundIsWhatTheTagsLeave(t *testing.T) {
	const channels, coded = 2, 12672
	_, packets := retagged(t, 0, 0)
	h, _ := mpa.Parse(packets)
	silence := append([]byte{byte(h >> 24), byte(h >> 16), byte(h >> 8), byte(h)}, make([]byte, h.Length()-4)...)
	all, end := readMPEG(t, slices.Concat(packets, packets, silence))
	if end != io.EOF || len(all) != channels*(2*coded+1152) {
		t.Fatal(len(all), end)
	}
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	for _, tt := range []struct {
		delay, padding   int // of the first stream
		delay2, padding2 int // of the second, -1 for one that has no tag
	}{
		{576, 1000, 576, 1071},
		{576, later, 576, later},
		{576, 100, 576, 0},  // the first ends in the packet in which the second begins
		{576, 0, 100, 528},  // they meet
		{576, 0, -1, 0},     // the second begins before the first has ended
		{0, 800, 0, 900},    // padding alone
		{1, 4095, 2000, 50}, // as much as a tag can say
	} {
		one, _ := retagged(t, tt.delay, tt.padding)
		two, _ := retagged(t, tt.delay2, tt.padding2)
		from2, to2 := coded+tt.delay2+later, 2*coded-tt.padding2+later
		if tt.delay2 < 0 {
			two = append(slices.Clone(id3v1), packets...)
			from2, to2 = coded-tt.padding+later, 2*coded-tt.padding+later
		}
		from, to := tt.delay+later, coded-tt.padding+later
		want := slices.Concat(all[channels*from:channels*to], all[channels*max(from2, to):channels*to2])
		got, end := readMPEG(t, slices.Concat(one, two))
		if end != io.EOF || !slices.Equal(got, want) {
			t.Errorf("%+v: %d frames, %v; want %d", tt, len(got)/channels, end, len(want)/channels)
		}
	}
}

// The last frames ring on behind the last packet, as if silence followed.
func TestMPEGRingsOn(t *testing.T) {
	const channels, coded = 2, 12672
	file, packets := retagged(t, 576, 0)
	h, _ := mpa.Parse(packets)
	silence := append([]byte{byte(h >> 24), byte(h >> 16), byte(h >> 8), byte(h)}, make([]byte, h.Length()-4)...)
	want, _ := readMPEG(t, slices.Concat(packets, silence))
	got, end := readMPEG(t, file)
	if end != io.EOF || !slices.Equal(got, want[channels*(576+later):channels*(coded+later)]) {
		t.Errorf("%d samples, %v; want %d", len(got), end, channels*(coded-576))
	}
}

// A stream that changes its format ends there: what follows is no sound of it.
func TestMPEGFormatChangeEndsTheStream(t *testing.T) {
	one := testFile(t, "mpeg", "notag.mp3") // 24 kHz, stereo
	want, _ := readMPEG(t, one)
	for _, name := range []string{"mono-crc.mp3", "mpeg2.mp3", "mpeg25.mp3", "layer2-crc.mp2"} {
		b := slices.Concat(one, testFile(t, "mpeg", name))
		s, err := openBytes(b)
		if err != nil || s.Frames() != -1 {
			t.Fatalf("%s behind: %d frames, %v", name, s.Frames(), err)
		}
		if got, end := readMPEG(t, b); !slices.Equal(got, want) || !errors.Is(end, ErrMalformed) {
			t.Errorf("%s behind: %d samples, %v; want %d and malformed", name, len(got), end, len(want))
		}
	}
}

func TestMPEGOfATagAlone(t *testing.T) {
	if _, err := openBytes(testFile(t, "mpeg", "vbr.mp3")[:417]); !errors.Is(err, ErrTruncated) {
		t.Errorf("%v, want truncated", err)
	}
}

package layer3

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// ffmpeg 5.1 and lame 3.100 read granules of no bits as these tests want them, where
// mpg123 1.31.2 leaves out intensity stereo.

// Headers of joint stereo that is intensity stereo alone.
const (
	intensityMPEG1 mpa.Header = 0xfffb9050
	intensityMPEG2 mpa.Header = 0xfff38050
)

// TestAKeptPositionNeedsNoBits asserts that what scfsi keeps stays though the right
// channel, which holds nothing but positions of intensity stereo, has no bits in
// the second granule: ISO/IEC 11172-3, 2.4.2.7 (scfsi).
func TestAKeptPositionNeedsNoBits(t *testing.T) {
	sound := coded{granule{length: 4, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}, func(w *bitWriter) { w.write(0b0101, 4) }}
	positions := coded{granule{length: 74, gain: 210, compress: 15}, func(w *bitWriter) {
		for i := range 21 {
			bits := 4
			if i >= 11 {
				bits = 3
			}
			w.write(2, bits)
		}
	}}
	silent := coded{granule{gain: 210}, nothing}
	kept, err := New().Decode(packetOf(intensityMPEG1, 0, 0xf, sound, positions, sound, silent))
	if err != nil {
		t.Fatal(err)
	}
	again, err := New().Decode(packetOf(intensityMPEG1, 0, 0, sound, positions, sound, positions))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(kept, again) {
		t.Error("positions that are kept sound other than when they are sent again")
	}
	left, right := again[2*1151], again[2*1151+1]
	if ratio := right / left; !near(ratio, 1.7320508, 1) { // 1/tan(2π/12)
		t.Errorf("right is %v times left", ratio)
	}
}

// TestNoBitsAreAsGoodAsZeros asserts that a right channel of no bits has the
// positions of one whose lines are coded as zeros: none were sent, so they are 0,
// which is the middle in MPEG-2. What else the side information says is nothing.
func TestNoBitsAreAsGoodAsZeros(t *testing.T) {
	sound := coded{granule{length: 4, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}, func(w *bitWriter) { w.write(0b0101, 4) }}
	zeros := coded{granule{length: 2, gain: 210}, func(w *bitWriter) { w.write(0b11, 2) }}
	want, err := New().Decode(packetOf(intensityMPEG2, 0, 0, sound, zeros))
	if err != nil {
		t.Fatal(err)
	}
	want = slices.Clone(want)
	for i := 0; i < len(want); i += 2 {
		if want[i] != want[i+1] {
			t.Fatalf("frame %d: %v and %v, not the middle", i/2, want[i], want[i+1])
		}
	}
	if slices.Max(want) == 0 {
		t.Error("there is no sound")
	}
	for _, g := range []granule{{}, {compress: 498, bigValues: 100, tables: [3]int{4, 14, 4}}} {
		got, err := New().Decode(packetOf(intensityMPEG2, 0, 0, sound, coded{g, nothing}))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%+v: not as with zeros: %v", g, err)
		}
	}
}

package layer3

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// sounding is a granule of 50 bytes.
var sounding = coded{granule{length: 400, gain: 200, bigValues: 40, tables: [3]int{1, 1, 1}}, func(w *bitWriter) {
	for range 100 {
		w.write(0b0100, 4)
	}
}}

func decodeOne(t *testing.T, d *Decoder, p *mpa.Packet) []float32 {
	t.Helper()
	out, err := d.Decode(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestMainDataMayBeginAnywhere moves the main data of a packet back into the
// packets in front of it, up to as far as main_data_begin reaches. The same bits
// give the same sound, and where all stand in front, the packet needs no room.
//
// Source: ISO/IEC 11172-3, 2.4.2.7 (main_data_begin).
func TestMainDataMayBeginAnywhere(t *testing.T) {
	for _, tt := range []struct {
		h     mpa.Header
		backs []int
	}{
		{0xfffb10c4, []int{0, 1, 82, 83, 84, 400, 510, 511}}, // 83 bytes of main data, 44.1 kHz
		{0xfff340c4, []int{0, 1, 91, 92, 200, 254, 255}},     // 91 bytes, 22.05 kHz
	} {
		_, to := tt.h.SideInfo()
		room := tt.h.Length() - to
		plain := packetOf(tt.h, 0, 0, sounding)
		main := plain.Data[to : to+50]
		want := slices.Clone(decodeOne(t, New(), plain))
		if slices.Max(want) == 0 {
			t.Fatal("there is no sound")
		}
		for _, back := range tt.backs {
			const before = 8 // packets of silence, whose room the main data take
			stream := make([]byte, (before+1)*room)
			copy(stream[before*room-back:], main)
			last := packetOf(tt.h, back, 0, sounding).Data[:to]
			for _, own := range [...]int{room, 0} {
				if own == 0 && back < len(main) {
					continue
				}
				d := New()
				for i := range before {
					p := packetOf(tt.h, 0, 0)
					copy(p.Data[to:], stream[i*room:])
					decodeOne(t, d, p)
				}
				p := &mpa.Packet{Header: tt.h, Data: slices.Concat(last, stream[before*room:][:own]), Whole: true}
				if got := decodeOne(t, d, p); !slices.Equal(got, want) {
					t.Errorf("%v, %d bytes back, %d of its own: another sound", tt.h, back, own)
				}
			}
		}
	}
}

// TestMainDataInFrontOfTheStream asserts that a packet whose main data begin in
// front of the first byte is silent, whatever its Whole says.
func TestMainDataInFrontOfTheStream(t *testing.T) {
	for _, back := range []int{1, 511} {
		out := decodeOne(t, New(), packetOf(0xfffb10c4, back, 0, sounding))
		if slices.ContainsFunc(out, func(v float32) bool { return v != 0 }) {
			t.Errorf("%d bytes back: sound", back)
		}
	}
}

// TestAnotherRate asserts that a decoder goes over to the bands of another rate.
func TestAnotherRate(t *testing.T) {
	first, second := sample(t, "made", "made-44100.mp3"), sample(t, "made", "made-32000.mp3")
	d, fresh := New(), New()
	eachPacket(t, first, func(p *mpa.Packet) { decodeOne(t, d, p) })
	n := 0
	eachPacket(t, second, func(p *mpa.Packet) {
		got, want := decodeOne(t, d, p), decodeOne(t, fresh, p)
		if n++; n > 1 && !slices.Equal(got, want) { // the first packet still rings with what was before
			t.Errorf("packet %d: another sound than without the first stream", n)
		}
	})
}

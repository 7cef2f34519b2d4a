package aac

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// write writes pairs of a value and its number of bits.
func write(pairs ...int) *bitWriter {
	w := &bitWriter{}
	for i := 0; i < len(pairs); i += 2 {
		w.put(uint64(pairs[i]), pairs[i+1])
	}
	return w
}

// Beginnings of packets, in pairs of a value and its number of bits.
var (
	single0 = []int{singleChannel, 3, 0, 4}
	pair0   = []int{channelPair, 3, 0, 4}
	lfe0    = []int{lfeChannel, 3, 0, 4}
	silence = []int{
		0, 8, // global_gain
		0, 1, onlyLong, 2, 0, 1, 0, 6, 0, 1, // ics_info: no bands
		0, 3, // no pulses, no TNS, no gain control
	}
	finish = []int{end, 3}
)

func join(parts ...[]int) []int { return slices.Concat(parts...) }

// long is the head of a channel with one section of the book, in bands bands.
func long(gain, bands, book int) []int {
	return []int{gain, 8, 0, 1, onlyLong, 2, 0, 1, bands, 6, 0, 1, book, 4, bands, 5}
}

// difference is the code of a difference of scale factors.
func difference(n int) []int {
	codes, lengths := scaleFactorBook.codes()
	return []int{int(codes[n+differenceBase]), lengths[n+differenceBase]}
}

var malformed = []struct {
	name          string
	configuration int // of the channels
	packet        []int
	bit           int // -1 for the end of the packet
	text          string
}{
	{"nothing", 1, nil, -1, "the packet ends within the list of elements"},
	{"no end element", 1, join(single0, silence, []int{fill, 3, 0, 4}), -1, "there is no end element"},
	{"no element", 1, finish, 0, "the packet ends after 0 of 1 channel elements"},
	{"an element is missing", 6, join(single0, silence, finish), 29, "the packet ends after 1 of 4 channel elements"},
	{"another element", 2, join(single0, silence, finish), 0, "channel element 0 is a single channel element, want a channel pair element"},
	{"one element more", 1, join(single0, silence, []int{singleChannel, 3, 1, 4}, silence, finish), 29, "a single channel element behind the last of 1 channel elements"},
	{"a tag twice", 4, join(single0, silence, pair0, []int{0, 1}, silence, silence, single0, silence, finish), 81, "a single channel element with tag 0, which the packet has had already"},
	{"something behind the end", 1, join(single0, silence, finish, []int{0, 7, 1, 9}), 32, "2 bytes follow the end element"},

	{"reserved bit", 1, join(single0, []int{0, 8, 1, 1}), 15, "ics_reserved_bit is 1"},
	{"prediction", 1, join(single0, []int{0, 8, 0, 1, onlyLong, 2, 0, 1, 0, 6, 1, 1}), 25, "predictor_data_present is 1"},
	{"too many bands", 1, join(single0, long(0, 50, 0)), 26, "max_sfb is 50, there are 49 scale factor bands"},
	{"too many short bands", 1, join(single0, []int{0, 8, 0, 1, eightShort, 2, 0, 1, 15, 4, 0, 7}), 30, "max_sfb is 15, there are 14 scale factor bands"},
	{"codebook 12", 1, join(single0, long(0, 9, 12)), 26, "a section of codebook 12, which is reserved"},
	{"a section too long", 1, join(single0, long(0, 9, 0)[:14], []int{10, 5, 0, 32}), 35, "a section of codebook 0 reaches band 10, max_sfb is 9"},
	{"a section of several lengths too long", 1, join(single0, long(0, 40, 0)[:14], []int{31, 5, 31, 5, 0, 32}), 40, "reaches band 62, max_sfb is 40"},
	{"sections end early", 1, join(single0, long(0, 9, 0)[:14], []int{1, 5}), -1, "the packet ends within the section data"},
	{"scale factor 256", 1, join(single0, long(255, 1, 1), difference(1), []int{0, 32}), 39, "a scale factor of 256, want 0 to 255"},
	{"scale factor -1", 1, join(single0, long(0, 1, 1), difference(-1), []int{0, 32}), 38, "a scale factor of -1, want 0 to 255"},
	{"intensity in a single channel", 1, join(single0, long(0, 3, intensityBook), []int{0, 32}), 26, "a section of codebook 15, which only the right channel of a pair has"},
	{"intensity in a left channel", 2, join(pair0, []int{0, 1}, long(0, 3, intensityBook2), []int{0, 32}), 27, "a section of codebook 14, which only the right channel of a pair has"},
	{"intensity", 2, join(pair0, []int{0, 1}, silence, long(0, 3, intensityBook), difference(-60), difference(-60), difference(-60), []int{0, 32}), 112, "an intensity position of -180, want -155 at least"},
	{"noise", 1, join(single0, long(255, 1, noiseBook), []int{256 + 1, 9}, []int{0, 32}), -1, "a noise energy of 166, want 155 at most"},
	{"scale factors end early", 1, join(single0, long(0, 9, 1), []int{0, 1}), -1, "the packet ends within the scale factors"},
	{"pulses in short windows", 1, join(single0, []int{0, 8, 0, 1, eightShort, 2, 0, 1, 0, 4, 127, 7, 1, 1}), 30, "pulse data with eight short windows"},
	{"pulse in no band", 1, join(single0, silence[:12], []int{1, 1, 0, 2, 49, 6}), 29, "pulse_start_sfb is 49, there are 49 scale factor bands"},
	{"pulse behind the spectrum", 1, join(single0, silence[:12], []int{1, 1, 3, 2, 48, 6, 31, 5, 0, 4, 31, 5, 0, 4, 31, 5, 0, 4, 31, 5}), 62, "pulse 3 is at line 1052 of 1024"},
	{"a long TNS filter", 1, join(single0, silence[:12], []int{0, 1, 1, 1, 1, 2, 0, 1, 9, 6, 13, 5}), 37, "a TNS filter of order 13, want 12 at most"},
	{"gain control", 1, join(single0, silence[:12], []int{0, 2, 1, 1}), 28, "gain_control_data_present is 1"},
	{"spectrum ends early", 1, join(single0, long(100, 9, 11), difference(0), difference(0), difference(0), difference(0), difference(0), difference(0), difference(0), difference(0), difference(0), []int{0, 3}), -1, "the packet ends within the spectral data"},
	{"an escape too long", 1, join(single0, long(100, 1, 11), difference(0), []int{0, 3, 4, 5, 0, 2, 511, 9, 0, 32}), 46, "an escape of more than 8 leading ones"},
	{"reserved mask", 2, join(pair0, []int{1, 1, 0, 1, onlyLong, 2, 0, 1, 0, 6, 0, 1, 3, 2}), 19, "ms_mask_present is 3"},
	{"fill element over the end", 1, join(single0, silence, []int{fill, 3, 15, 4, 255, 8, 0, 400}), -1, "the packet ends within a fill element"},
	{"data over the end", 1, join(single0, silence, []int{dataStream, 3, 0, 4, 1, 1, 255, 8, 255, 8}), -1, "the packet ends within a data stream element"},
	{"program config over the end", 1, join(single0, silence, []int{programConfig, 3, 0, 10, 15, 4, 0, 8}), -1, "the packet ends within a program config element"},
}

// TestErrors: whatever is illegal is named, with its place, and the packet after
// it is decoded.
func TestErrors(t *testing.T) {
	for _, c := range malformed {
		d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: c.configuration})
		if err != nil {
			t.Fatal(err)
		}
		packet := write(c.packet...).b
		_, err = d.Decode(packet)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v is no *Error", c.name, err)
			continue
		}
		bit := c.bit
		if bit < 0 {
			bit = e.Bit
		}
		if !strings.Contains(e.Text, c.text) || e.Bit != bit || e.Bit > 8*len(packet) || errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v, want %q at bit %d", c.name, err, c.text, c.bit)
		}
		if _, err := d.Decode(write(quiet(c.configuration)...).b); err != nil {
			t.Errorf("%s: the packet behind it: %v", c.name, err)
		}
	}
}

// quiet is a packet of silence.
func quiet(configuration int) []int {
	one, two := join(single0, silence), join(pair0, []int{0, 1}, silence, silence)
	switch configuration {
	case 1:
		return join(one, finish)
	case 2:
		return join(two, finish)
	case 4:
		return join(one, two, []int{singleChannel, 3, 1, 4}, silence, finish)
	}
	return join(one, two, []int{channelPair, 3, 1, 4, 0, 1}, silence, silence, lfe0, silence, finish)
}

// TestOtherElements: elements without sound are gone over, in every place.
func TestOtherElements(t *testing.T) {
	d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: 1})
	if err != nil {
		t.Fatal(err)
	}
	packet := join(
		[]int{fill, 3, 15, 4, 3, 8, 0xd0, 8}, slices.Repeat([]int{0xff, 8}, 16), // 15+3-1 bytes: an SBR payload
		[]int{dataStream, 3, 0, 4, 1, 1, 2, 8}, []int{0, 1, 0xffff, 16}, // aligned from bit 167 on
		[]int{programConfig, 3, 0, 10, 1, 4, 0, 4 + 4 + 2 + 3 + 4, 0, 3, 0, 1, 0, 4}, []int{0, 6, 1, 8, 0xff, 8}, // one byte of a comment
		single0, silence, []int{fill, 3, 0, 4}, finish)
	if _, err := d.Decode(write(packet...).b); err != nil || !d.SBR() {
		t.Errorf("%v; SBR %v", err, d.SBR())
	}
	if _, err := d.Decode(write(quiet(1)...).b); err != nil || d.SBR() {
		t.Errorf("%v; SBR %v", err, d.SBR())
	}
}

// TestLegalLimits: what is at the edge of what is legal.
func TestLegalLimits(t *testing.T) {
	spectrum := []int{0, 1} // a code of book 1: four zeros
	for name, c := range map[string]struct {
		configuration int
		packet        []int
	}{
		"scale factor 255":        {1, join(single0, long(254, 1, 1), difference(1), []int{0, 3}, spectrum, finish)},
		"scale factor 0":          {1, join(single0, long(1, 1, 1), difference(-1), []int{0, 3}, spectrum, finish)},
		"intensity position -155": {2, join(pair0, []int{0, 1}, silence, long(0, 3, intensityBook), difference(-60), difference(-60), difference(-35), []int{0, 3}, finish)},
		"noise energy 155":        {1, join(single0, long(245, 1, noiseBook), []int{256, 9, 0, 3}, finish)},
		"254 bytes of data":       {1, join(single0, silence, []int{dataStream, 3, 0, 4, 0, 1, 254, 8}, slices.Repeat([]int{0xff, 8}, 254), finish)},
		"255 bytes of data":       {1, join(single0, silence, []int{dataStream, 3, 0, 4, 0, 1, 255, 8, 0, 8}, slices.Repeat([]int{0xff, 8}, 255), finish)},
	} {
		d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: c.configuration})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Decode(write(c.packet...).b); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSBRPayload: extension types 13 and 14 are spectral band replication, without
// and with a checksum, and no other is; what follows an empty fill element is none.
func TestSBRPayload(t *testing.T) {
	for name, c := range map[string]struct {
		fill []int
		want bool
	}{
		"type 13":                               {[]int{fill, 3, 1, 4, 0xd0, 8}, true},
		"type 14":                               {[]int{fill, 3, 1, 4, 0xe0, 8}, true},
		"type 15":                               {[]int{fill, 3, 1, 4, 0xf0, 8}, false},
		"dynamic range control, type 11":        {[]int{fill, 3, 1, 4, 0xb0, 8}, false},
		"nothing, and then a fill element of 8": {join([]int{fill, 3, 0, 4, fill, 3, 8, 4}, slices.Repeat([]int{0, 8}, 8)), false},
	} {
		d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: 1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Decode(write(join(single0, silence, c.fill, finish)...).b); err != nil || d.SBR() != c.want {
			t.Errorf("%s: SBR %v, %v, want %v", name, d.SBR(), err, c.want)
		}
	}
}

// TestCoupling: a coupling channel element is legal and not decoded.
func TestCoupling(t *testing.T) {
	d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: 1})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Decode(write(join(single0, silence, []int{couplingChannel, 3, 0, 32})...).b); !errors.Is(err, ErrUnsupported) {
		t.Errorf("%v, want ErrUnsupported", err)
	}
}

package aac

import (
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// TestOutputOrder: where the channels of each configuration go, in the order of
// the packet. WAV has front left and right, centre, LFE, back left and right,
// front left and right of centre, back centre, side left and right, top.
func TestOutputOrder(t *testing.T) {
	for configuration, want := range map[int][]int{
		1:  {0},
		2:  {0, 1},
		3:  {2, 0, 1},
		4:  {2, 0, 1, 3},
		5:  {2, 0, 1, 3, 4},
		6:  {2, 0, 1, 4, 5, 3},
		7:  {2, 6, 7, 0, 1, 4, 5, 3},
		11: {2, 0, 1, 5, 6, 4, 3},
		12: {2, 0, 1, 6, 7, 4, 5, 3},
		14: {2, 0, 1, 4, 5, 3, 6, 7},
	} {
		c := aacconfig.Config{ChannelConfig: configuration}
		if got := outputs(layout(c)); !slices.Equal(got, want) {
			t.Errorf("configuration %d: %v, want %v", configuration, got, want)
		}
		if n := aacconfig.Channels(configuration); n != len(want) {
			t.Errorf("configuration %d: %d channels, want %d", configuration, len(want), n)
		}
	}
}

func outputs(places []place) (out []int) {
	for _, p := range places {
		out = append(out, p.output[:p.channels()]...)
	}
	return out
}

// program is a config whose element lists centre, two pairs in front, and LFE.
func program() aacconfig.Config {
	c := aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024}
	c.Program.Count = copy(c.Program.Elements[:], []aacconfig.Element{
		{Place: aacconfig.Front, Tag: 3}, {Place: aacconfig.Front, Pair: true, Tag: 1}, {Place: aacconfig.Front, Pair: true, Tag: 0}, {Place: aacconfig.LFE, Tag: 0},
	})
	return c
}

// TestProgram: elements that a program config element lists come in any order and
// are told by their tags.
func TestProgram(t *testing.T) {
	// The first pair stands nearer to the centre.
	if got := outputs(layout(program())); !slices.Equal(got, []int{2, 4, 5, 0, 1, 3}) {
		t.Errorf("the outputs are %v", got)
	}
	d, err := New(program())
	if err != nil {
		t.Fatal(err)
	}
	pair1, single3 := []int{channelPair, 3, 1, 4, 0, 1}, []int{singleChannel, 3, 3, 4}
	if _, err := d.Decode(write(join(lfe0, silence, pair0, []int{0, 1}, silence, silence, single3, silence, pair1, silence, silence, finish)...).b); err != nil {
		t.Error(err)
	}
	if _, err := d.Decode(write(join(lfe0, silence, single0, silence)...).b); err == nil {
		t.Error("an element that is not listed: no error")
	}
}

// TestProgramAround: pairs at the side and at the back, and a single element behind
// both, go where WAV has them: back, back centre, side.
func TestProgramAround(t *testing.T) {
	c := program()
	c.Program.Count = copy(c.Program.Elements[:], []aacconfig.Element{
		{Place: aacconfig.Front}, {Place: aacconfig.Front, Pair: true}, {Place: aacconfig.Side, Pair: true, Tag: 1},
		{Place: aacconfig.Back, Pair: true, Tag: 2}, {Place: aacconfig.Back, Tag: 1}, {Place: aacconfig.LFE},
	})
	if got := outputs(layout(c)); !slices.Equal(got, []int{2, 0, 1, 7, 8, 4, 5, 6, 3}) {
		t.Errorf("the outputs are %v", got)
	}
	d, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	// Elements of different kinds may have the same tag.
	pair := func(tag int) []int { return join([]int{channelPair, 3, tag, 4, 0, 1}, silence, silence) }
	packet := join(pair(0), single0, silence, pair(1), pair(2), []int{singleChannel, 3, 1, 4}, silence, lfe0, silence, finish)
	if _, err := d.Decode(write(packet...).b); err != nil {
		t.Error(err)
	}
}

// TestSingleAsLFE: the LFE channel of 5.1 may be written as a single channel
// element.
func TestSingleAsLFE(t *testing.T) {
	d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: 48000, CoreFrames: 1024, ChannelConfig: 6})
	if err != nil {
		t.Fatal(err)
	}
	pair1 := []int{channelPair, 3, 1, 4, 0, 1}
	packet := join(single0, silence, pair0, []int{0, 1}, silence, silence, pair1, silence, silence, []int{singleChannel, 3, 1, 4}, silence, finish)
	if _, err := d.Decode(write(packet...).b); err != nil {
		t.Error(err)
	}
}

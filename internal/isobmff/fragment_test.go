package isobmff

import (
	"bytes"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// behindAnother is a movie fragment of two track fragments without any base of
// their data: zeros of track 9, in a run of the given flags, and 3 packets of 20
// bytes of track 7 behind them. ISO/IEC 14496-12:2022, 8.8.7.1: the first counts from
// the movie fragment, the second from the end of the data of the first.
func behindAnother(zeros int, run func(offset int) []byte, flags int, header []byte) []byte {
	build := func(offset int) []byte {
		other := bx("traf", bx("tfhd", u32(flags, 9), header), bx("trun", run(offset)))
		own := bx("traf", bx("tfhd", u32(0, 7)), bx("tfdt", u32(0, 0)), bx("trun", u32(0x201, 3, 0, 20, 20, 20)))
		return bx("moof", bx("mfhd", u32(0, 1)), other, own)
	}
	moof := build(len(build(0)) + 8)
	return append(moof, bx("mdat", make([]byte, zeros), bytes.Repeat([]byte{0x21}, 60))...)
}

// TestDataBehindAnotherTrack: where packets begin that stand behind those of a
// track that nobody asked for.
func TestDataBehindAnotherTrack(t *testing.T) {
	const most = -1 // all ones
	for name, c := range map[string]struct {
		zeros  int
		run    func(offset int) []byte
		flags  int    // of tfhd
		header []byte // its fields
		kind   damage.Kind
	}{
		"sizes in the run":     {50, func(o int) []byte { return u32(0x201, 2, o, 30, 20) }, 0, nil, ""},
		"durations and sizes":  {50, func(o int) []byte { return u32(0x301, 2, o, 500, 30, 500, 20) }, 0, nil, ""},
		"a size for all":       {50, func(o int) []byte { return u32(0x1, 5, o) }, 0x10, u32(10), ""},
		"durations alone":      {50, func(o int) []byte { return u32(0x101, 2, o, 500, 500) }, 0x10, u32(25), ""},
		"one packet too many":  {50, func(o int) []byte { return u32(0x1, 6, o) }, 0x10, u32(10), damage.Truncated},
		"packets without end":  {50, func(o int) []byte { return u32(0x1, most, o) }, 0x10, u32(most), damage.Truncated},
		"a table without room": {50, func(o int) []byte { return u32(0x201, most, o, 30, 20) }, 0, nil, ""},
	} {
		file := fragmented(behindAnother(c.zeros, c.run, c.flags, c.header)).file()
		_, _, tally, list := surveyOf(t, file)
		if c.kind == "" && (len(list) > 0 || tally.Packets != 3) || c.kind != "" && !has(list, c.kind) {
			t.Errorf("%s: %d packets, damage %v, want %q", name, tally.Packets, list, c.kind)
		}
	}
}

// TestDataBehindAnotherRun: a run that does not say where its data lie goes on
// behind the run before; 8.8.8.1.
func TestDataBehindAnotherRun(t *testing.T) {
	build := func(offset int) []byte {
		traf := bx("traf", bx("tfhd", u32(0x20000, 7)), bx("trun", u32(0x201, 2, offset, 20, 20)), bx("trun", u32(0x200, 1, 20)))
		return bx("moof", bx("mfhd", u32(0, 1)), traf)
	}
	fragment := slices.Concat(build(len(build(0))+8), bx("mdat", bytes.Repeat([]byte{0x21}, 60)))
	_, _, tally, list := surveyOf(t, fragmented(fragment).file())
	if len(list) > 0 || tally.Packets != 3 {
		t.Errorf("%d packets, damage %v", tally.Packets, list)
	}
}

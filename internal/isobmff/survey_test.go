package isobmff

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// fragmentOf is a movie fragment of n packets of size bytes each at the time at,
// with its media data; ISO/IEC 14496-12, 8.8.
func fragmentOf(n, size, at int) []byte {
	run := u32(0x201, n, 0) // data offset, sizes
	for range n {
		run = append(run, u32(size)...)
	}
	build := func(offset int) []byte {
		copy(run[8:], u32(offset))
		traf := bx("traf", bx("tfhd", u32(0x20000, 7)), bx("tfdt", u32(0, at)), bx("trun", run))
		return bx("moof", bx("mfhd", u32(0, 1)), traf)
	}
	moof := build(0)
	moof = build(len(moof) + 8)
	data := make([]byte, n*size)
	for i := range data {
		data[i] = 0x21
	}
	return append(moof, bx("mdat", data)...)
}

func fragmented(fragments ...[]byte) spec {
	s := spec{delta: 1024, mdhd: 0, mvhd: 0, stts: u32(0), stsc: u32(0)}
	s.extends = bx("mvex", bx("trex", u32(0, 7, 1, 1024, 0, 0)))
	for _, f := range fragments {
		s.fragment = append(s.fragment, f...)
	}
	return s
}

func TestSurvey(t *testing.T) {
	with := func(change func(s *spec)) spec {
		s := plain()
		change(&s)
		return s
	}
	const all = 44 * 1024
	for _, c := range []struct {
		name          string
		spec          spec
		frames, coded int64
		kind          damage.Kind // of the first damage; empty for none
	}{
		{"no edit list: all that is coded", plain(), all, all, ""},
		{"an edit list of 1 s behind 1024 frames", with(func(s *spec) { s.edits = elst(1000, 1024) }), 44032, all, ""},
		{"an edit of 500 ms", with(func(s *spec) { s.edits = elst(500, 1024) }), 22050, all, ""},
		{"silence first", with(func(s *spec) { s.edits = elst(250, -1, 500, 1024) }), 22050, all, ""},
		// An edit list plays what it lists and nothing else; 8.6.6.
		{"nothing but silence", with(func(s *spec) { s.edits = elst(1000, -1) }), 0, all, ""},
		{"an edit from before the media", with(func(s *spec) { s.edits = elst(1000, -5) }), 0, all, damage.BadStructure},
		{"two edits with a gap", with(func(s *spec) { s.edits = elst(100, 0, 100, 22050) }), 8820, all, ""},
		// 1020 ms are 44982 frames; the packets end within a millisecond of that.
		{"an edit rounded to milliseconds", with(func(s *spec) {
			s.stts = u32(2, 43, 1024, 1, 950) // 44982 in all
			s.edits = elst(1020, 0)
		}), 44982, all, ""},
		// The packets end 22 frames, half a millisecond, before the edit does, and behind it.
		{"an edit rounded up", with(func(s *spec) {
			s.stts = u32(2, 43, 1024, 1, 928)
			s.edits = elst(1020, 0)
		}), 44960, all, ""},
		{"an edit rounded down", with(func(s *spec) {
			s.stts = u32(2, 43, 1024, 1, 972)
			s.edits = elst(1020, 0)
		}), 45004, all, ""},
		{"an edit that ends 2 ms before the packets", with(func(s *spec) {
			s.stts = u32(2, 43, 1024, 1, 1024)
			s.edits = elst(1019, 0)
		}), 44938, all, ""},
		{"an open edit in front of padding", func() spec {
			s := with(func(s *spec) { s.stts, s.edits = u32(2, 43, 1024, 1, 500), elst(0, 1024) })
			s.extends = bx("mvex")
			return s
		}(), 42*1024 + 500, all, ""},
		{"an open edit, and a timing table of half the length", func() spec {
			s := with(func(s *spec) { s.delta, s.mdhd, s.edits = 512, 0, elst(0, 1024) })
			s.extends = bx("mvex")
			return s
		}(), 43 * 1024, all, damage.LyingTotal},
		{"iTunSMPB beside an edit list of a part", with(func(s *spec) {
			s.smpb = " 00000000 00000840 00000180 000000000000A640"
			s.edits = elst(1021, 1024)
		}), 44032, all, ""},
		{"iTunSMPB", with(func(s *spec) { s.smpb = " 00000000 00000840 00000180 000000000000A640" }), 0xa640, all, ""},
		{"iTunSMPB that cannot be", with(func(s *spec) { s.smpb = " 00000000 00000840 00000180 0000000000FFFFFF" }), all, all, ""},
		{"media header of twice the length", with(func(s *spec) { s.mdhd = 2 * all }), all, all, damage.LyingTotal},
		{"timing table of twice the length", with(func(s *spec) { s.delta = 2048 }), all, all, damage.LyingTotal},
		{"one packet that lasts an hour", with(func(s *spec) {
			s.stts = u32(2, 43, 1024, 1, 44100*3600)
			s.mdhd = 43*1024 + 44100*3600
			s.mvhd = 3601000
		}), all, all, damage.LyingTotal},
		{"movie header of an hour", with(func(s *spec) { s.mvhd = 3600000 }), all, all, damage.LyingTotal},
		{"edit list of an hour", with(func(s *spec) { s.edits = elst(3600000, 0) }), all, all, damage.LyingTotal},
		{"timing table for fewer packets", with(func(s *spec) { s.stts = u32(1, 40, 1024) }), all, all, damage.LyingTotal},
		{"the last packet is cut", with(func(s *spec) { s.cut = 1 }), 43 * 1024, 43 * 1024, damage.Truncated},
		{"half of the packets are cut", with(func(s *spec) { s.cut = 22 * 20 }), 22 * 1024, 22 * 1024, damage.Truncated},
		{"chunk in front of the media data", with(func(s *spec) { s.chunkAt = -100 }), all, all, damage.BadStructure},
		{"chunk behind the file", with(func(s *spec) { s.chunkAt = 1 << 20 }), 0, 0, damage.Truncated},
		{"packets of 0 bytes", with(func(s *spec) { s.size = 0 }), all, all, damage.BadPacket},
		{"chunks too small for the packets", with(func(s *spec) { s.stsc = u32(1, 1, 40, 1) }), 40 * 1024, 40 * 1024, damage.BadStructure},
		{"a sample description that is not there", with(func(s *spec) { s.stsc = u32(1, 1, 44, 9) }), all, all, damage.BadStructure},
		{"fragments", fragmented(fragmentOf(10, 20, 0), fragmentOf(10, 20, 10240)), 20480, 20480, ""},
		{"fragments behind an open edit", func() spec {
			s := fragmented(fragmentOf(10, 20, 0))
			s.edits = elst(0, 1024)
			return s
		}(), 9216, 10240, ""},
		{"fragments behind silence", func() spec {
			s := fragmented(fragmentOf(10, 20, 0))
			s.edits = elst(100, -1)
			return s
		}(), 10240, 10240, ""},
		{"a fragment whose data lie in front of the file", fragmented(bytes.Replace(fragmentOf(10, 20, 0), u32(0x201, 10, 132), u32(0x201, 10, -5000), 1)), 0, 0, damage.BadStructure},
		{"fragments that the media header does not count", func() spec {
			s := fragmented(fragmentOf(10, 20, 0), fragmentOf(40, 20, 10240))
			s.mdhd = 1024
			return s
		}(), 51200, 51200, ""},
		{"four letters behind the last box", with(func(s *spec) { s.fragment = []byte("\x00\x00\xff\xffjunk and more of it") }), all, all, damage.JunkAfter},
		{"an init segment", fragmented(), 0, 0, ""},
		{"a fragment of three packets is missing", fragmented(fragmentOf(10, 20, 0), fragmentOf(10, 20, 13*1024)), 20480, 20480, damage.BadNumbering},
		{"fragments that round by half a packet", fragmented(fragmentOf(10, 20, 0), fragmentOf(10, 20, 10240+512)), 20480, 20480, ""},
		{"a fragment is missing", fragmented(fragmentOf(10, 20, 0), fragmentOf(10, 20, 100000)), 20480, 20480, damage.BadNumbering},
	} {
		_, _, tally, list := surveyOf(t, c.spec.file())
		if tally.Frames != c.frames || tally.Coded != c.coded {
			t.Errorf("%s: %d frames, %d coded, want %d, %d", c.name, tally.Frames, tally.Coded, c.frames, c.coded)
		}
		if c.kind == "" && len(list) > 0 || c.kind != "" && (len(list) == 0 || !has(list, c.kind)) {
			t.Errorf("%s: damage %v, want %q", c.name, list, c.kind)
		}
	}
}

// TestBrokenChainOfBoxes: bytes are taken out of the media data of a fragment, so
// that its size leads into the next fragment.
func TestBrokenChainOfBoxes(t *testing.T) {
	first := fragmentOf(10, 20, 0)
	file := fragmented(slices.Concat(first[:len(first)-50], fragmentOf(10, 20, 10240), fragmentOf(10, 20, 20480))).file()
	if _, _, _, list := surveyOf(t, file); !has(list, damage.BadStructure) {
		t.Errorf("%v", list)
	}
}

// TestMediaCut: the header of the media data behind the movie box tells a cut
// file, wherever it is cut.
func TestMediaCut(t *testing.T) {
	file := plain().file()
	for n := len(file) - 44*20 + 1; n <= len(file); n += 7 {
		r := readat.New(context.Background(), bytes.NewReader(file[:n]), int64(n))
		var log damage.Log
		m, err := ReadMovie(r, 0, &log)
		if err != nil {
			t.Fatal(err)
		}
		cut, err := m.MediaCut(r, &log)
		if err != nil || cut != (n < len(file)) || cut != (log.Count(damage.Truncated) == 1) {
			t.Fatalf("%d of %d bytes: cut %v, %v, %v", n, len(file), cut, log.List(), err)
		}
	}
}

// TestOpusCountsItsPackets: each packet begins with 0x21, two SILK frames of
// 10 ms by RFC 6716, 3.1, which last 882 units of 1/44100 s.
func TestOpusCountsItsPackets(t *testing.T) {
	s := plain()
	s.entry = soundEntryOf("Opus", 2, 16, 48000, bx("dOps", []byte{0, 2}, u16(0), u32(48000), []byte{0, 0, 0}))
	for delta, kind := range map[int]damage.Kind{882: "", 1764: damage.LyingTotal, 441: damage.LyingTotal} {
		s.delta = delta
		_, _, tally, list := surveyOf(t, s.file())
		if tally.Coded != 44*960 || kind == "" && len(list) > 0 || kind != "" && !has(list, kind) {
			t.Errorf("packets of %d units: %d frames coded, want %d; damage %v, want %q", delta, tally.Coded, 44*960, list, kind)
		}
	}
	file := s.file()
	file[len(file)-44*20] = 0xff // three frames or more, as many as the next byte says: 33 of 20 ms
	if _, _, _, list := surveyOf(t, file); !has(list, damage.BadPacket) {
		t.Errorf("a packet of 660 ms: %v", list)
	}
}

// TestManyEdits: of more edits than anybody plays none are read, and what is said
// of them is true.
func TestManyEdits(t *testing.T) {
	for n, want := range map[int]string{
		1 << 10:   "",
		1<<10 + 1: "the edit list has 1025 edits, at most 1024 are read",
	} {
		s := plain()
		s.edits = elst(slices.Repeat([]int{1, 0}, n)...)
		_, _, _, list := surveyOf(t, s.file())
		if want == "" && len(list) > 0 || want != "" && (len(list) != 1 || list[0].Detail != want) {
			t.Errorf("%d edits: %v, want %q", n, list, want)
		}
	}
}

// TestWindowsThatTouch: edits that go on where the one before ends play one run.
func TestWindowsThatTouch(t *testing.T) {
	s := plain()
	s.edits = elst(100, 0, 100, 4410, 100, 20000)
	_, _, tally, _ := surveyOf(t, s.file())
	if want := []Window{{0, 8820}, {20000, 24410}}; !slices.Equal(tally.Windows, want) {
		t.Errorf("%+v, want %+v", tally.Windows, want)
	}
}

// TestScale: rounding to the nearest, products of more than 64 bits, and the bound.
func TestScale(t *testing.T) {
	for _, c := range []struct{ v, num, den, want int64 }{
		{3, 1, 2, 2}, {1, 1, 3, 0}, {1 << 40, 1 << 40, 1 << 40, 1 << 40}, {1<<40 + 1, 1 << 30, 1 << 31, 1<<39 + 1},
		{1 << 49, 4, 1, maxTime}, {1 << 62, 1 << 62, 1, maxTime}, {5, 0, 1, 0}, {5, 1, 0, 0}, {-5, 1, 1, 0},
	} {
		if got := scale(c.v, c.num, c.den); got != c.want {
			t.Errorf("%d*%d/%d is %d, want %d", c.v, c.num, c.den, got, c.want)
		}
	}
}

// TestCutOnce: a file that ends within its movie box is cut short, and no box in it is
// said to contradict the one around it.
func TestCutOnce(t *testing.T) {
	file := plain().file()
	end := bytes.Index(file, []byte("stco"))
	_, _, _, list := surveyOf(t, file[:end+9])
	around := func(d damage.Damage) bool { return strings.Contains(d.Detail, "in the box around it") }
	if slices.ContainsFunc(list, around) || !has(list, damage.Truncated) {
		t.Errorf("%v", list)
	}
}

// TestExternal: the data of a track whose first reference is not to this file lie in
// another one; 8.7.2.
func TestExternal(t *testing.T) {
	file := func(dref []byte) []byte {
		mdia := bx("mdia", bx("mdhd", u32(0, 0, 0, 44100, 0, 0)), bx("hdlr", u32(0, 0), []byte("soun"), make([]byte, 13)), bx("minf", bx("dinf", dref)))
		return bx("moov", bx("trak", bx("tkhd", u32(0, 0, 0, 7, 0)), mdia))
	}
	for name, c := range map[string]struct {
		dref []byte
		want bool
	}{
		"this file":    {bx("dref", u32(0, 1), bx("url ", u32(1))), false},
		"another file": {bx("dref", u32(0, 1), bx("url ", u32(0), []byte("a.mp4\x00"))), true},
		"no name":      {bx("dref", u32(0, 1), bx("url ", u32(0))), false},
	} {
		if _, track, _, _ := surveyOf(t, file(c.dref)); track.External != c.want {
			t.Errorf("%s: external %v, want %v", name, track.External, c.want)
		}
	}
}

// TestAudioTrack: the first track of sound that holds packets, else the first.
func TestAudioTrack(t *testing.T) {
	track := func(id, packets int) []byte {
		stbl := bx("stbl", bx("stsz", u32(0, 10, packets)))
		mdia := bx("mdia", bx("hdlr", u32(0, 0), []byte("soun"), make([]byte, 13)), bx("minf", stbl))
		return bx("trak", bx("tkhd", u32(0, 0, 0, id, 0)), mdia)
	}
	for name, c := range map[string]struct {
		first, second int // packets
		want          uint32
	}{"both": {5, 5, 1}, "the second": {0, 5, 2}, "none": {0, 0, 1}} {
		file := bx("moov", track(1, c.first), track(2, c.second))
		r := readat.New(context.Background(), bytes.NewReader(file), int64(len(file)))
		m, err := ReadMovie(r, 0, new(damage.Log))
		if err != nil || m.AudioTrack().ID != c.want {
			t.Errorf("%s: track %+v, %v, want %d", name, m.AudioTrack(), err, c.want)
		}
	}
}

// TestMovieBoxTooSmall: a size that has no room for a box's own header is no box.
func TestMovieBoxTooSmall(t *testing.T) {
	m, _, _, _ := surveyOf(t, slices.Concat(bx("ftyp", []byte("M4A ")), u32(7), []byte("moov"), make([]byte, 100)))
	if m.Found {
		t.Error("a movie box of 7 bytes")
	}
}

func has(list []damage.Damage, kind damage.Kind) bool {
	for _, d := range list {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

func TestZeros(t *testing.T) {
	file := plain().file()
	for i := len(file) - 100; i < len(file); i++ {
		file[i] = 0
	}
	_, _, _, list := surveyOf(t, file)
	if len(list) != 5 || list[0].Kind != damage.BadPacket {
		t.Errorf("5 packets of zeros: %v", list)
	}
}

func TestTruncationSweep(t *testing.T) {
	s := plain()
	s.packets = 5
	file := s.file()
	for n := range file {
		m, _, tally, list := surveyOf(t, file[:n])
		if m.Found && len(list) == 0 {
			t.Errorf("cut after %d of %d bytes: no damage, %+v", n, len(file), tally)
		}
		if tally.Frames > 5*1024 {
			t.Errorf("cut after %d of %d bytes: %d frames", n, len(file), tally.Frames)
		}
	}
}

// TestHostileCounts holds tables against counts that no box has room for: time
// and memory must not follow them.
func TestHostileCounts(t *testing.T) {
	const most = -1 // all ones
	for name, change := range map[string]func(s *spec){
		"stts":        func(s *spec) { s.stts = u32(most, 44, 1024) },
		"stsc":        func(s *spec) { s.stsc = u32(most, 1, 44, 1) },
		"run of stts": func(s *spec) { s.stts = u32(1, most, most) },
		"run of stsc": func(s *spec) { s.stsc = u32(1, 1, most, 1) },
		"elst":        func(s *spec) { s.edits = bx("edts", bx("elst", u32(0, most, 1, 1, 1))) },
		"trun": func(s *spec) {
			s.extends = bx("mvex")
			s.fragment = bx("moof", bx("traf", bx("tfhd", u32(0x20010, 7, 0)), bx("trun", u32(0, most))))
		},
		"trun of packets behind the file": func(s *spec) {
			s.extends = bx("mvex")
			s.fragment = bx("moof", bx("traf", bx("tfhd", u32(0x20010, 7, 1<<30)), bx("trun", u32(0, most))))
		},
		"trun of one place": func(s *spec) {
			s.extends = bx("mvex")
			s.fragment = bx("moof", bx("traf", bx("tfhd", u32(0x20010, 7, 1)), bx("trun", u32(0, most))))
		},
	} {
		s := plain()
		change(&s)
		file := s.file()
		var tally Tally
		var list []damage.Damage
		bytes := allocated(func() { _, _, tally, list = surveyOf(t, file) })
		if len(list) == 0 {
			t.Errorf("%s: no damage", name)
		}
		if bytes > 1<<20 {
			t.Errorf("%s: %d bytes allocated", name, bytes)
		}
		if tally.Coded > int64(len(file))*1024 {
			t.Errorf("%s: %d frames in a file of %d bytes", name, tally.Coded, len(file))
		}
	}
}

func TestDepth(t *testing.T) {
	b := bx("free")
	for range 5000 {
		b = bx("trak", b)
	}
	deep := bx("moov", b)
	if _, track, _, _ := surveyOf(t, append(bx("ftyp"), deep...)); track != nil {
		t.Error("a track of nothing but tracks carries sound")
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

package flac

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// fixture returns a file of testdata/flac, whose SOURCES.md has its command.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "flac", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// check walks a whole stream.
func check(t testing.TB, b []byte) (Summary, []damage.Damage) {
	t.Helper()
	var log damage.Log
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	head, err := ReadHead(r, 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	if !head.Found {
		return Summary{}, log.List()
	}
	end, err := End(r, head.Audio, &log)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := Check(r, head, end, &log)
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

func lost(list []damage.Damage) bool {
	return slices.ContainsFunc(list, func(d damage.Damage) bool { return d.Kind.Severity() == damage.Lost })
}

// packets returns where each packet of a good stream begins, and the end.
func packets(t testing.TB, b []byte) (offs []int) {
	t.Helper()
	var log damage.Log
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	head, err := ReadHead(r, 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWalker(r, head.Audio, r.Size(), head.Info.Bits)
	for p, ok := w.Next(); ok; p, ok = w.Next() {
		if p.State != Whole {
			t.Fatalf("packet at %d is %d", p.Off, p.State)
		}
		offs = append(offs, int(p.Off))
	}
	return append(offs, len(b))
}

// The numbers are those that make.sh asks the encoder for: block sizes by -b,
// frames by the length of its input.
var good = []struct {
	name                          string
	frames                        int64
	packets, rate, channels, bits int
}{
	{"s16.flac", 1200, 5, 44100, 2, 16},
	{"m8.flac", 900, 5, 8000, 1, 8},
	{"m12.flac", 900, 4, 24000, 1, 12},
	{"s20.flac", 600, 3, 48000, 2, 20},
	{"s24.flac", 600, 3, 176400, 2, 24},
	{"m32.flac", 400, 2, 44100, 1, 32},
	{"s32.flac", 400, 2, 44100, 2, 32},
	{"c6.flac", 300, 3, 48000, 6, 16},
	{"m4.flac", 100, 2, 8000, 1, 4},
	{"f16.flac", 960, 5, 16000, 1, 16},
	{"l32.flac", 1200, 2, 48000, 2, 24},
	{"c8.flac", 130, 2, 12345, 8, 24},
	{"nomd5.flac", 1200, 5, 44100, 2, 16},
	{"total0.flac", 1200, 5, 44100, 2, 16},
}

func TestGoodStreams(t *testing.T) {
	for _, g := range good {
		b := fixture(t, g.name)
		sum, list := check(t, b)
		if len(list) > 0 {
			t.Errorf("%s: %v", g.name, list)
		}
		if sum.Frames != g.frames || sum.Packets != int64(g.packets) || sum.Channels != g.channels || !sum.Intact {
			t.Errorf("%s: %+v, want %+v", g.name, sum, g)
		}
		info, _ := ParseStreamInfo(b[8:])
		if info.Rate != g.rate || info.Bits != g.bits || info.Channels != g.channels {
			t.Errorf("%s: %+v, want %+v", g.name, info, g)
		}
	}
}

// measure must find the end of each packet from its subframes alone.
func TestMeasureAgreesWithCRC(t *testing.T) {
	for _, g := range good {
		b := fixture(t, g.name)
		offs := packets(t, b)
		r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
		for i, off := range offs[:len(offs)-1] {
			h, ok := parseHeader(b[off:])
			if !ok {
				t.Fatalf("%s: no header at %d", g.name, off)
			}
			n, how, err := measure(r, int64(off), h, g.bits, int64(len(b)))
			if want := int64(offs[i+1] - off); n != want || how != ends || err != nil {
				t.Errorf("%s: packet %d measures %d (%d, %v), want %d", g.name, i, n, how, err, want)
			}
		}
	}
}

func TestEachCutIsFound(t *testing.T) {
	for _, name := range []string{"s16.flac", "m32.flac", "total0.flac"} {
		b := fixture(t, name)
		offs := packets(t, b)
		for n := range b {
			_, list := check(t, b[:n])
			if slices.Contains(offs, n) && name == "total0.flac" {
				continue // a stream of no known length, cut between packets, is a shorter stream
			}
			if len(list) != 1 || list[0].Kind != damage.Truncated && n > 4 {
				t.Errorf("%s cut at %d of %d: %v, want one truncated", name, n, len(b), list)
			}
		}
	}
}

// A flipped bit is found in every byte of the packets, and as one damage.
func TestEachFlipIsFound(t *testing.T) {
	b := fixture(t, "s16.flac")
	offs := packets(t, b)
	for i := offs[0]; i < len(b); i++ {
		flip := byte(1) << (i % 8)
		b[i] ^= flip
		sum, list := check(t, b)
		b[i] ^= flip
		if len(list) != 1 || !lost(list) || sum.Intact {
			t.Errorf("bits %#x of byte %d: %v", flip, i, list)
		}
	}
}

// A break in the middle costs its packet alone.
func TestResync(t *testing.T) {
	b := fixture(t, "s16.flac")
	offs := packets(t, b)
	middle := (offs[2] + offs[3]) / 2
	zero := func(from, to int) []byte {
		c := slices.Clone(b)
		clear(c[from:to])
		return c
	}
	tests := []struct {
		name   string
		b      []byte
		frames int64
		want   []damage.Kind
	}{
		{"one packet broken", zero(middle, middle+20), 1200, []damage.Kind{damage.BadCRC}},
		{"two broken", zero(middle, offs[3]+30), 944, []damage.Kind{damage.BadCRC}},
		{"two broken behind their headers", zero2(b, offs[2]+20, offs[3]+20), 1200, []damage.Kind{damage.BadCRC, damage.BadCRC}},
		{"header gone", zero(offs[2], offs[2]+4), 944, []damage.Kind{damage.LostSync}},
		{"packet gone", slices.Delete(slices.Clone(b), offs[2], offs[3]), 944, []damage.Kind{damage.BadNumbering}},
		{"packet twice", slices.Insert(slices.Clone(b), offs[3], b[offs[2]:offs[3]]...), 1456, []damage.Kind{damage.BadNumbering}},
		{"first packet gone", slices.Delete(slices.Clone(b), offs[0], offs[1]), 944, []damage.Kind{damage.BadNumbering}},
		{"junk between", slices.Insert(slices.Clone(b), offs[2], []byte("some text")...), 1200, []damage.Kind{damage.JunkBetween}},
		{"junk behind", append(slices.Clone(b), "some text"...), 1200, []damage.Kind{damage.JunkAfter}},
		{"a byte behind", append(slices.Clone(b), 'x'), 1200, []damage.Kind{damage.JunkAfter}},
		{"zeros behind", append(slices.Clone(b), make([]byte, 500)...), 1200, []damage.Kind{damage.JunkAfter}},
		{"tail of zeros", zero(offs[3], len(b)), 768, []damage.Kind{damage.LostSync}},
	}
	for _, tt := range tests {
		sum, list := check(t, tt.b)
		if !slices.Equal(kinds(list), tt.want) || sum.Frames != tt.frames {
			t.Errorf("%s: %d frames, %v; want %d, %v", tt.name, sum.Frames, list, tt.frames, tt.want)
		}
	}
}

func zero2(b []byte, at ...int) []byte {
	c := slices.Clone(b)
	for _, i := range at {
		clear(c[i : i+20])
	}
	return c
}

func TestTagsBehind(t *testing.T) {
	b := fixture(t, "s16.flac")
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	ape := make([]byte, 32+32+10)
	copy(ape[42:], "APETAGEX\xd0\x07\x00\x00")
	binary.LittleEndian.PutUint32(ape[54:], 42)
	binary.LittleEndian.PutUint32(ape[62:], 1<<31)
	copy(ape, ape[42:])
	binary.LittleEndian.PutUint32(ape[20:], 1<<31|1<<29) // the header of the same tag
	for name, tail := range map[string][]byte{"ID3v1": id3v1, "APEv2": ape, "both": slices.Concat(ape, id3v1)} {
		sum, list := check(t, slices.Concat(b, tail))
		if len(list) > 0 || sum.Frames != 1200 {
			t.Errorf("%s: %d frames, %v", name, sum.Frames, list)
		}
		_, list = check(t, slices.Concat(b[:len(b)-5], tail))
		if !slices.Equal(kinds(list), []damage.Kind{damage.Truncated}) {
			t.Errorf("%s behind a cut stream: %v", name, list)
		}
	}
}

// setTotal writes the 36 bits of the total; RFC 9639, 8.2.
func setTotal(b []byte, total uint64) []byte {
	c := slices.Clone(b)
	packed := binary.BigEndian.Uint64(c[18:])
	binary.BigEndian.PutUint64(c[18:], packed&^(1<<36-1)|total)
	return c
}

func TestStreamInfoThatLies(t *testing.T) {
	b := fixture(t, "s16.flac")
	offs := packets(t, b)
	with := func(at int, v ...byte) []byte {
		c := slices.Clone(b)
		copy(c[at:], v)
		return c
	}
	packed := binary.BigEndian.Uint64(b[18:])
	field := func(shift, width int, v uint64) []byte {
		return with(18, binary.BigEndian.AppendUint64(nil, packed&^((1<<width-1)<<shift)|v<<shift)...)
	}
	tests := []struct {
		name string
		b    []byte
		want damage.Kind
	}{
		{"total too large", setTotal(b, 1<<36-1), damage.LyingTotal},
		{"total too small", setTotal(b, 1199), damage.LyingTotal},
		{"cut between packets", b[:offs[3]], damage.Truncated},
		{"rate", field(44, 20, 48000), damage.FormatChange},
		{"rate 0", field(44, 20, 0), damage.BadStructure},
		{"channels", field(41, 3, 0), damage.FormatChange},
		{"bits", field(36, 5, 23), damage.FormatChange},
		{"block sizes", with(8, 0x10, 0, 0x10, 0), damage.CountOff},
		{"block sizes crossed", with(8, 0x10, 0, 0, 0x10), damage.CountOff},
		{"largest packet", with(15, 0, 0, 9), damage.CountOff},
		{"first block is another", with(4, 0x81), damage.MissingHeader},
		{"size of STREAMINFO", with(7, 33), damage.BadStructure},
		{"block beyond the end", with(43, 0xff), damage.BadStructure},
		{"forbidden type", with(42, 0xff), damage.BadStructure},
	}
	for _, tt := range tests {
		_, list := check(t, tt.b)
		if !slices.Contains(kinds(list), tt.want) {
			t.Errorf("%s: %v, want %s", tt.name, list, tt.want)
		}
	}
}

// variable rewrites a stream of fixed block size as one of variable size: the
// number in each header becomes that of the first frame. RFC 9639, 9.1.
func variable(t testing.TB, b []byte, block int) []byte {
	offs := packets(t, b)
	out := slices.Clone(b[:offs[0]])
	for i, off := range offs[:len(offs)-1] {
		p := b[off:offs[i+1]]
		h, _ := parseHeader(p)
		_, n := codedNumber(p[4:])
		q := []byte{p[0], p[1] | 1, p[2], p[3]}
		q = append(q, string(rune(i*block))...)
		q = append(q, p[4+n:h.Len-1]...)
		q = append(q, sum8(q))
		q = append(q, p[h.Len:len(p)-2]...)
		out = append(out, binary.BigEndian.AppendUint16(q, crc16.MSB(0, q))...)
	}
	return out
}

func TestVariableBlockSize(t *testing.T) {
	b := variable(t, fixture(t, "total0.flac"), 256)
	b[8+4], b[8+5], b[8+6] = 0, 0, 0 // the sizes of packets are other ones now
	b[8+7], b[8+8], b[8+9] = 0, 0, 0
	sum, list := check(t, b)
	if sum.Frames != 1200 || len(list) > 0 {
		t.Errorf("%d frames, %v", sum.Frames, list)
	}
	offs := packets(t, b)
	_, list = check(t, slices.Delete(slices.Clone(b), offs[1], offs[2]))
	if !slices.Equal(kinds(list), []damage.Kind{damage.BadNumbering}) {
		t.Errorf("without its second packet: %v", list)
	}
}

// A header with a right CRC-8 inside a packet is no boundary.
func TestFalseHeaderInside(t *testing.T) {
	b := fixture(t, "m32.flac")
	offs := packets(t, b)
	h, _ := parseHeader(b[offs[0]:])
	p := slices.Clone(b[offs[0]:offs[1]])
	copy(p[200:], p[:h.Len])
	binary.BigEndian.PutUint16(p[len(p)-2:], crc16.MSB(0, p[:len(p)-2]))
	if _, ok := parseHeader(p[200:]); !ok {
		t.Fatal("the header is not right")
	}
	sum, list := check(t, slices.Concat(b[:offs[0]], p, b[offs[1]:]))
	if sum.Packets != 2 || len(list) > 0 {
		t.Errorf("%+v, %v", sum, list)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	b := fixture(t, "s16.flac")
	offs := packets(t, b)
	// One header and then 16 MB that never end it, with more headers within.
	long := make([]byte, 16<<20)
	for i := 0; i < len(long); i += 1 << 12 {
		copy(long[i:], b[offs[0]:offs[0]+64])
	}
	stream := slices.Concat(setTotal(b[:offs[0]], 1<<36-1), long)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	check(t, stream)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("a walk through %d bytes allocates %d", len(stream), got)
	}
}

func TestNoAllocationPerPacket(t *testing.T) {
	b := fixture(t, "s16.flac")
	offs := packets(t, b)
	few := testing.AllocsPerRun(5, func() { check(t, b) })
	// The same packets 100 times over: all but the first hundredth out of order.
	var w *Walker
	many := slices.Concat(slices.Clone(b[:offs[0]]), bytes.Repeat(b[offs[0]:], 100))
	r := readat.New(context.Background(), bytes.NewReader(many), int64(len(many)))
	n := testing.AllocsPerRun(1, func() {
		w = NewWalker(r, int64(offs[0]), r.Size(), 16)
		for _, ok := w.Next(); ok; _, ok = w.Next() {
		}
	})
	if n > few+10 {
		t.Errorf("500 packets take %v allocations, 5 take %v", n, few)
	}
}

// FuzzWalk holds that a walk ends, that its stretches follow each other without
// a hole from the first byte to the last, and that it gives the same twice.
func FuzzWalk(f *testing.F) {
	for _, name := range []string{"s16.flac", "m8.flac", "m32.flac", "total0.flac"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		one, damage1 := check(t, b)
		two, damage2 := check(t, b)
		if one != two || !slices.Equal(damage1, damage2) {
			t.Fatalf("%+v and %+v", one, two)
		}
		r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
		w := NewWalker(r, 0, r.Size(), 16)
		at := int64(0)
		for p, ok := w.Next(); ok; p, ok = w.Next() {
			if p.Off != at || p.Len < 1 {
				t.Fatalf("a stretch of %d bytes at %d, want it at %d", p.Len, p.Off, at)
			}
			at += p.Len
		}
		if w.Err() != nil || at != r.Size() {
			t.Fatalf("the walk ends at %d of %d: %v", at, r.Size(), w.Err())
		}
		if one.Bytes > int64(len(b)) {
			t.Fatalf("%d bytes of packets in %d", one.Bytes, len(b))
		}
	})
}

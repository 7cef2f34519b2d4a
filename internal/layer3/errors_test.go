package layer3

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// coded is a granule of one channel and what writes its main data.
type coded struct {
	granule
	main func(w *bitWriter)
}

func nothing(*bitWriter) {}

// packetOf returns a packet with header h and the main data of parts, those of the
// channels of each granule in the order of the stream. back is main_data_begin.
func packetOf(h mpa.Header, back, scfsi int, parts ...coded) *mpa.Packet {
	var w, data bitWriter
	var all [2][2]granule
	for i, p := range parts {
		all[i/h.Channels()][i%h.Channels()] = p.granule
		from := data.n
		p.main(&data)
		for data.n < from+p.length {
			data.write(0, 1)
		}
	}
	w.write(uint64(h), 32)
	writeSide(&w, h, back, scfsi, &all)
	b := append(w.b, make([]byte, h.Length()-len(w.b))...)
	copy(b[len(w.b):], data.b)
	return &mpa.Packet{Header: h, Data: b, Whole: true}
}

// onePacket returns a packet of MPEG-1, mono, whose first granule is g with the
// main data that main writes; its second is empty.
func onePacket(g granule, main func(w *bitWriter)) *mpa.Packet {
	return packetOf(0xfffb50c4, 0, 0, coded{g, main}, coded{granule{}, nothing})
}

func TestMainDataThatGoBeyondTheirLengthAreErrors(t *testing.T) {
	book1 := func(w *bitWriter) { w.write(0b010, 3) } // 1 and 0 with a sign; zeros go on with 1 and 1 and two signs
	for _, tt := range []struct {
		name string
		g    granule
		main func(w *bitWriter)
		want string // empty where nothing is wrong
	}{
		{"nothing", granule{}, nothing, ""},
		{"bits to spare", granule{length: 400, gain: 210}, nothing, ""},
		{"the last bit", granule{length: 3 + 5, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}, book1, ""},
		{"one bit less", granule{length: 3 + 4, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}, book1,
			"granule 0, channel 0: the big values of lines 2 and 3 end 1 bits behind the 7 bits of part2_3_length"},
		{"a bit for big values", granule{length: 1, gain: 210, bigValues: 576, tables: [3]int{13, 13, 13}}, nothing, "big values of lines 0 and 1"},
		{"no bits at all", granule{gain: 210, bigValues: 576, compress: 15, tables: [3]int{13, 13, 13}}, nothing, ""},
		{"a book without bits", granule{length: 1, gain: 210, bigValues: 576}, nothing, ""},
		{"a pair too few", granule{length: 3, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}, book1, "big values of lines 2 and 3 end 5 bits behind the 3 bits"},
		// 11 of 4 bits and 10 of 3 bits.
		{"just the scalefactors", granule{length: 74, compress: 15, gain: 210}, nothing, ""},
		{"a bit less than the scalefactors", granule{length: 73, compress: 15, gain: 210}, nothing, "scalefactors end 1 bits behind the 73 bits"},
		{"scalefactors", granule{length: 10, compress: 15, gain: 210}, nothing, "scalefactors end 64 bits behind the 10 bits of part2_3_length"},
		{"table 4", granule{length: 100, gain: 210, bigValues: 2, tables: [3]int{4, 0, 0}}, nothing, "table_select is 4, which is reserved"},
		{"table 14", granule{length: 100, gain: 210, bigValues: 2, tables: [3]int{14, 0, 0}}, nothing, "table_select is 14, which is reserved"},
		{"table 4 of an empty region", granule{length: 100, gain: 210, bigValues: 2, tables: [3]int{1, 4, 14}}, nothing, ""},
		// dist10, ffmpeg and minimp3 leave out a quad that is cut.
		{"half a quad", granule{length: 7, gain: 210}, func(w *bitWriter) { w.write(0b1011, 4) }, ""},
	} {
		out, err := New().Decode(onePacket(tt.g, tt.main))
		if len(out) != 1152 {
			t.Errorf("%s: %d frames, want 1152", tt.name, len(out))
		}
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestTheFirstErrorIsTold(t *testing.T) {
	broken := func(table int) coded {
		return coded{granule{length: 9, gain: 210, bigValues: 2, tables: [3]int{table}}, nothing}
	}
	_, err := New().Decode(packetOf(0xfffb50c4, 0, 0, broken(14), broken(4)))
	if err == nil || !strings.Contains(err.Error(), "granule 0, channel 0: table_select is 14") {
		t.Error(err)
	}
}

// TestBrokenGranulesAreSilent asserts that nothing of the values before the error
// is heard, nor once more what was there before them.
func TestBrokenGranulesAreSilent(t *testing.T) {
	sound := func(w *bitWriter) { w.write(0b010, 3); w.write(0b1, 1) }
	good := granule{length: 4, gain: 210, bigValues: 4, tables: [3]int{1, 1, 1}}
	broken, silent := good, granule{}
	broken.length = 3
	packet := func(g granule) *mpa.Packet {
		return packetOf(0xfffb50c4, 0, 0, coded{good, sound}, coded{g, nothing})
	}
	a, b := New(), New()
	got, err := a.Decode(packet(broken))
	want, none := b.Decode(packet(silent))
	if err == nil || none != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, and sound", err, none)
	}
	if slices.Max(want) == 0 {
		t.Error("there was no sound before")
	}
}

// TestPacketsWithoutTheirBitsRingOut asserts that a packet that lacks its bits has
// its length, no news, and that those behind it are as they were.
func TestPacketsWithoutTheirBitsRingOut(t *testing.T) {
	b := sample(t, "notag.mp3")
	whole, lacking := New(), New()
	n := 0
	eachPacket(t, b, func(p *mpa.Packet) {
		want, err := whole.Decode(p)
		if err != nil {
			t.Fatal(err)
		}
		q := *p
		q.Whole = n != 3
		got, err := lacking.Decode(&q)
		if err != nil || len(got) != len(want) {
			t.Fatalf("packet %d: %d samples, %v; want %d", n, len(got), err, len(want))
		}
		// The transform reaches over one granule and the filter bank over 15 slots.
		const settled = 3 + 1 + 1
		if same := slices.Equal(got, want); n < 3 && !same || n > settled && !same || n == 3 && same {
			t.Errorf("packet %d: the same is %v", n, same)
		}
		n++
	})
	quiet := func(v float32) bool { return v != 0 }
	for i := range 3 {
		out, err := lacking.Decode(&mpa.Packet{Header: mpa.Header(0xfff384c4)&^0xc0 | 0x40})
		if err != nil || len(out) != 2*576 {
			t.Fatal(len(out), err)
		}
		if i == 2 && slices.ContainsFunc(out, quiet) {
			t.Error("the sound does not end")
		}
	}
}

// TestAStreamCutInFrontSettles asserts that a decoder that starts inside a stream
// gives the same as soon as the bits are there.
func TestAStreamCutInFrontSettles(t *testing.T) {
	b := sample(t, "cbr.mp3")
	want, _ := decodeAll(t, b)
	const packet, samples = 192, 2 * 576
	got, err := decodeAll(t, b[4*packet:])
	if err != nil || len(want)-len(got) != 3*samples { // the first packet is the tag's
		t.Fatalf("%d samples, %v; want %d", len(got), err, len(want)-3*samples)
	}
	const settled = 5 * samples
	if !slices.Equal(got[settled:], want[3*samples+settled:]) {
		t.Error("the stream does not settle")
	}
}

// FuzzDecode asserts of any bytes in packets that decoding ends, gives the right
// number of finite samples, and the same whatever was decoded into them before.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"cbr-crc.mp3", "mpeg25.mp3", "made/made-44100.mp3", "made/made-24000.mp3"} {
		b := sample(f, name)
		f.Add(b[:min(len(b), 2200)])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, c := New(), New()
		for i := range c.out {
			c.out[i] = float32(math.NaN())
		}
		for i := range c.samples {
			c.samples[i][0] = float32(math.Inf(1))
		}
		for len(b) > mpa.HeaderSize {
			h, ok := mpa.Parse(b)
			if !ok || h.Layer() != 3 {
				b = b[1:]
				continue
			}
			n := h.Length()
			if h.FreeFormat() {
				n = 600
			}
			n = min(n, len(b))
			p := mpa.Packet{Header: h, Data: b[:n], Whole: true}
			out, err := a.Decode(&p)
			again, err2 := c.Decode(&p)
			if len(out) != h.Frames()*h.Channels() || !slices.Equal(out, again) || (err == nil) != (err2 == nil) {
				t.Fatalf("%d and %d samples, %v, %v", len(out), len(again), err, err2)
			}
			for i, v := range out {
				if v-v != 0 {
					t.Fatalf("sample %d is %v", i, v)
				}
			}
			b = b[n:]
		}
	})
}

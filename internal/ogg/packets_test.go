package ogg

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// collect returns the packets of the first stream of sound, and holds each against
// the place that is said of it.
func collect(t testing.TB, b []byte) (out [][]byte) {
	t.Helper()
	p := NewPackets(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0)
	for {
		data, off, err := p.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if n := min(len(data), 1); !bytes.Equal(b[off:][:n], data[:n]) {
			t.Fatalf("packet %d does not begin at byte %d", len(out), off)
		}
		out = append(out, slices.Clone(data))
	}
}

// paged writes packets as a stream of pages of so many segments, the first packet
// in a page of its own. Packet i ends with frame block*i.
//
// Source: RFC 3533, 5 and 6.
func paged(serial uint32, packets [][]byte, segments, block int) (out []byte) {
	number := uint32(0)
	page := func(flags byte, granule int64, lacing, body []byte) {
		p := append([]byte(capture), 0, flags)
		p = binary.LittleEndian.AppendUint64(p, uint64(granule))
		p = binary.LittleEndian.AppendUint32(p, serial)
		p = binary.LittleEndian.AppendUint32(p, number)
		p = append(p, 0, 0, 0, 0, byte(len(lacing)))
		out = append(out, seal(slices.Concat(p, lacing, body))...)
		number++
	}
	page(first, 0, []byte{byte(len(packets[0]))}, packets[0])
	var lacing, data []byte
	flags, granule, audio := byte(0), int64(noGranule), 0
	flush := func(more byte) {
		page(flags|more, granule, lacing, data)
		flags, granule, lacing, data = 0, noGranule, nil, nil
	}
	for i, k := range packets[1:] {
		if IsFLACAudio(k) {
			audio++
		}
		for n := len(k); ; n -= 255 {
			if len(lacing) == segments {
				flush(0)
				if n < len(k) {
					flags = continued
				}
			}
			s := min(n, 255)
			lacing, data = append(lacing, byte(s)), append(data, k[len(k)-n:][:s]...)
			if s < 255 {
				break
			}
		}
		granule = int64(min(audio*block, 8000))
		if i+2 == len(packets) {
			flush(last)
		}
	}
	return out
}

// TestPacketsOverPages: packets of all sizes, 0 and multiples of 255 among them,
// come out of pages of all sizes as they went in.
func TestPacketsOverPages(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	head := collect(t, fixture(t, "flac.oga"))[0]
	for round := range 200 {
		packets := [][]byte{head}
		for range 1 + rnd.IntN(20) {
			k := make([]byte, []int{0, 1, 254, 255, 256, 510, 511, 5100, rnd.IntN(3000)}[rnd.IntN(9)])
			for i := range k {
				k[i] = byte(rnd.Uint32())
			}
			packets = append(packets, k)
		}
		segments := 1 + rnd.IntN(30)
		got := collect(t, paged(9, packets, segments, 0))
		if !slices.EqualFunc(got, packets, func(a, b []byte) bool { return bytes.Equal(a, b) }) {
			t.Fatalf("round %d, pages of %d segments: %d packets, want %d", round, segments, len(got), len(packets))
		}
	}
}

// TestPacketsOfOneStream: those of others, junk, and the next link are left out.
func TestPacketsOfOneStream(t *testing.T) {
	flac, vorbis := fixture(t, "flac.oga"), fixture(t, "vorbis.ogg")
	pf, pv := pages(t, flac), pages(t, vorbis)
	other := slices.Clone(vorbis)
	for i, off := range pv[:len(pv)-1] {
		other[off+14] = 77 // serial number
		seal(other[off:pv[i+1]])
	}
	want := collect(t, flac)
	if len(want) < 4 {
		t.Fatalf("%d packets", len(want))
	}
	video := paged(5, [][]byte{[]byte("\x80theora..."), []byte("x"), []byte("y")}, 1, 0)
	vp := pages(t, video)
	unmarked := slices.Clone(flac)
	unmarked[5] &^= first
	seal(unmarked[:pf[1]])
	broken := slices.Clone(flac)
	broken[len(broken)-1] ^= 1
	for name, tt := range map[string]struct {
		b    []byte
		want int
	}{
		"by itself":             {flac, len(want)},
		"beside another":        {slices.Concat(flac[:pf[1]], other[:pv[1]], flac[pf[1]:pf[2]], other[pv[1]:], flac[pf[2]:]), len(want)},
		"behind a first video":  {slices.Concat(video[:vp[1]], flac[:pf[1]], video[vp[1]:], flac[pf[1]:]), len(want)},
		"with junk in between":  {slices.Concat(flac[:pf[1]], []byte("junk Ogg"), flac[pf[1]:]), len(want)},
		"in front of a link":    {slices.Concat(flac, flac), len(want)},
		"with junk behind":      {append(slices.Clone(flac), "what is this"...), len(want)},
		"without a first page":  {flac[pf[1]:], 0},
		"whose first is not":    {unmarked, 0},
		"of no sound":           {video, 0},
		"nothing":               {nil, 0},
		"up to a broken page":   {broken, len(collect(t, flac[:pf[len(pf)-2]]))},
		"up to where it is cut": {flac[:len(flac)-1], len(collect(t, flac[:pf[len(pf)-2]]))},
	} {
		got := collect(t, tt.b)
		if len(got) != tt.want || !slices.EqualFunc(got, want[:tt.want], func(a, b []byte) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s: %d packets, want %d", name, len(got), tt.want)
		}
	}
}

// TestAPacketOfManyPages: no more is kept of one than FLAC can have.
func TestAPacketOfManyPages(t *testing.T) {
	head := collect(t, fixture(t, "flac.oga"))[0]
	const page = 255 * 255
	long, behind := bytes.Repeat([]byte{0xff}, maxAssembled+page), bytes.Repeat([]byte{1, 2}, page)
	for size, want := range map[int]int{
		maxAssembled: 3, maxAssembled + 1: 2,
		maxAssembled/page*page + page + 1: 2, // the last page is too much, and its end is not
	} {
		b := paged(1, [][]byte{head, long[:size], behind}, 255, 0)
		got := collect(t, b)
		if len(got) != want || want == 3 && len(got[1]) != size || !bytes.Equal(got[want-1], behind) {
			t.Errorf("%d bytes: %d packets, want %d", size, len(got), want)
		}
		const text = "packet 0 has more than 4194304 bytes"
		if _, list := walk(t, b); (want == 2) != slices.ContainsFunc(list, func(d damage.Damage) bool { return d.Detail == text }) {
			t.Errorf("%d bytes: %v", size, list)
		}
	}
}

// TestOneStreamIsKept: however many streams there are, the packets of one are joined.
func TestOneStreamIsKept(t *testing.T) {
	head := collect(t, fixture(t, "flac.oga"))[0]
	open := bytes.Repeat([]byte{0xff}, 500<<10)
	var firsts, rest []byte
	for serial := range uint32(40) {
		b := paged(serial, [][]byte{head, open}, 255, 0)
		offs := pages(t, b)
		firsts, rest = append(firsts, b[:offs[1]]...), append(rest, b[offs[1]:offs[len(offs)-2]]...)
	}
	file := append(firsts, rest...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	walk(t, file)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 8<<20 {
		t.Errorf("%d bytes allocated for 40 streams of 500 KiB", got)
	}
}

// TestTake: pages that do not agree with the one before. The body of each packet is
// the letter of its segments.
func TestTake(t *testing.T) {
	pageOf := func(flags byte, packets string, lacing ...byte) *page {
		p := &page{flags: flags, lacing: lacing, size: headSize + len(lacing)}
		for i, l := range lacing {
			p.body = append(p.body, bytes.Repeat([]byte{packets[i]}, int(l))...)
		}
		p.size += len(p.body)
		return p
	}
	for _, tt := range []struct {
		name   string
		pages  []*page
		want   string // the first letter and the length of each packet
		broken []bool
	}{
		{"whole packets", []*page{pageOf(0, "ab", 1, 2), pageOf(0, "c", 3)}, "a1 b2 c3 ", []bool{false, false}},
		{"one that goes on", []*page{pageOf(0, "abb", 1, 255, 255), pageOf(continued, "bc", 2, 3)}, "a1 b512 c3 ", []bool{false, false}},
		{"one of three pages", []*page{pageOf(0, "a", 255), pageOf(continued, "a", 255), pageOf(continued, "a", 0)}, "a510 ", []bool{false, false, false}},
		{"one that ends where the next begins", []*page{pageOf(0, "a", 255), pageOf(continued, "ab", 1, 255), pageOf(continued, "b", 1)}, "a256 b256 ", []bool{false, false, false}},
		{"a beginning that is missing", []*page{pageOf(continued, "aab", 255, 1, 2)}, "b2 ", []bool{true}},
		{"the same over two pages", []*page{pageOf(continued, "a", 255), pageOf(continued, "ab", 1, 2)}, "b2 ", []bool{true, true}},
		{"an end that is missing", []*page{pageOf(0, "ab", 1, 255), pageOf(0, "c", 3)}, "a1 c3 ", []bool{false, true}},
		{"a page of nothing", []*page{pageOf(0, ""), pageOf(0, "a", 1)}, "a1 ", []bool{false, false}},
	} {
		var a assembler
		got := ""
		for i, p := range tt.pages {
			list, broken := a.take(p, nil)
			if broken != tt.broken[i] {
				t.Errorf("%s: page %d is broken: %t", tt.name, i, broken)
			}
			for _, k := range list {
				got += fmt.Sprintf("%c%d ", k.data[0], len(k.data))
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

package adts

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func walk(t *testing.T, b []byte) (Stream, []damage.Damage) {
	t.Helper()
	var log damage.Log
	s, err := Walk(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	return s, log.List()
}

func sample(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("../../testdata/adts/lc.aac")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ends returns where each packet of b ends, by the lengths in the headers as
// ISO/IEC 14496-3 places them.
func ends(b []byte) []int {
	var out []int
	for at := 0; at < len(b); out = append(out, at) {
		at += int(b[at+3]&3)<<11 | int(b[at+4])<<3 | int(b[at+5])>>5
	}
	return out
}

func one(t *testing.T, name string, list []damage.Damage, want damage.Kind) {
	t.Helper()
	if want == "" && len(list) > 0 || want != "" && (len(list) != 1 || list[0].Kind != want) {
		t.Errorf("%s: %+v, want %q", name, list, want)
	}
}

func TestWalk(t *testing.T) {
	b := sample(t)
	end := ends(b)
	packets := int64(len(end))
	s, list := walk(t, b)
	one(t, "good", list, "")
	if s.Packets != packets || s.Frames != packets*1024 || s.Bytes != int64(len(b)) || s.First.Rate != 8000 || s.First.Channels != 2 {
		t.Errorf("%+v, want %d packets", s, packets)
	}
	s, list = walk(t, b[:len(b)-1])
	one(t, "cut", list, damage.Truncated)
	if s.Packets != packets-1 {
		t.Errorf("cut: %d packets, want %d", s.Packets, packets-1)
	}
	_, list = walk(t, append(bytes.Clone(b), "TAG"+string(make([]byte, 125))...))
	one(t, "ID3v1 behind", list, "")
	_, list = walk(t, append(bytes.Clone(b), make([]byte, 200)...))
	one(t, "junk behind", list, damage.JunkAfter)

	mid := end[len(end)/2]
	s, list = walk(t, append(append(bytes.Clone(b[:mid]), make([]byte, 50)...), b[mid:]...))
	one(t, "junk between packets", list, damage.LostSync)
	if s.Packets != packets {
		t.Errorf("junk between packets: %d packets, want %d", s.Packets, packets)
	}
	other := bytes.Clone(b)
	other[mid+2] = other[mid+2]&^0x3c | 4<<2 // 44100 Hz
	_, list = walk(t, other)
	one(t, "another rate", list, damage.FormatChange)
	joined := append(bytes.Clone(b), b...)
	for at := len(b); at < len(joined); at += int(joined[at+3]&3)<<11 | int(joined[at+4])<<3 | int(joined[at+5])>>5 {
		joined[at+2] = joined[at+2]&^0x3c | 4<<2
	}
	s, list = walk(t, joined)
	one(t, "joined with another rate", list, damage.FormatChange)
	if s.Packets != 2*packets || list[0].Offset != int64(len(b)) {
		t.Errorf("joined with another rate: %d packets, %+v", s.Packets, list)
	}
	_, list = walk(t, append(append(bytes.Clone(joined[:len(b)+end[3]]), make([]byte, 50)...), joined[len(b)+end[3]:]...))
	if len(list) != 2 || list[1].Kind != damage.LostSync {
		t.Errorf("junk behind a change: %+v", list)
	}
	double := bytes.Clone(b)
	double[6] |= 1
	if s, _ = walk(t, double); s.Frames != (packets+1)*1024 {
		t.Errorf("two raw data blocks in a packet: %d frames, want %d", s.Frames, (packets+1)*1024)
	}
}

// TestHeader reads headers that are put together by ISO/IEC 14496-3, 1.A.2.2.
func TestHeader(t *testing.T) {
	type head struct{ layer, protectionAbsent, profile, rate, channels, size, blocks int }
	build := func(h head) []byte {
		v := uint64(0xfff)<<44 | uint64(h.layer)<<41 | uint64(h.protectionAbsent)<<40 | uint64(h.profile)<<38 | uint64(h.rate)<<34 |
			uint64(h.channels)<<30 | uint64(h.size)<<13 | 0x7ff<<2 | uint64(h.blocks)
		return binary.BigEndian.AppendUint64(nil, v)[1:]
	}
	for _, c := range []struct {
		name     string
		head     head
		ok       bool
		rate     int
		channels int
		profile  string
		payload  int // behind the header, of size bytes in all
	}{
		{"stereo", head{0, 1, 1, 4, 2, 100, 0}, true, 44100, 2, "AAC-LC", 93},
		{"with a checksum", head{0, 0, 1, 3, 1, 100, 0}, true, 48000, 1, "AAC-LC", 91},
		// Two positions of raw data blocks and a checksum.
		{"three blocks with checksums", head{0, 0, 1, 3, 1, 100, 2}, true, 48000, 1, "AAC-LC", 87},
		{"three blocks", head{0, 1, 1, 3, 1, 100, 2}, true, 48000, 1, "AAC-LC", 93},
		{"5.1, AAC Main", head{0, 1, 0, 12, 6, 8191, 0}, true, 7350, 6, "AAC Main", 8184},
		{"7.1, AAC-LTP", head{0, 1, 3, 0, 7, 2000, 0}, true, 96000, 8, "AAC-LTP", 1993},
		{"5.0, AAC-SSR", head{0, 1, 2, 8, 5, 2000, 0}, true, 16000, 5, "AAC-SSR", 1993},
		{"no channel configuration", head{0, 1, 1, 4, 0, 100, 0}, true, 44100, 0, "AAC-LC", 93},
		{"shorter than its own checksum", head{0, 0, 1, 4, 2, 8, 0}, false, 0, 0, "", 0},
		{"shorter than its own header", head{0, 1, 1, 4, 2, 6, 0}, false, 0, 0, "", 0},
		{"a reserved rate", head{0, 1, 1, 13, 2, 100, 0}, false, 0, 0, "", 0},
		{"layer III", head{1, 1, 1, 4, 2, 100, 0}, false, 0, 0, "", 0},
	} {
		h, ok := parse(build(c.head))
		if ok != c.ok {
			t.Errorf("%s: a header %v, want %v", c.name, ok, c.ok)
		}
		if !ok {
			continue
		}
		off, size := Packet{h, 1000}.Payload()
		if h.Rate != c.rate || h.Channels != c.channels || h.Profile() != c.profile || size != c.payload || off != 1000+int64(c.head.size-c.payload) {
			t.Errorf("%s: %+v, %d bytes at %d", c.name, h, size, off)
		}
	}
}

// TestEmptyPacket: a header with nothing behind it.
func TestEmptyPacket(t *testing.T) {
	b := sample(t)
	second := ends(b)[0]
	empty := bytes.Clone(b[second : second+7])
	empty[3], empty[4], empty[5] = empty[3]&^3, 0, 7<<5|empty[5]&0x1f
	s, list := walk(t, slices.Concat(b[:second], empty, b[second:]))
	one(t, "a packet of its header alone", list, damage.BadPacket)
	if s.Packets != int64(len(ends(b)))+1 || len(list) > 0 && list[0].Offset != int64(second) {
		t.Errorf("%d packets, %v", s.Packets, list)
	}
}

// TestJunkNamesThePacket: junk is said to stand before the packet that follows it,
// counted from 0, and its end is where that begins, not at what looks like a header in it.
func TestJunkNamesThePacket(t *testing.T) {
	b := sample(t)
	second := ends(b)[0]
	junk := append(make([]byte, 20), b[:7]...) // a header that none follows at its length
	junk = append(junk, make([]byte, 23)...)
	_, list := walk(t, slices.Concat(b[:second], junk, b[second:]))
	one(t, "junk", list, damage.LostSync)
	if want := "50 bytes that are no packet stand before packet 1"; len(list) == 1 && list[0].Detail != want {
		t.Errorf("%q, want %q", list[0].Detail, want)
	}
	// Behind the last packet, a header of a packet that goes on behind the file is no packet.
	_, list = walk(t, slices.Concat(b, junk))
	one(t, "junk behind", list, damage.JunkAfter)
}

// TestHead reckons the frames of all from the first packets, behind what stands in
// front of them.
func TestHead(t *testing.T) {
	b := sample(t)
	front := make([]byte, 3000)
	file := append(front, b...)
	r := readat.New(context.Background(), bytes.NewReader(file), int64(len(file)))
	s, frames, err := Head(r, int64(len(front)))
	if want := int64(len(ends(b))) * 1024; err != nil || frames != want || s.Packets == 0 || len(b) > 4<<10 {
		t.Errorf("%d frames in %d bytes, %v, want %d", frames, len(b), err, want)
	}
}

// TestTruncated cuts at every byte: only a cut between packets cannot be known.
func TestTruncated(t *testing.T) {
	b := sample(t)
	whole := map[int]bool{0: true}
	for _, e := range ends(b) {
		whole[e] = true
	}
	for n := range len(b) {
		_, list := walk(t, b[:n])
		if lost := len(list) > 0 && list[0].Kind == damage.Truncated; lost == whole[n] {
			t.Fatalf("cut at byte %d: %+v", n, list)
		}
	}
}

func FuzzADTS(f *testing.F) {
	f.Add(sample(f))
	f.Add([]byte("\xff\xf1\x6c\x80\x01\x1f\xfc\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, list := walk(t, b)
		again, listAgain := walk(t, b)
		if s != again || !reflect.DeepEqual(list, listAgain) {
			t.Fatal("two readings differ")
		}
		if s.Bytes > int64(len(b)) || s.Packets*headBytes > int64(len(b)) || s.Frames > 4*1024*s.Packets {
			t.Fatalf("%+v in %d bytes", s, len(b))
		}
	})
}

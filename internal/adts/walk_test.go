package adts

import (
	"bytes"
	"context"
	"os"
	"reflect"
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

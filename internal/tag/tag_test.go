package tag

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

func open(b []byte) *readat.Reader {
	return readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
}

func rep(n int) string { return strings.Repeat("x", n) }

// id3v2 returns a tag whose header claims claim bytes of content.
func id3v2(claim int, flags byte, content string) string {
	size := []byte{byte(claim >> 21 & 0x7f), byte(claim >> 14 & 0x7f), byte(claim >> 7 & 0x7f), byte(claim & 0x7f)}
	return "ID3\x04\x00" + string(flags) + string(size) + content
}

func id3v2Footed(content string) string {
	head := id3v2(len(content), 0x10, content)
	return head + "3DI" + head[3:10]
}

// apePart returns a header or footer; flags bit 31 says that there is a header,
// bit 29 that this is it.
func apePart(version, size, flags uint32) string {
	b := []byte("APETAGEX")
	for _, v := range []uint32{version, size, 1, flags} {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return string(append(b, make([]byte, 8)...))
}

func apeTag(items string) string {
	n := uint32(len(items) + 32)
	return apePart(2000, n, 1<<31|1<<29) + items + apePart(2000, n, 1<<31)
}

func apeV1(items string) string { return items + apePart(1000, uint32(len(items)+32), 0) }

var (
	id3v1Tag   = "TAG" + rep(125)
	enhanced   = "TAG+" + rep(223)
	lyrics1    = "LYRICSBEGIN[00:01]la la\r\nLYRICSEND"
	lyrics2    = "LYRICSBEGININD0000200" + "000021" + "LYRICS200"
	audioBytes = strings.Repeat("\xff\xfb\x90\x64....", 64)
)

func TestLeadingTags(t *testing.T) {
	tests := []struct {
		name, tags string
		want       int // Leading; len(tags) if 0
	}{
		{"none", "", 0},
		{"empty tag", id3v2(0, 0, ""), 0},
		{"one", id3v2(300, 0, rep(300)), 0},
		{"footer", id3v2Footed(rep(40)), 0},
		{"three", id3v2(5, 0, rep(5)) + id3v2(0, 0, "") + id3v2(129, 0, rep(129)), 0},
		{"APE", apeTag(rep(50)), 0},
		{"ID3v2 and APE", id3v2(5, 0, rep(5)) + apeTag(rep(50)), 0},
		{"claims behind the end", id3v2(1<<28-1, 0, rep(9)), 1<<28 - 1 + 10},
		{"size is no syncsafe number", "ID3\x03\x00\x00\x00\x00\x80\x00", -1},
		{"version 255", "ID3\xff\x00\x00\x00\x00\x00\x00", -1},
	}
	for _, tt := range tests {
		want := int64(tt.want)
		switch tt.want {
		case 0:
			want = int64(len(tt.tags))
		case -1:
			want = 0
		}
		r := open([]byte(tt.tags + audioBytes))
		if got, err := Leading(r, 0); err != nil || got != want {
			t.Errorf("%s: Leading %d, %v; want %d", tt.name, got, err, want)
		}
	}
}

func TestFrontSaysWhatATagLiesAbout(t *testing.T) {
	spans, err := Front(open([]byte(id3v2(9, 0, rep(9))+id3v2(1<<20, 0, rep(20)))), 0)
	if err != nil || len(spans) != 2 || spans[0].Lie != "" || spans[1].Lie == "" {
		t.Fatalf("%+v, %v; want a sound tag and a lie", spans, err)
	}
	if s := spans[1]; s.Start != 19 || s.End != 29 {
		t.Errorf("the lying tag spans %d to %d, want its header: 19 to 29", s.Start, s.End)
	}
}

func TestTrailingTags(t *testing.T) {
	tests := []struct {
		name  string
		parts []string // in the order of the file
		kinds string
	}{
		{"none", nil, ""},
		{"ID3v1", []string{id3v1Tag}, "ID3v1"},
		{"ID3v1 whose title begins with a plus", []string{"TAG+" + rep(124)}, "ID3v1"},
		{"enhanced", []string{enhanced, id3v1Tag}, "ID3v1 enhanced,ID3v1"},
		{"APE", []string{apeTag(rep(70))}, "APE"},
		{"APEv1", []string{apeV1(rep(70))}, "APE"},
		{"Lyrics3 v1", []string{lyrics1, id3v1Tag}, "Lyrics3,ID3v1"},
		{"Lyrics3 v2", []string{lyrics2, id3v1Tag}, "Lyrics3,ID3v1"},
		{"ID3v2 with a footer", []string{id3v2Footed(rep(33))}, "ID3v2"},
		{"all", []string{id3v2Footed(rep(3)), apeTag(rep(70)), lyrics2, enhanced, id3v1Tag}, "ID3v2,APE,Lyrics3,ID3v1 enhanced,ID3v1"},
		{"APE behind ID3v1", []string{id3v1Tag, apeTag(rep(7))}, "ID3v1,APE"},
		{"two ID3v1", []string{id3v1Tag, id3v1Tag}, "ID3v1,ID3v1"},
	}
	for _, tt := range tests {
		spans, err := Trailing(open([]byte(audioBytes+strings.Join(tt.parts, ""))), 0)
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		at := int64(len(audioBytes))
		for i := len(spans) - 1; i >= 0; i-- {
			s := spans[i]
			kinds = append(kinds, string(s.Kind))
			n := len(tt.parts)
			if part := len(spans) - 1 - i; part < n {
				n = len(tt.parts[part])
			}
			if s.Start != at || s.End != at+int64(n) || s.Lie != "" {
				t.Errorf("%s: %+v, want %d bytes from %d", tt.name, s, n, at)
			}
			at = s.End
		}
		if got := strings.Join(kinds, ","); got != tt.kinds {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.kinds)
		}
	}
}

func TestTrailingLies(t *testing.T) {
	tests := map[string]string{
		"APE larger than the file": rep(40) + apePart(2000, 1<<31, 0),
		"APE without its header":   rep(40) + apePart(2000, 52, 1<<31),
		"ID3v2 larger than it is":  rep(10) + "3DI\x04\x00\x10\x7f\x7f\x7f\x7f",
		"Lyrics3 larger":           rep(10) + "999999LYRICS200",
	}
	for name, file := range tests {
		spans, err := Trailing(open([]byte(file)), 0)
		if err != nil || len(spans) != 1 || spans[0].Lie == "" || spans[0].Start < 10 {
			t.Errorf("%s: %+v, %v; want a lie, of which only the footer counts", name, spans, err)
		}
	}
}

func TestTrailingStaysBehindStart(t *testing.T) {
	file := []byte(rep(100) + id3v1Tag)
	for start := int64(0); start < int64(len(file))+3; start++ {
		spans, err := Trailing(open(file), start)
		if err != nil {
			t.Fatal(err)
		}
		if found := len(spans) == 1; found != (start <= 100) {
			t.Errorf("start %d: %d tags", start, len(spans))
		}
	}
}

func TestMP3GainMarksPacketsAsEdited(t *testing.T) {
	spans, _ := Trailing(open([]byte(audioBytes+apeTag("\x0c\x00\x00\x00\x00\x00\x00\x00MP3GAIN_UNDO\x00+002,+002,N"))), 0)
	if len(spans) != 1 || !spans[0].Edited {
		t.Errorf("%+v, want an edited APE tag", spans)
	}
}

// FuzzTag asserts that the spans lie in the file, follow each other without
// overlap and come out the same twice.
func FuzzTag(f *testing.F) {
	f.Add([]byte(id3v2(9, 0, rep(9)) + "audio" + apeTag(rep(20)) + lyrics2 + id3v1Tag))
	f.Add([]byte(id3v2Footed(rep(3)) + "audio" + lyrics1 + enhanced + id3v1Tag))
	f.Add([]byte(id3v2(1<<27, 0, "") + apePart(2000, 1<<32-1, 1<<31)))
	f.Fuzz(func(t *testing.T, b []byte) {
		size := int64(len(b))
		front, err := Front(open(b), 0)
		if err != nil {
			t.Fatal(err)
		}
		at := int64(0)
		for _, s := range front {
			if s.Start != at || s.End <= s.Start || s.End > size {
				t.Fatalf("front span %+v behind %d in a file of %d bytes", s, at, size)
			}
			at = s.End
		}
		spans, err := Trailing(open(b), at)
		if err != nil {
			t.Fatal(err)
		}
		end := size
		for _, s := range spans {
			if s.End != end || s.Start >= s.End || s.Start < at {
				t.Fatalf("trailing span %+v in front of %d, start %d", s, end, at)
			}
			end = s.Start
		}
		again, _ := Trailing(open(b), at)
		if len(again) != len(spans) {
			t.Fatalf("%d spans, then %d", len(spans), len(again))
		}
	})
}

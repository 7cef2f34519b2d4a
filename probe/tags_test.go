package probe

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// tagged are files of each format that people put tags behind.
var tagged = []string{
	"wav/pcm_s16le.wav", "aiff/pcm_s16be.aiff", "adts/lc.aac", "amr/nb.amr", "ogg/vorbis.ogg", "ogg/opus.opus",
	"mp4/aac.m4a", "mp4/frag.m4a", "flac/s16.flac", "mpeg/notag.mp3", "mpeg/vbr.mp3",
}

// Tags by ID3v1 (id3.org), ID3v2.4.0 main structure 3.1 and 3.4, APEv2 (Hydrogenaudio)
// and Lyrics3 v2.00.
var trailers = map[string]string{
	"ID3v1":              "TAG" + strings.Repeat("Some Title", 12) + "\x00\x00\x00\x00\x0c",
	"ID3v2 without foot": "ID3\x03\x00\x00\x00\x00\x00\x14TIT2\x00\x00\x00\x0a\x00\x00\x00Title....",
	"ID3v2 with a foot":  "ID3\x04\x00\x10\x00\x00\x00\x0aXXXXXXXXXX3DI\x04\x00\x10\x00\x00\x00\x0a",
	"APEv2":              apeTag("\x05\x00\x00\x00\x00\x00\x00\x00Title\x00Blues"),
	"Lyrics3 and ID3v1":  "LYRICSBEGININD0000200" + "000021" + "LYRICS200" + "TAG" + strings.Repeat("\x00", 125),
}

func apeTag(item string) string {
	part := func(flags string) string {
		return "APETAGEX" + u32(2000) + u32(uint32(len(item)+32)) + u32(1) + flags + strings.Repeat("\x00", 8)
	}
	return part("\x00\x00\x00\xa0") + item + part("\x00\x00\x00\x80")
}

func TestTagsBehindAnyFormat(t *testing.T) {
	for _, name := range tagged {
		file, err := os.ReadFile(filepath.Join("..", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want := readBytes(t, file, Packets)
		for kind, trailer := range trailers {
			got := readBytes(t, slices.Concat(file, []byte(trailer)), Packets)
			if got.Frames != want.Frames || got.Integrity != want.Integrity || !reflect.DeepEqual(got.Damage, want.Damage) {
				t.Errorf("%s and %s: %v frames, %s, %v; without %v, %s, %v",
					name, kind, got.Frames, got.Integrity, got.Damage, want.Frames, want.Integrity, want.Damage)
			}
		}
	}
}

// sameKinds compares lists of kinds, in any order and number.
func sameKinds(a, b string) bool {
	set := func(s string) []string {
		list := strings.Fields(s)
		slices.Sort(list)
		return slices.Compact(list)
	}
	return slices.Equal(set(a), set(b))
}

// Most players look for these at the first byte; of the others tags in front are
// usual.
func TestTagsInFront(t *testing.T) {
	for _, name := range tagged {
		file, err := os.ReadFile(filepath.Join("..", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want := readBytes(t, file, Packets)
		got := readBytes(t, slices.Concat([]byte(trailers["ID3v2 without foot"]), file), Packets)
		kinds := damageKinds(want)
		switch want.Container.Value {
		case "mpeg", "adts", "flac":
		case "mp4": // whose tables count from the first byte of the file
			kinds = "bad_structure " + kinds
			fallthrough
		default:
			kinds = strings.TrimSpace("junk_before " + kinds)
		}
		if got.Container != want.Container || got.Frames != want.Frames || !sameKinds(damageKinds(got), kinds) {
			t.Errorf("%s: %v, %v frames, %v; without the tag %v, %v", name, got.Container, got.Frames, got.Damage, want.Frames, want.Damage)
		}
	}
}

// What begins like a tag, or is text, is junk: a flaw, and no audio is lost.
func TestJunkBehindAnyFormat(t *testing.T) {
	junk := map[string]string{
		"text":                      "\r\n-----boundary--",
		"an APE header alone":       "APETAGEX" + strings.Repeat("garbage. ", 1000),
		"an ID3v2 header that lies": "ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + strings.Repeat("garbage. ", 1000),
		"an ID3v2 foot alone":       strings.Repeat("garbage. ", 300) + "3DI\x04\x00\x10\x00\x00\x10\x00",
		"a Lyrics3 end alone":       strings.Repeat("garbage. ", 300) + "002000LYRICS200",
	}
	for _, name := range tagged {
		file, err := os.ReadFile(filepath.Join("..", "testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		want := readBytes(t, file, Packets)
		for kind, trailer := range junk {
			got := readBytes(t, slices.Concat(file, []byte(trailer)), Packets)
			lost := slices.ContainsFunc(got.Damage, func(d Damage) bool { return d.Severity == "damage" })
			if name == "amr/nb.amr" {
				lost = false // whose packets carry no sign by which junk could be told from a broken one
			}
			if got.Frames.Value != want.Frames.Value || lost || len(got.Damage) == len(want.Damage) {
				t.Errorf("%s and %s: %v frames, %v; without %v, %v", name, kind, got.Frames, got.Damage, want.Frames, want.Damage)
			}
		}
	}
}

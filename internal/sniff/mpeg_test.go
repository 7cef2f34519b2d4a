package sniff

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

func TestDetectMPEG(t *testing.T) {
	vbr, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mpeg", "vbr.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	id3 := func(claim string, content string) []byte { return []byte("ID3\x04\x00\x00" + claim + content) }
	words := strings.Repeat("x", 300)
	tests := []struct {
		name  string
		file  []byte
		want  Container
		start int64
	}{
		{"bare", vbr, MPEG, 0},
		{"behind a tag", slices.Concat(id3("\x00\x00\x02\x2c", words), vbr), MPEG, 310},
		{"behind two tags", slices.Concat(id3("\x00\x00\x00\x05", "hello"), id3("\x00\x00\x02\x2c", words), vbr), MPEG, 325},
		{"behind a tag that claims less", slices.Concat(id3("\x00\x00\x00\x05", words), vbr), MPEG, 310},
		{"inside a tag that claims all", slices.Concat(id3("\x7f\x7f\x7f\x7f", words), vbr), MPEG, 310},
		{"behind words", slices.Concat([]byte(words), vbr), MPEG, 300},
		{"tag alone", id3("\x00\x00\x02\x2c", words), "id3", 0},
		{"a picture with sync words", slices.Concat([]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), vbr), "jpeg", 0},
		{"words", []byte(words), "text", 0},
		{"words in front of what is none", slices.Concat(bytes.Repeat([]byte("x"), 2000), bytes.Repeat([]byte{1}, 9000)), "text", 0},
		{"ones", bytes.Repeat([]byte{0xff}, 5000), Unknown, 0},
	}
	for _, tt := range tests {
		r := readat.New(context.Background(), bytes.NewReader(tt.file), int64(len(tt.file)))
		got, start, err := Detect(r)
		if err != nil || got != tt.want || start != tt.start {
			t.Errorf("%s: %q at %d, %v; want %q at %d", tt.name, got, start, err, tt.want, tt.start)
		}
	}
}

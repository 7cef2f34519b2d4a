package riff

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func parse(t *testing.T, b []byte) (*File, []damage.Damage) {
	t.Helper()
	var log damage.Log
	f, err := Parse(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	return f, log.List()
}

func FuzzChunks(f *testing.F) {
	names, err := filepath.Glob("../../testdata/wav/*.w*")
	if err != nil || len(names) < 10 {
		f.Fatalf("%d seeds, %v", len(names), err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	// A chunk of -4 bytes made another decoder panic.
	f.Add([]byte("RIFF\x0c\x00\x00\x00WAVEfmt \xfc\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, list := parse(t, b)
		again, listAgain := parse(t, b)
		if !reflect.DeepEqual(got, again) || !reflect.DeepEqual(list, listAgain) {
			t.Fatal("two readings differ")
		}
		end := int64(0)
		for _, s := range got.Data {
			if s.Off < end || s.Len < 0 || s.Off+s.Len > int64(len(b)) {
				t.Fatalf("data at %d, %d bytes, in a file of %d", s.Off, s.Len, len(b))
			}
			end = s.Off + s.Len
		}
		frames, ok := got.Frames()
		coded, _ := got.CodedFrames()
		if ok && (frames < 0 || frames > coded || coded > 2*int64(len(b))+maxData*gsmFrames) {
			t.Fatalf("%d frames, %d coded, in %d bytes", frames, coded, len(b))
		}
		if n, ok := got.Promised(); ok && n < 0 {
			t.Fatalf("%d frames are promised", n)
		}
		for _, d := range list {
			if d.Offset < damage.NoOffset || d.Offset > int64(len(b)) {
				t.Fatalf("damage at %d of %d: %s", d.Offset, len(b), d.Detail)
			}
		}
	})
}

// TestManyChunks: a file of nothing but chunk headers ends the walk.
func TestManyChunks(t *testing.T) {
	b := append([]byte("RIFF\x00\x00\x00\x00WAVE"), bytes.Repeat([]byte("JUNK\x00\x00\x00\x00"), 2*maxChunks)...)
	_, list := parse(t, b)
	if len(list) == 0 || list[0].Kind != damage.BadStructure {
		t.Errorf("%+v", list)
	}
}

// TestReads: the headers of a usual file cost one read.
func TestReads(t *testing.T) {
	b, err := os.ReadFile("../../testdata/wav/pcm_s16le.wav")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(b, []byte("data"))
	big := append(b[:at:at], "data\x00\x00\x10\x00"...)
	big = append(big, make([]byte, 1<<20)...)
	c := &counter{r: bytes.NewReader(big)}
	var log damage.Log
	if _, err := Parse(readat.New(context.Background(), c, int64(len(big))), 0, &log); err != nil {
		t.Fatal(err)
	}
	if c.reads != 1 || c.bytes > 4096 {
		t.Errorf("%d reads, %d bytes; want 1 read of at most 4096", c.reads, c.bytes)
	}
}

type counter struct {
	r            *bytes.Reader
	reads, bytes int
}

func (c *counter) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	c.reads++
	c.bytes += n
	return n, err
}

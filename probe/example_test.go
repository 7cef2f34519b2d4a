package probe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"strings"
	"testing/fstest"

	"github.com/audiocheck/audiocheck/probe"
)

const catalog = "../testdata/catalog/"

func ExampleFile() {
	info, err := probe.File(context.Background(), catalog+"jingle.wav", nil)
	if err != nil {
		log.Fatal(err) // the file could not be read; a broken file is no error
	}
	seconds, _ := info.Duration()
	fmt.Println(info.Container.Value, info.Codec.Value, info.Rate.Value, "Hz")
	fmt.Printf("%.3f s, known from the %s\n", seconds, info.Frames.Basis)
	fmt.Println(info.Integrity)
	// Output:
	// wav pcm_s24le 44100 Hz
	// 0.100 s, known from the packets
	// not_verifiable
}

// The content decides, never the name, and what is wrong is a fact too.
func ExampleFile_damaged() {
	info, err := probe.File(context.Background(), catalog+"scratched.flac", &probe.Options{Depth: probe.Packets})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Integrity)
	for _, d := range info.Damage {
		fmt.Printf("%s: %s at byte %d: %s\n", d.Severity, d.Kind, d.Offset, d.Detail)
	}
	// Output:
	// damaged
	// damage: bad_crc at byte 11440: the CRC-16 of packet 2 is not that of its 1683 bytes; it holds the frames from 9216 on
}

// Anything that can be read at offsets will do: bytes in memory, a part of a
// file, an object in a store.
func ExampleRead() {
	data, err := os.ReadFile(catalog + "ballad.flac")
	if err != nil {
		log.Fatal(err)
	}
	info, err := probe.Read(context.Background(), bytes.NewReader(data), int64(len(data)), &probe.Options{Depth: probe.Samples})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Frames.Value, "frames from", info.Frames.Basis)
	fmt.Println(info.Integrity, "by", info.VerifiedBy)
	// Output:
	// 22050 frames from samples
	// verified by md5
}

// The end of the context stops the reading; Info holds what was found so far.
func ExampleRead_context() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	info, err := probe.Read(ctx, strings.NewReader("fLaC"), 4, nil)
	fmt.Println(info.Integrity, errors.Is(err, context.Canceled))
	// Output:
	// not_checked true
}

// Any file system serves, such as an embed.FS or the files of a zip archive.
func ExampleFS() {
	data, err := os.ReadFile(catalog + "interlude.m4a")
	if err != nil {
		log.Fatal(err)
	}
	fsys := fstest.MapFS{"album/interlude.m4a": {Data: data}, "album/notes.txt": {Data: []byte("hello")}}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := probe.FS(context.Background(), fsys, name, nil)
		if err != nil {
			return err
		}
		if info.AudioTracks == 0 {
			fmt.Printf("%s: no audio\n", name)
			return nil
		}
		fmt.Printf("%s: %s, %s\n", name, info.Codec.Value, info.Profile.Value)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// album/interlude.m4a: aac, AAC-LC
	// album/notes.txt: no audio
}

// Facts can be kept as JSON and read again; nothing is lost.
func ExampleInfo_MarshalJSON() {
	info, err := probe.File(context.Background(), catalog+"single.mp3", nil)
	if err != nil {
		log.Fatal(err)
	}
	text, err := json.Marshal(info)
	if err != nil {
		log.Fatal(err)
	}
	var again probe.Info
	if err := json.Unmarshal(text, &again); err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Codec, again.Frames, again.CodedFrames)
	// Output:
	// {mp3 packets} {44100 packets} {46080 packets}
}

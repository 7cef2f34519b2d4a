// Command plan writes facts of files as 'audiocheck probe --format jsonl'
// does, for the benchmark of 'audiocheck plan'; see README.md.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"github.com/audiocheck/audiocheck/probe"
)

func main() {
	n := flag.Int("n", 100_000, "how many files")
	flag.Parse()
	if err := write(*n); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write describes MP3, FLAC, WAV and M4A files in turn, each hundredth too
// long, and each fiftieth with damage.
func write(n int) error {
	kinds := []struct{ ext, container, codec, profile string }{
		{"mp3", "mpeg", "mp3", "MPEG-1 Layer III"}, {"flac", "flac", "flac", ""},
		{"wav", "wav", "pcm_s16le", ""}, {"m4a", "mp4", "aac", "AAC-LC"},
	}
	w := bufio.NewWriter(os.Stdout)
	e := json.NewEncoder(w)
	for i := range n {
		k := kinds[i%len(kinds)]
		info := probe.Info{
			Path: fmt.Sprintf("catalogue/artist %d/album %d/track %d.%s", i/1000, i/10%100, i, k.ext),
			Size: int64(3_000_000 + i), AudioTracks: 1, DepthReached: probe.Packets, Integrity: probe.NotVerifiable,
			Container: fact(k.container), Codec: fact(k.codec), Rate: fact(44100), Channels: fact(2), BitRate: fact(int64(128_000)),
			Frames: fact(int64(44100 * (100 + i%200))),
		}
		if k.profile != "" {
			info.Profile = fact(k.profile)
		}
		if i%100 == 0 {
			info.Frames = fact(int64(44100 * 310))
		}
		if i%50 == 1 {
			info.Integrity = probe.Damaged
			info.Damage = []probe.Damage{{Kind: "truncated", Severity: probe.SeverityDamage, Offset: 2_000_000, Detail: "the file ends 100 bytes into packet 9"}}
		}
		info.CodedFrames = info.Frames
		if err := e.Encode(info); err != nil {
			return err
		}
	}
	return w.Flush()
}

func fact[T any](v T) probe.Fact[T] { return probe.Fact[T]{Value: v, Basis: probe.FromPackets} }

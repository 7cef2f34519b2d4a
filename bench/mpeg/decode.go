package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/audiocheck/audiocheck/bench/paired"
)

const decodings = 11 // of each file, by each side

// decoded are the encodings of the second table, as lame's options.
var decoded = []struct {
	name    string
	options []string
}{
	{"128 kbit/s", []string{"-b", "128"}},
	{"V2", []string{"-V", "2"}},
	{"320 kbit/s", []string{"-b", "320"}},
	{"mono, 64 kbit/s", []string{"-m", "m", "-b", "64"}},
	{"MPEG-2, 64 kbit/s, 22,050 Hz", []string{"-b", "64", "--resample", "22.05"}},
}

// compareDecoding prints the CPU time of decoding wav in each encoding.
func compareDecoding(dir, wav string) {
	path := filepath.Join(dir, "decoded.mp3")
	fmt.Println("\n| file | audiocheck CPU s | ffmpeg CPU s | ratio of the medians |\n|---|---|---|---|")
	for _, s := range decoded {
		paired.Check(exec.Command("lame", slices.Concat([]string{"--quiet"}, s.options, []string{wav, path})...).Run())
		a, b := paired.AgainstFFmpeg(decodings, path)
		fmt.Printf("| %s | %.3f | %.3f | %.2f |\n", s.name, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
	"github.com/audiocheck/audiocheck/decode"
)

// decodeFlag in front of a path makes this program decode it.
const decodeFlag = "-decode"

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
	self, err := os.Executable()
	paired.Check(err)
	path := filepath.Join(dir, "decoded.mp3")
	fmt.Println("\n| file | audiocheck CPU s | ffmpeg CPU s | ratio of the medians |\n|---|---|---|---|")
	for _, s := range decoded {
		paired.Check(exec.Command("lame", slices.Concat([]string{"--quiet"}, s.options, []string{wav, path})...).Run())
		var ours, theirs []time.Duration
		for range rounds {
			ours = append(ours, paired.CPU(exec.Command(self, decodeFlag, path)))
			theirs = append(theirs, paired.CPU(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "null", "-")))
		}
		a, b := paired.Median(ours), paired.Median(theirs)
		fmt.Printf("| %s | %.3f | %.3f | %.2f |\n", s.name, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
	}
}

func decodeAll(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	st, err := f.Stat()
	if err != nil {
		return err
	}
	s, err := decode.Open(f, st.Size(), nil)
	if err != nil {
		return err
	}
	buf := make([]float32, 8192*s.Format().Channels)
	for {
		if _, err := s.ReadFrames(buf); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

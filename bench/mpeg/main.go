// Command mpeg compares the CPU time of walking 20 MPEG audio files of 310 s
// with mp3val's, and of decoding one with ffmpeg's. Each tool runs as one process,
// in turn, so that both meet the same load.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
	"github.com/audiocheck/audiocheck/probe"
)

const (
	rounds = 31 // of walking
	files  = 20
)

// sets are the encodings, as lame's options.
var sets = []struct {
	name    string
	options []string
}{
	{"128 kbit/s", []string{"-b", "128"}},
	{"128 kbit/s, no tag", []string{"-b", "128", "-t"}},
	{"128 kbit/s, CRC", []string{"-b", "128", "-p", "-t"}},
	{"V2", []string{"-V", "2"}},
	{"V2, no tag", []string{"-V", "2", "-t"}},
}

func main() {
	switch {
	case paired.Decoding():
		return
	case len(os.Args) > 1:
		paired.Check(probeAll(os.Args[1:]))
		return
	}
	dir, err := os.MkdirTemp("", "benchmpeg")
	paired.Check(err)
	defer os.RemoveAll(dir)
	wav := filepath.Join(dir, "source.wav")
	paired.Check(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
		"aevalsrc=0.3*sin(440*2*PI*t+3*sin(9*t))+0.1*random(0)|0.3*sin(660*2*PI*t)+0.1*random(1):s=44100:d=310", wav).Run())
	fmt.Println("| files | audiocheck CPU s | mp3val CPU s | ratio of the medians | ms a file |\n|---|---|---|---|---|")
	var mixed []string
	for i, s := range sets {
		sub := filepath.Join(dir, fmt.Sprint(i))
		paired.Check(os.Mkdir(sub, 0o700))
		paths := make20(sub, wav, s.options)
		compareWalking(s.name, paths)
		mixed = append(mixed, paths[:files/len(sets)]...)
	}
	compareWalking("four of each", mixed)
	compareDecoding(dir, wav)
}

func compareWalking(name string, paths []string) {
	ours, theirs := measure(paths)
	fmt.Printf("| %s | %.3f | %.3f | %.2f | %.1f |\n", name, ours.Seconds(), theirs.Seconds(),
		ours.Seconds()/theirs.Seconds(), ours.Seconds()*1000/files)
}

// make20 encodes wav once and copies the result.
func make20(dir, wav string, options []string) (paths []string) {
	first := filepath.Join(dir, "00.mp3")
	paired.Check(exec.Command("lame", slices.Concat([]string{"--quiet"}, options, []string{wav, first})...).Run())
	b, err := os.ReadFile(first)
	paired.Check(err)
	for i := range files {
		p := filepath.Join(dir, fmt.Sprintf("%02d.mp3", i))
		paired.Check(os.WriteFile(p, b, 0o600))
		paths = append(paths, p)
	}
	return paths
}

func measure(paths []string) (ours, theirs time.Duration) {
	self, err := os.Executable()
	paired.Check(err)
	var a, b []time.Duration
	for range rounds {
		a = append(a, paired.CPU(exec.Command(self, paths...)))
		b = append(b, paired.CPU(exec.Command("mp3val", paths...)))
	}
	return paired.Median(a), paired.Median(b)
}

func probeAll(paths []string) error {
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		st, err := f.Stat()
		if err != nil {
			return err
		}
		i, err := probe.Read(context.Background(), f, st.Size(), nil)
		if err != nil {
			return err
		}
		if len(i.Damage) > 0 || i.DepthReached != probe.Packets {
			return fmt.Errorf("%s: %s, %v", p, i.DepthReached, i.Damage)
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

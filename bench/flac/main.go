// Command flac compares the processor time of reading FLAC files with that of
// flac and ffmpeg. README.md says how to run it.
package main

import (
	"context"
	"crypto/md5"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
	"github.com/audiocheck/audiocheck/probe"
)

const rounds = 9

func main() {
	if len(os.Args) > 2 && os.Args[1] == "-run" {
		paired.Check(work(os.Args[2], os.Args[3]))
		return
	}
	for _, path := range os.Args[1:] {
		compare(path)
	}
}

// compare times all sides in turn, each in a process of its own, so that what
// else the machine does falls on all alike.
func compare(path string) {
	sides := []struct {
		name string
		args []string
	}{
		{"flac -t", []string{"flac", "-ts", path}},
		{"packets depth", []string{os.Args[0], "-run", "packets", path}},
		{"ffmpeg -f null", []string{"ffmpeg", "-v", "error", "-threads", "1", "-i", path, "-f", "null", "-"}},
		{"decode and MD5", []string{os.Args[0], "-run", "decode", path}},
		{"MD5 alone", []string{os.Args[0], "-run", "md5", path}},
	}
	times := make([][]time.Duration, len(sides))
	for range rounds {
		for i, s := range sides {
			times[i] = append(times[i], paired.CPU(exec.Command(s.args[0], s.args[1:]...)))
		}
	}
	fmt.Println(path)
	for i, s := range sides {
		fmt.Printf("  %-16s median %8.1f ms\n", s.name, float64(paired.Median(times[i]).Microseconds())/1000)
	}
	ratio := func(a, b int) float64 { return float64(times[a][rounds/2]) / float64(times[b][rounds/2]) }
	fmt.Printf("  packets depth is %.1f times as fast as flac -t; decoding takes %.2f times ffmpeg\n", ratio(0, 1), ratio(3, 2))
}

func work(what, path string) error {
	switch what {
	case "packets":
		info, err := probe.File(context.Background(), path, nil)
		if err == nil && info.Integrity != probe.Verified {
			err = fmt.Errorf("%s: %s", path, info.Integrity)
		}
		return err
	case "md5":
		_, err := io.CopyBuffer(md5.New(), io.LimitReader(zeros{}, 54_684_000), make([]byte, 1<<16))
		return err
	}
	verified, err := paired.Decode(path)
	if err == nil && verified != "md5" {
		err = fmt.Errorf("%s: verified by %q, want md5", path, verified)
	}
	return err
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

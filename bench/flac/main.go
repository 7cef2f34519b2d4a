// Command flac compares the processor time of reading FLAC files with that of
// flac and ffmpeg. README.md says how to run it.
package main

import (
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/probe"
)

const rounds = 9

func main() {
	if len(os.Args) > 2 && os.Args[1] == "-run" {
		if err := work(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	for _, path := range os.Args[1:] {
		if err := compare(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// compare times all sides in turn, each in a process of its own, so that what
// else the machine does falls on all alike.
func compare(path string) error {
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
			cmd := exec.Command(s.args[0], s.args[1:]...)
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("%s: %w: %s", s.name, err, out)
			}
			times[i] = append(times[i], cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
	}
	fmt.Println(path)
	for i, s := range sides {
		slices.Sort(times[i])
		fmt.Printf("  %-16s median %8.1f ms\n", s.name, float64(times[i][rounds/2].Microseconds())/1000)
	}
	ratio := func(a, b int) float64 { return float64(times[a][rounds/2]) / float64(times[b][rounds/2]) }
	fmt.Printf("  packets depth is %.1f times as fast as flac -t; decoding takes %.2f times ffmpeg\n", ratio(0, 1), ratio(3, 2))
	return nil
}

func work(what, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return err
	}
	switch what {
	case "packets":
		info, err := probe.Read(context.Background(), f, stat.Size(), nil)
		if err == nil && info.Integrity != probe.Verified {
			err = fmt.Errorf("%s: %s", path, info.Integrity)
		}
		return err
	case "md5":
		_, err := io.CopyBuffer(md5.New(), io.LimitReader(zeros{}, 54_684_000), make([]byte, 1<<16))
		return err
	}
	s, err := decode.Open(f, stat.Size(), nil)
	if err != nil {
		return err
	}
	buf := make([]float32, 8192*s.Format().Channels)
	for err == nil {
		_, err = s.ReadFrames(buf)
	}
	if errors.Is(err, io.EOF) && s.Verified() == "md5" {
		return nil
	}
	return err
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

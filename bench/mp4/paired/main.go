// Command paired compares the CPU time of decoding files with ffmpeg's: each
// file nine times by either, in turn, in a process of its own. With -decode it
// is such a process itself.
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/audiocheck/audiocheck/decode"
)

const rounds = 9

func main() {
	if len(os.Args) == 3 && os.Args[1] == "-decode" {
		if err := decodeFile(os.Args[2]); err != nil {
			log.Fatal(err)
		}
		return
	}
	for _, file := range os.Args[1:] {
		var ours, theirs, ratios []float64
		for range rounds {
			a := cpu(os.Args[0], "-decode", file)
			b := cpu("ffmpeg", "-v", "error", "-nostdin", "-i", file, "-map", "0:a:0", "-f", "null", "-")
			ours, theirs, ratios = append(ours, a), append(theirs, b), append(ratios, a/b)
		}
		fmt.Printf("%s: %.3f s, ffmpeg %.3f s, median of the ratios %.2f\n", file, median(ours), median(theirs), median(ratios))
	}
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// cpu returns the user and system time of a command in seconds.
func cpu(name string, args ...string) float64 {
	c := exec.Command(name, args...)
	if out, err := c.CombinedOutput(); err != nil {
		log.Fatalf("%s: %v: %s", name, err, out)
	}
	return time.Duration(c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()
}

func decodeFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	s, err := decode.Open(f, st.Size(), nil)
	if err != nil {
		return err
	}
	buf := make([]float32, 8192*s.Format().Channels)
	for err == nil {
		_, err = s.ReadFrames(buf)
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

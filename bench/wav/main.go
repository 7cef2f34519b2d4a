// Command wav compares the CPU time of decoding 310 s of WAV with ffmpeg's. Each
// tool runs as a process of its own, in turn, so that both meet the same load.
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

	"github.com/audiocheck/audiocheck/decode"
)

const rounds = 9

func main() {
	if len(os.Args) == 2 {
		check(decodeAll(os.Args[1]))
		return
	}
	dir, err := os.MkdirTemp("", "benchwav")
	check(err)
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	check(err)
	fmt.Println("| codec | audiocheck CPU s | ffmpeg CPU s | ratio of the medians |\n|---|---|---|---|")
	for _, codec := range []string{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "adpcm_ms", "adpcm_ima_wav"} {
		path := filepath.Join(dir, codec+".wav")
		check(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi",
			"-i", "aevalsrc=0.4*sin(440*2*PI*t)|0.3*sin(900*2*PI*t):s=44100:d=310", "-c:a", codec, path).Run())
		var ours, theirs []time.Duration
		for range rounds {
			ours = append(ours, cpu(exec.Command(self, path)))
			theirs = append(theirs, cpu(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "null", "-")))
		}
		a, b := median(ours), median(theirs)
		fmt.Printf("| %s | %.3f | %.3f | %.2f |\n", codec, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
		check(os.Remove(path))
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

func cpu(c *exec.Cmd) time.Duration {
	check(c.Run())
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

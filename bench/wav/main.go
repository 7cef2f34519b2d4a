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
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
	"github.com/audiocheck/audiocheck/decode"
)

const rounds = 9

func main() {
	if len(os.Args) == 2 {
		paired.Check(decodeAll(os.Args[1]))
		return
	}
	dir, err := os.MkdirTemp("", "benchwav")
	paired.Check(err)
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	paired.Check(err)
	fmt.Println("| codec | audiocheck CPU s | ffmpeg CPU s | ratio of the medians |\n|---|---|---|---|")
	for _, codec := range []string{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "adpcm_ms", "adpcm_ima_wav"} {
		path := filepath.Join(dir, codec+".wav")
		paired.Check(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi",
			"-i", "aevalsrc=0.4*sin(440*2*PI*t)|0.3*sin(900*2*PI*t):s=44100:d=310", "-c:a", codec, path).Run())
		var ours, theirs []time.Duration
		for range rounds {
			ours = append(ours, paired.CPU(exec.Command(self, path)))
			theirs = append(theirs, paired.CPU(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "null", "-")))
		}
		a, b := paired.Median(ours), paired.Median(theirs)
		fmt.Printf("| %s | %.3f | %.3f | %.2f |\n", codec, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
		paired.Check(os.Remove(path))
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

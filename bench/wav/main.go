// Command wav compares the CPU time of decoding 310 s of WAV with ffmpeg's. Each
// tool runs as a process of its own, in turn, so that both meet the same load.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/audiocheck/audiocheck/bench/paired"
)

const rounds = 9

func main() {
	if paired.Decoding() {
		return
	}
	dir, err := os.MkdirTemp("", "benchwav")
	paired.Check(err)
	defer os.RemoveAll(dir)
	fmt.Println("| codec | audiocheck CPU s | ffmpeg CPU s | ratio of the medians |\n|---|---|---|---|")
	for _, codec := range []string{"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "adpcm_ms", "adpcm_ima_wav"} {
		path := filepath.Join(dir, codec+".wav")
		paired.Check(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi",
			"-i", "aevalsrc=0.4*sin(440*2*PI*t)|0.3*sin(900*2*PI*t):s=44100:d=310", "-c:a", codec, path).Run())
		a, b := paired.AgainstFFmpeg(rounds, path)
		fmt.Printf("| %s | %.3f | %.3f | %.2f |\n", codec, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
		paired.Check(os.Remove(path))
	}
}

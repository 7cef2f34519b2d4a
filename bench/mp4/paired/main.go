// Command paired compares the CPU time of decoding files with ffmpeg's: each
// file nine times by either, in turn, in a process of its own.
package main

import (
	"fmt"
	"os"

	"github.com/audiocheck/audiocheck/bench/paired"
)

const rounds = 9

func main() {
	if paired.Decoding() {
		return
	}
	for _, file := range os.Args[1:] {
		a, b := paired.AgainstFFmpeg(rounds, file)
		fmt.Printf("%s: %.3f s, ffmpeg %.3f s, ratio of the medians %.2f\n", file, a.Seconds(), b.Seconds(), a.Seconds()/b.Seconds())
	}
}

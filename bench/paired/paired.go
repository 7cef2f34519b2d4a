// Package paired is what the benchmark programs share: the CPU time of a
// process, the median of several, decoding against ffmpeg, and giving up.
package paired

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"
)

// CPU runs c to its end and returns its user and system time.
func CPU(c *exec.Cmd) time.Duration {
	Check(c.Run())
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

// Median returns the middle one of d, which it sorts.
func Median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}

// Check ends the program with err, unless it is nil.
func Check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

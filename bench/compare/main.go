//go:build unix

// Command compare measures package compare against numpy and scipy, in the same
// run and by turns. README.md has the command and what it said.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

func main() {
	log.SetFlags(0)
	tracks := flag.Int("tracks", 1000, "candidates")
	windows := flag.Int("windows", 60, "windows a track")
	dim := flag.Int("dim", 512, "values a window")
	rounds := flag.Int("rounds", 9, "turns of every role; medians are shown")
	python := flag.String("python", "python3", "interpreter that has numpy and scipy")
	flag.Parse()
	folder, err := os.MkdirTemp("", "bench-compare-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	if err := run(folder, *python, *tracks, *windows, *dim, *rounds); err != nil {
		log.Print(err)
		os.RemoveAll(folder)
		os.Exit(1)
	}
}

func run(folder, python string, tracks, windows, dim, rounds int) error {
	script := filepath.Join("bench", "compare", "peer.py")
	peer := exec.Command(python, script, "make", folder, strconv.Itoa(tracks), strconv.Itoa(windows), strconv.Itoa(dim))
	peer.Stderr = os.Stderr
	if err := peer.Run(); err != nil {
		return fmt.Errorf("making the tracks with %s (is the working directory the repository's root?): %w", script, err)
	}
	own, err := load(folder, windows, dim)
	if err != nil {
		return err
	}
	server, err := startPeer(exec.Command(python, script, "serve", folder, strconv.Itoa(windows), strconv.Itoa(dim)))
	if err != nil {
		return err
	}
	defer server.stop()
	table, err := measure(own, server, rounds)
	if err != nil {
		return err
	}
	table.print(os.Stdout)
	if err := own.agree(folder); err != nil {
		return err
	}
	return own.hundredThousand(os.Stdout)
}

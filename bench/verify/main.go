//go:build linux

// Command verify measures what audiocheck verify costs on an answer of 100,000
// pairs: by itself, and against embeddings.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

const (
	queries, candidates = 200, 500 // the vendor's limit: 100,000 pairs
	windows, dim        = 30, 64   // of a track, values a window
)

func main() {
	rounds := flag.Int("rounds", 5, "runs of each case; medians are shown")
	flag.Parse()
	dir, err := os.MkdirTemp("", "bench-verify")
	check(err)
	defer os.RemoveAll(dir)
	exe, answer := filepath.Join(dir, "audiocheck"), filepath.Join(dir, "answer.json")
	build := exec.Command("go", "build", "-o", exe, "./cmd/audiocheck")
	build.Stderr = os.Stderr
	check(build.Run())
	check(writeAnswer(answer))
	check(writeTracks(filepath.Join(dir, "queries.jsonl"), "query", queries))
	check(writeTracks(filepath.Join(dir, "candidates.jsonl"), "candidate", candidates))
	info, err := os.Stat(answer)
	check(err)
	fmt.Printf("%d pairs, %d MB\n", queries*candidates, info.Size()>>20)
	fmt.Printf("%-20s %8s %8s %8s\n", "case", "wall", "CPU", "peak")
	measure(exe, "by itself", *rounds, answer)
	measure(exe, "with embeddings", 1, "--queries", filepath.Join(dir, "queries.jsonl"), "--candidates", filepath.Join(dir, "candidates.jsonl"), answer)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func measure(exe, name string, rounds int, args ...string) {
	var wall, cpu []time.Duration
	var peak int64
	for range rounds {
		cmd := exec.Command(exe, append([]string{"verify", "--fail-on", "never"}, args...)...)
		cmd.Stderr = os.Stderr
		start := time.Now()
		check(cmd.Run())
		wall = append(wall, time.Since(start))
		cpu = append(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		peak = max(peak, int64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss))
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	fmt.Printf("%-20s %7.2fs %7.2fs %5d MB\n", name, wall[rounds/2].Seconds(), cpu[rounds/2].Seconds(), peak>>10)
}

// writeAnswer writes an answer with a block of scores for the full mix, with
// three windows, and one for the vocals, in each match.
func writeAnswer(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprint(w, `{"success":true,"data":{"job_id":"j","status":"completed","search_type":"m:n","error":null,"results":{"status":"success","search_type":"m:n","results":[`)
	for q := range queries {
		comma(w, q)
		fmt.Fprintf(w, `{"query_audio_id":"dataset/query_%d.wav","matches":[`, q)
		for c := range candidates {
			comma(w, c)
			writeMatch(w, c)
		}
		fmt.Fprint(w, "]}")
	}
	fmt.Fprintln(w, "]}}}")
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func comma(w *bufio.Writer, i int) {
	if i > 0 {
		w.WriteByte(',')
	}
}

func writeMatch(w *bufio.Writer, c int) {
	s := 950 - c
	fmt.Fprintf(w, `{"id":"dataset/7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_candidate_%d.wav","score":0.%03d,"percentage":%d.%d,`, c, s, s/10, s%10)
	fmt.Fprintf(w, `"payload":{"filename":"candidate_%d.wav","dataset_id":"d","metric":"max_then_mean"},`, c)
	fmt.Fprintf(w, `"full_audio_latent_scores":{"max":0.%03d,"max_then_mean":0.%03d,"hungarian_mean":0.%03d,"matched_windows":[`, s+20, s, s-50)
	for i := range 3 {
		comma(w, i)
		fmt.Fprintf(w, `{"query_index":%d,"candidate_index":%d,"similarity_score":0.%03d,"query_audio_timestamps":[[%d.0],[%d.0]],"candidate_audio_timestamps":[[%d.0],[%d.0]]}`,
			i, i, s-10, 4*i, 4*i+8, 4*i, 4*i+8)
	}
	fmt.Fprint(w, `]},"vocal_latent_scores":{"max":0.5,"max_then_mean":0.4,"hungarian_mean":0.3}}`)
}

// writeTracks writes made embeddings.
func writeTracks(path, name string, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w, random := bufio.NewWriter(f), rand.New(rand.NewPCG(1, uint64(n)))
	for i := range n {
		fmt.Fprintf(w, `{"id":"%s_%d","embeddings":[`, name, i)
		for r := range windows {
			comma(w, r)
			fmt.Fprint(w, "[")
			for d := range dim {
				comma(w, d)
				fmt.Fprintf(w, "%.4f", random.NormFloat64())
			}
			fmt.Fprint(w, "]")
		}
		fmt.Fprintln(w, "]}")
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

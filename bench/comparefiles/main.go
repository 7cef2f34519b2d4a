// Command comparefiles compares the CPU time of `audiocheck compare` over a
// folder of .npy files with that of the script that one would write with numpy
// and scipy. Both read the files and write CSV, in processes of their own and
// in turn. README.md has what it said.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
)

func main() {
	python := flag.String("python", "python3", "interpreter that has numpy and scipy")
	tracks := flag.Int("tracks", 1000, "candidates of 60 windows x 512 values")
	rounds := flag.Int("rounds", 9, "turns of each side; medians are shown")
	flag.Parse()
	dir, err := os.MkdirTemp("", "bench-comparefiles-")
	paired.Check(err)
	defer os.RemoveAll(dir)
	script := filepath.Join("bench", "comparefiles", "script.py")
	command := filepath.Join(dir, "audiocheck")
	paired.Check(exec.Command("go", "build", "-o", command, "./cmd/audiocheck").Run())
	paired.Check(exec.Command(*python, script, "make", dir, strconv.Itoa(*tracks)).Run())
	query, candidates := filepath.Join(dir, "query.npy"), filepath.Join(dir, "candidates")

	ours := []string{command, "compare", "--queries", query, "--candidates", candidates, "--format", "csv", "--jobs", "1"}
	sides := []struct {
		name string
		args []string
	}{
		{"audiocheck compare, all three scores", ours},
		{"audiocheck compare --metric hungarian_mean --limit 10", append(ours[:len(ours):len(ours)], "--metric", "hungarian_mean", "--limit", "10")},
		{"the script", []string{*python, script, query, candidates}},
		{"the script's imports alone", []string{*python, script, "nothing"}},
	}
	times := make([][]time.Duration, len(sides))
	for range *rounds {
		for i, s := range sides {
			times[i] = append(times[i], paired.CPU(exec.Command(s.args[0], s.args[1:]...)))
		}
	}
	fmt.Println("| | CPU ms |\n|---|---|")
	for i, s := range sides {
		fmt.Printf("| %s | %.1f |\n", s.name, paired.Median(times[i]).Seconds()*1e3)
	}
	imports := times[3][len(times[3])/2]
	fmt.Printf("\nThe script without its imports takes %.1f times as long as the command, %.1f times as long as its best 10.\n",
		(times[2][len(times[2])/2]-imports).Seconds()/times[0][len(times[0])/2].Seconds(),
		(times[2][len(times[2])/2]-imports).Seconds()/times[1][len(times[1])/2].Seconds())
}

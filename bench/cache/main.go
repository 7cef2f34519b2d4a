// Command cache measures audiocheck check over unchanged files, with its cache
// and without: see README.md beside it.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 1000, "how many files")
	rounds := flag.Int("rounds", 7, "how many runs of each kind; the medians are printed")
	depth := flag.String("depth", "packets", "of the check")
	flag.Parse()
	if err := run(*n, *rounds, *depth, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "cache:", err)
		os.Exit(1)
	}
}

func run(n, rounds int, depth string, samples []string) error {
	if len(samples) == 0 {
		return fmt.Errorf("no sample is given; give one file or more, which are copied")
	}
	dir, err := os.MkdirTemp("", "audiocheck-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	exe := filepath.Join(dir, "audiocheck")
	build := exec.Command("go", "build", "-trimpath", "-o", exe, "./cmd/audiocheck")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	for _, sample := range samples {
		if err := measure(dir, exe, sample, n, rounds, depth); err != nil {
			return err
		}
	}
	return nil
}

// measure runs both kinds in turn over copies of sample.
func measure(dir, exe, sample string, n, rounds int, depth string) error {
	files := filepath.Join(dir, "files")
	defer os.RemoveAll(files)
	size, err := copies(files, sample, n)
	if err != nil {
		return err
	}
	env := append(os.Environ(), "AUDIOCHECK_CACHE="+filepath.Join(dir, "cache-"+filepath.Base(sample)))
	check := func(more ...string) (cost, error) {
		cmd := exec.Command(exe, append([]string{"check", "--fail-on", "never", "--quiet", "--depth", depth, files}, more...)...)
		cmd.Env, cmd.Stderr = env, os.Stderr
		start := time.Now()
		err := cmd.Run()
		s := cmd.ProcessState
		return cost{time.Since(start), s.UserTime() + s.SystemTime()}, err
	}
	first, err := check()
	if err != nil {
		return err
	}
	var without, with []cost
	for range rounds {
		c, err := check("--no-cache")
		if err != nil {
			return err
		}
		without = append(without, c)
		if c, err = check(); err != nil {
			return err
		}
		with = append(with, c)
	}
	a, b := median(without), median(with)
	fmt.Printf("%s, %d files of %d bytes, depth %s\n", filepath.Base(sample), n, size, depth)
	fmt.Printf("  without the cache   wall %7.1f ms  CPU %7.1f ms\n", ms(a.wall), ms(a.cpu))
	fmt.Printf("  first with it       wall %7.1f ms  CPU %7.1f ms\n", ms(first.wall), ms(first.cpu))
	fmt.Printf("  second with it      wall %7.1f ms  CPU %7.1f ms\n", ms(b.wall), ms(b.cpu))
	fmt.Printf("  times faster        wall %7.1f     CPU %7.1f\n", ratio(a.wall, b.wall), ratio(a.cpu, b.cpu))
	return nil
}

// copies writes n copies of sample, an hour old.
func copies(dir, sample string, n int) (size int, err error) {
	data, err := os.ReadFile(sample)
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	hour := time.Now().Add(-time.Hour)
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("%05d%s", i, filepath.Ext(sample)))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return 0, err
		}
		if err := os.Chtimes(path, hour, hour); err != nil {
			return 0, err
		}
	}
	return len(data), nil
}

type cost struct{ wall, cpu time.Duration }

// median returns the median of each part.
func median(cs []cost) cost {
	part := func(get func(cost) time.Duration) time.Duration {
		var ds []time.Duration
		for _, c := range cs {
			ds = append(ds, get(c))
		}
		slices.Sort(ds)
		return ds[len(ds)/2]
	}
	return cost{part(func(c cost) time.Duration { return c.wall }), part(func(c cost) time.Duration { return c.cpu })}
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

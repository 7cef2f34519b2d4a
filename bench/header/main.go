// Command header compares the CPU time of reading the headers of 1,000 short
// files: package probe, the command, soxi, mutagen, and the floor that opening
// a file and reading 4 KiB sets. Each runs as one process over all files, in
// turn, so that all meet the same load.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/audiocheck/audiocheck/bench/paired"
	"github.com/audiocheck/audiocheck/probe"
)

const (
	rounds  = 9
	perKind = 250
)

var kinds = []string{"wav", "flac", "mp3", "m4a"}

const mutagen = `
import sys, mutagen
for p in sys.argv[1:]:
    mutagen.File(p).info.length
`

func main() {
	if len(os.Args) > 2 {
		paired.Check(modes[os.Args[1]](os.Args[2:]))
		return
	}
	dir, err := os.MkdirTemp("", "benchheader")
	paired.Check(err)
	defer os.RemoveAll(dir)
	files := makeFiles(dir)
	soxFiles := slices.DeleteFunc(slices.Clone(files), func(p string) bool { return strings.HasSuffix(p, ".m4a") })
	self, err := os.Executable()
	paired.Check(err)
	command := filepath.Join(dir, "audiocheck")
	build := exec.Command("go", "build", "-o", command, "./cmd/audiocheck")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is released
	paired.Check(build.Run())

	sides := []struct {
		name  string
		files []string
		args  []string
	}{
		{"nothing: the start of this Go program", files, []string{self, "start"}},
		{"open, fstat, pread of 4 KiB, close", files, []string{self, "floor"}},
		{"probe.File, depth header", files, []string{self, "probe"}},
		{"audiocheck probe --depth header --format csv", files, []string{command, "probe", "--depth", "header", "--format", "csv", "--jobs", "1"}},
		{"the same with as many workers as processors", files, []string{command, "probe", "--depth", "header", "--format", "csv"}},
		{"audiocheck version: its start", nil, []string{command, "version"}},
		{"soxi (without m4a, which it cannot read)", soxFiles, []string{"soxi", "-D"}},
		{"mutagen", files, []string{"/usr/bin/python3", "-c", mutagen}},
		{"mutagen, import alone", nil, []string{"/usr/bin/python3", "-c", mutagen}},
	}
	times := make([][]time.Duration, len(sides))
	for range rounds {
		for i, s := range sides {
			times[i] = append(times[i], paired.CPU(exec.Command(s.args[0], append(slices.Clone(s.args[1:]), s.files...)...)))
		}
	}
	fmt.Println("| | CPU ms, process | µs a file |\n|---|---|---|")
	for i, s := range sides {
		m := paired.Median(times[i])
		each := ""
		if len(s.files) > 0 {
			each = fmt.Sprintf("%.1f", m.Seconds()*1e6/float64(len(s.files)))
		}
		fmt.Printf("| %s | %.2f | %s |\n", s.name, m.Seconds()*1e3, each)
	}
}

var modes = map[string]func(files []string) error{
	"start": func([]string) error { return nil },
	"floor": func(files []string) error {
		buf := make([]byte, 4096)
		for _, p := range files {
			f, err := os.Open(p)
			if err != nil {
				return err
			}
			if _, err := f.Stat(); err != nil {
				return err
			}
			if _, err := f.ReadAt(buf, 0); err != nil && err.Error() != "EOF" {
				return err
			}
			f.Close()
		}
		return nil
	},
	"probe": func(files []string) error {
		for _, p := range files {
			info, err := probe.File(context.Background(), p, &probe.Options{Depth: probe.Header})
			if err != nil || info.Problem != "" {
				return fmt.Errorf("%s: %w %s", p, err, info.Problem)
			}
		}
		return nil
	},
}

// makeFiles makes half a second of sound in each kind, with numbered copies.
func makeFiles(dir string) []string {
	var files []string
	for _, k := range kinds {
		first := filepath.Join(dir, "a."+k)
		paired.Check(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi",
			"-i", "aevalsrc=0.4*sin(440*2*PI*t)|0.3*sin(900*2*PI*t):s=44100:d=0.5", first).Run())
		data, err := os.ReadFile(first)
		paired.Check(err)
		for i := range perKind {
			p := filepath.Join(dir, fmt.Sprintf("%03d.%s", i, k))
			paired.Check(os.WriteFile(p, data, 0o644))
			files = append(files, p)
		}
	}
	slices.Sort(files)
	return files
}

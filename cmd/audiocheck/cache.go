package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/internal/cache"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/probe"
)

// cacheEnv names the folder of the cache, or is "off".
const cacheEnv = "AUDIOCHECK_CACHE"

const cacheOff = "off"

// cacheFolder returns the folder of the cache, "" when it is off.
func cacheFolder() (string, error) {
	switch dir := os.Getenv(cacheEnv); dir {
	case cacheOff:
		return "", nil
	case "":
	default:
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "audiocheck"), nil
}

// factsForm changes when the same file gives other facts although the version
// is the same.
const factsForm = "facts/2"

// identity names this build: what it finds out about a file may be other than
// what the next one does. Development builds have no version, so that the
// program's own file stands for it.
func identity() string {
	id := fmt.Sprint(factsForm, version(), runtime.GOOS, runtime.GOARCH)
	if exe, err := os.Executable(); err == nil {
		if st, err := os.Stat(exe); err == nil {
			id += fmt.Sprint(" ", st.Size(), st.ModTime().UnixNano())
		}
	}
	return id
}

// facts reads what is true of files, from the cache where they are unchanged.
type facts struct {
	plan  *plan
	cache *cache.Cache[probe.Info] // nil where nothing is remembered
}

// newFacts opens the cache unless it is off. What goes wrong with it is said
// on stderr, and never ends a run.
func newFacts(p *plan, use bool, stderr io.Writer) *facts {
	f := &facts{plan: p}
	dir, err := cacheFolder()
	if !use || err != nil || dir == "" {
		return f
	}
	said := false // all that follows has the same cause, such as a folder of another user
	f.cache = cache.Open[probe.Info](cache.Options{
		Dir: dir, Identity: identity(), Now: time.Now(),
		Note: func(s string) {
			if !said {
				said = true
				fmt.Fprintf(stderr, "audiocheck: cache: %s\n", s)
			}
		},
	})
	return f
}

// read returns the facts of one item. Those of standard input are never
// remembered, and never an error.
func (f *facts) read(ctx context.Context, in walk.Item, o *probe.Options) (probe.Info, error) {
	if f.cache == nil || in.Err != nil || in.Path == stdinPath {
		return f.plan.read(ctx, in, o)
	}
	info, err := f.cache.Do(in.Path, mode(o), func() (probe.Info, error) {
		info, err := f.plan.read(ctx, in, o)
		info.Path = "" // the file's name is no fact of its content
		return info, err
	})
	info.Path = in.Path
	return info, err
}

// mode names the options that the facts depend on.
func mode(o *probe.Options) string {
	if o.Depth != probe.Samples {
		return o.Depth.String()
	}
	return fmt.Sprint(o.Depth, " ", o.DecodeLimit)
}

func (f *facts) save() {
	if f.cache != nil {
		f.cache.Save()
	}
}

func newCache(std streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cache",
		Short: "Say where facts of unchanged files are kept, or remove them",
		Long: `check keeps the facts of files in the user's cache folder and does not read
unchanged files again: same size, times and inode, same depth, same audiocheck.
The profile is applied afterwards. AUDIOCHECK_CACHE is another folder, or "off".`,
		Args: onlyCommands,
		RunE: func(*cobra.Command, []string) error {
			return usage("name what is to be done: audiocheck cache path, or audiocheck cache clean")
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use: "path", Short: "Print the folder of the cache", Args: none,
		RunE: func(*cobra.Command, []string) error {
			dir, err := cacheFolder()
			if err == nil && dir == "" {
				dir = cacheOff
			}
			if err == nil {
				_, err = fmt.Fprintln(std.out, dir)
			}
			return failed(err)
		},
	}, &cobra.Command{
		Use: "clean", Short: "Remove the cache", Args: none,
		RunE: func(*cobra.Command, []string) error {
			dir, err := cacheFolder()
			if err != nil || dir == "" {
				return failed(err)
			}
			_, err = cache.Clean(dir)
			return failed(err)
		},
	})
	return cmd
}

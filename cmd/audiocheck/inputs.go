package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/internal/regular"
	"github.com/audiocheck/audiocheck/internal/spool"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// inputs are the flags that say which files are read, and how.
type inputs struct {
	depth     string
	include   []string
	exclude   []string
	hidden    bool
	jobs      int
	filesFrom string
	stdinName string
	maxTime   time.Duration
	isolate   bool
	maxMemory int64

	base string // the folder of a configuration that has globs
}

func (in *inputs) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&in.depth, "depth", "packets", "how much of a file is read: header, packets or samples")
	f.StringArrayVar(&in.include, "include", nil, "in folders, look only at files that match this `glob`")
	f.StringArrayVar(&in.exclude, "exclude", nil, "in folders, pass over what matches this `glob`")
	f.BoolVar(&in.hidden, "hidden", false, "in folders, look at names that begin with a dot too")
	f.IntVar(&in.jobs, "jobs", 0, "how many files are read at a time (default all processors)")
	f.StringVar(&in.filesFrom, "files-from0", "", "read paths from this `file`, each ended by a NUL byte; - is standard input")
	f.StringVar(&in.stdinName, "stdin-name", "", "the `name` that standard input (-) would have as a file")
	f.DurationVar(&in.maxTime, "max-time", 30*time.Second, "how long one file may take, and standard input to arrive once it has begun; 0 is for ever")
	f.BoolVar(&in.isolate, "isolate", false, "read files in processes of their own, so that none can end the run")
	f.Int64Var(&in.maxMemory, "max-memory", 512, "with --isolate, how many MiB reading one file may take")
	needs(cmd, "max-memory", "isolate")
	cmd.RegisterFlagCompletionFunc("depth", fixed("header", "packets", "samples")) //nolint:errcheck // the flag exists
}

func fixed(words ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
}

// plan is what inputs come to.
type plan struct {
	items   []walk.Item
	jobs    int
	maxTime time.Duration
	depth   probe.Depth

	stdin   io.Reader
	name    string      // that standard input would have
	spool   *spool.File // where standard input is kept; nil where it is no path
	refused int64       // bytes over which standard input is refused; 0 where no size is

	isolation *isolation // nil where files are read in this process
}

const stdinPath = "-"

// resolve checks the flags and lists the files. extensions are those that a
// folder's files are looked at for whatever they hold.
func (in *inputs) resolve(ctx context.Context, paths, extensions []string, stdin io.Reader) (*plan, error) {
	depth, err := probe.ParseDepth(in.depth)
	if err != nil {
		return nil, usage("--depth: %w", err)
	}
	if in.jobs < 0 {
		return nil, usage("--jobs: %d is negative", in.jobs)
	}
	if in.maxTime < 0 {
		return nil, usage("--max-time: %v is negative", in.maxTime)
	}
	if in.maxMemory < minMemory {
		return nil, usage("--max-memory: %d MiB is under the minimum of %d MiB", in.maxMemory, minMemory)
	}
	o := walk.Options{Include: in.include, Exclude: in.exclude, Hidden: in.hidden}
	if err := o.Validate(); err != nil {
		return nil, usage("--include, --exclude: %w", err)
	}
	if paths, err = in.paths(ctx, paths, stdin); err != nil {
		return nil, err
	}
	if in.stdinName != "" && !slices.Contains(paths, stdinPath) {
		return nil, usage("--stdin-name: standard input (-) is none of the paths")
	}
	o.Base = in.base
	p := &plan{jobs: in.jobs, maxTime: in.maxTime, depth: depth, name: in.stdinName, stdin: stdin}
	if p.jobs == 0 {
		p.jobs = runtime.GOMAXPROCS(0)
	}
	if in.isolate {
		if p.isolation, err = newIsolation(in.maxMemory << 20); err != nil {
			return nil, failed(err)
		}
	}
	o.Wanted = wanted(extensions, p.isAudio)
	files := slices.DeleteFunc(slices.Clone(paths), func(s string) bool { return s == stdinPath })
	if p.items, err = walk.Files(ctx, files, o); err != nil {
		p.close()
		return nil, errInterrupted
	}
	if len(files) < len(paths) {
		if p.spool, err = spool.Create(in.isolate); err != nil { // a worker opens it by its name
			p.close()
			return nil, failed(err)
		}
		p.items = append(p.items, walk.Item{Path: stdinPath})
	}
	slices.SortStableFunc(p.items, func(a, b walk.Item) int { return strings.Compare(a.Path, b.Path) })
	return p, nil
}

// wanted returns the rule by which a folder's files are looked at: their
// extension is one of those or of a kind of audio, or their content is audio.
func wanted(extensions []string, isAudio func(path string) bool) func(path string) bool {
	known := slices.Clone(extensions)
	for _, c := range probe.Containers() {
		if c.Media {
			known = append(known, c.Extensions...)
		}
	}
	return func(path string) bool {
		if slices.Contains(known, strings.ToLower(filepath.Ext(path))) {
			return true
		}
		return isAudio(path)
	}
}

// isAudio reports whether the file at path is audio by its first bytes.
func (p *plan) isAudio(path string) bool {
	if p.isolation != nil {
		return p.isolation.name(path, p.maxTime)
	}
	c, err := probe.Name(path)
	return err == nil && c.Media
}

// close ends what was started for p.
func (p *plan) close() {
	if p.isolation != nil {
		p.isolation.close()
	}
	if p.spool != nil {
		p.spool.Close() //nolint:errcheck // nothing of it is needed any more
	}
}

// minMemory is the least that a worker can do with, in MiB: Go's runtime takes
// memory from the system in pieces of 64 MiB.
const minMemory = 64

// errInterrupted reports a file that was not judged because the user stopped
// the command.
var errInterrupted = errors.New("interrupted")

// errEmptyPath reports a path such as an unset variable of a shell gives.
var errEmptyPath = errors.New("the path is empty")

// read probes one item with its own time limit. The path of Info is the name
// that rules about names go by: empty for standard input without a name.
func (p *plan) read(ctx context.Context, it walk.Item, o *probe.Options) (probe.Info, error) {
	switch nothing := (probe.Info{Path: it.Path, Integrity: probe.NotChecked}); {
	case it.Path == "":
		return nothing, errEmptyPath
	case it.Err != nil:
		return nothing, it.Err
	}
	info, err := p.open(ctx, it.Path, o)
	switch {
	case err != nil && ctx.Err() != nil:
		return info, errInterrupted
	case errors.Is(err, context.DeadlineExceeded):
		return info, tooLate(p.maxTime, info)
	}
	return info, err
}

// tooLate returns the problem of a file that was not read through within limit.
func tooLate(limit time.Duration, info probe.Info) *problem {
	depth := "none"
	if info.DepthReached != 0 {
		depth = info.DepthReached.String()
	}
	return &problem{limits.TookTooLong, fmt.Sprintf("not read through within %v (--max-time); depth reached: %s", limit, depth)}
}

// deadline is a context that ends at a time besides. It has no timer, which
// costs as much as opening a file does: only Err tells of the end, and that is
// what readers of files ask.
type deadline struct {
	context.Context
	end time.Time
}

func (d deadline) Deadline() (time.Time, bool) { return d.end, true }

func (d deadline) Err() error {
	if err := d.Context.Err(); err != nil {
		return err
	}
	if time.Now().After(d.end) {
		return context.DeadlineExceeded
	}
	return nil
}

func (p *plan) open(ctx context.Context, path string, o *probe.Options) (probe.Info, error) {
	switch {
	case path == stdinPath:
		return p.readStdin(ctx, o)
	case p.isolation != nil:
		return p.isolation.file(ctx, path, p.maxTime, o)
	}
	return readSeen(p.timed(ctx), path, o)
}

// readSeen is probe.File for a path that the walk saw to be a regular file:
// looking again costs a twelfth of what the headers do.
func readSeen(ctx context.Context, path string, o *probe.Options) (probe.Info, error) {
	f, err := regular.OpenSeen(path)
	if err != nil {
		return probe.Info{Path: path, Integrity: probe.NotChecked}, err
	}
	defer f.Close()
	info, err := probe.Read(ctx, f, f.Size(), o)
	info.Path = path
	if err == nil {
		err = f.Changed()
	}
	return info, err
}

// inputRules maps what can go wrong with a path to the rule that it breaks and
// the words for it, the first that matches.
var inputRules = []struct {
	err  error
	rule string
	text string
}{
	{fs.ErrNotExist, limits.NoSuchPath, "no such file or folder"},
	{walk.ErrNothing, limits.NoAudioInside, "the folder holds no audio; hidden files and symbolic links are passed over"},
	{errEmptyPath, limits.NoSuchPath, ""},
	{walk.ErrPipe, limits.NotRegular, "not a regular file: it is a named pipe; to read it, give - and redirect standard input from it"},
	{walk.ErrNotRegular, limits.NotRegular, ""},
	{probe.ErrNotRegular, limits.NotRegular, "not a regular file"},
	{probe.ErrChanged, limits.ChangedBelow, ""},
}

// inputProblem returns the rule and the words for an error of plan.read.
func inputProblem(err error) (rule, text string) {
	var worded *problem
	if errors.As(err, &worded) {
		return worded.rule, worded.text
	}
	for _, r := range inputRules {
		if errors.Is(err, r.err) {
			if r.text == "" {
				return r.rule, err.Error()
			}
			return r.rule, r.text
		}
	}
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return limits.Unreadable, fmt.Sprintf("cannot be read: %v", pe.Err)
	}
	return limits.Unreadable, fmt.Sprintf("cannot be read: %v", err)
}

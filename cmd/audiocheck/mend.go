package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

type mendFlags struct {
	inputs
	whose profileFlags
}

func newMend(std streams) *cobra.Command {
	var f mendFlags
	cmd := &cobra.Command{
		Use:   "mend [flags] PATH...",
		Short: "Print a shell script that would mend what check finds",
		Long: `mend prints a script for a POSIX shell and changes nothing itself. Each file gets
one command, under a comment for each finding that it mends: ffmpeg to
transcode, to cut in parts, to strip junk, mv to rename by content. What the
commands make stands beside the file under a name that is free. Read the script,
then run it in the same folder.

It exits 0 when every error has its command, else 1.`,
		Example: `  audiocheck mend ./catalog > mend.sh
  sh mend.sh`,
		RunE: interruptible(func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args, std)
		}),
	}
	f.register(cmd)
	f.whose.register(cmd)
	return cmd
}

func (f *mendFlags) run(ctx context.Context, args []string, std streams) error {
	args, err := f.filesAlone(ctx, args, std.in, "mend")
	if err != nil {
		return err
	}
	profile, err := f.whose.limits()
	if err != nil {
		return err
	}
	p, err := f.resolve(ctx, args, profile.Extensions, std.in)
	if err != nil {
		return err
	}
	defer p.close()
	s := newMendScript(std, profile)
	options := &probe.Options{Depth: p.depth, DecodeLimit: profile.DecodeLimit()}
	bar := newProgress(std.err, "files", int64(len(p.items)))
	judged := 0
	err = ordered(ctx, len(p.items), p.jobs,
		func(i int) fileVerdict { return judge(ctx, p.read, p.items[i], options, profile) },
		func(i int, v fileVerdict) error {
			bar.done.Store(int64(i + 1))
			if v.err != nil {
				return nil
			}
			judged++
			return bar.beside(func() error { return s.add(v) })
		})
	bar.end()
	if err == nil {
		err = s.close()
	}
	switch {
	case err != nil:
		return failed(fmt.Errorf("writing the script: %w", err))
	case ctx.Err() != nil:
		return interrupted(judged, len(p.items), "judged")
	case s.unmended > 0:
		return exit(exitFindings)
	}
	return nil
}

// mendScript writes the script, a file at a time.
type mendScript struct {
	w        *bufio.Writer
	profile  limits.Profile
	made     map[string]bool // names that commands make, in lower case
	files    int
	commands int
	unmended int // errors without a command
}

func newMendScript(std streams, profile limits.Profile) *mendScript {
	s := &mendScript{w: bufio.NewWriter(std.out), profile: profile, made: map[string]bool{}}
	fmt.Fprintf(s.w, `#!/bin/sh
# What would mend the files, by profile %s of audiocheck. Nothing is changed
# yet: read it, then run it in the folder where it was made. A command that fails
# does not keep the others from running; the script exits 1 then.
failed=0
`, pathname.Terminal(profile.Name))
	return s
}

// taken reports whether a file has that name, or is going to have it. Case is
// folded, since some file systems do.
func (s *mendScript) taken(path string) bool {
	if s.made[strings.ToLower(path)] {
		return true
	}
	_, err := os.Lstat(path)
	return err == nil
}

func (s *mendScript) add(v fileVerdict) error {
	if len(v.Findings) == 0 {
		return nil
	}
	s.files++
	r, ok := limits.Mend(v.Info, s.profile, v.Findings, s.taken)
	fmt.Fprintf(s.w, "\n# %s\n", pathname.Terminal(v.Info.Path))
	for _, f := range v.Findings {
		mended := ok && slices.Contains(r.Rules, f.Rule)
		suffix := ""
		if !mended {
			suffix = " (no command mends this)"
		}
		if !mended && f.Severity == finding.Error {
			s.unmended++
		}
		fmt.Fprintf(s.w, "# %s %s: %s%s\n", f.Severity, f.Rule, pathname.Terminal(f.Message), suffix)
	}
	if ok {
		s.command(r)
	}
	return s.w.Flush()
}

func (s *mendScript) command(r limits.Repair) {
	s.commands++
	s.made[strings.ToLower(r.Output)] = true
	if r.Note != "" {
		fmt.Fprintf(s.w, "# note: it %s\n", r.Note)
	}
	fmt.Fprintf(s.w, "{ %s; } || failed=1\n", r.Command)
}

func (s *mendScript) close() error {
	files, commands := "files", "commands"
	if s.files == 1 {
		files = "file"
	}
	if s.commands == 1 {
		commands = "command"
	}
	fmt.Fprintf(s.w, "\n# %d %s with findings, %d %s\nexit $failed\n", s.files, files, s.commands, commands)
	return s.w.Flush()
}

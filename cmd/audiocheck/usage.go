package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/audiocheck/audiocheck/internal/spelling"
)

// What cobra and pflag say of a wrong call, in words that help.

// noCommand returns the error about a name that no subcommand of cmd has.
func noCommand(cmd *cobra.Command, name string) error {
	var words []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			words = append(words, c.Name())
		}
	}
	if len(words) == 0 {
		return usage("%s has no subcommands, and so no %q", cmd.CommandPath(), name)
	}
	return usage("unknown command %q; did you mean %q?", name, spelling.Nearest(name, words))
}

// onlyCommands refuses arguments that are no subcommand.
func onlyCommands(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return noCommand(cmd, args[0])
	}
	return nil
}

// none takes no arguments.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("%s takes flags alone, and %q is none", cmd.CommandPath(), args[0])
	}
	return nil
}

// some takes at least one argument, which is what it says, and atMostOne at most.
func some(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usage("no %s is given", what)
		}
		return nil
	}
}

func atMostOne(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > 1 {
			return usage("one %s is taken, and %d are given", what, len(args))
		}
		return nil
	}
}

// one takes one argument, which is what it says.
func one(what string) cobra.PositionalArgs { return cobra.MatchAll(some(what), atMostOne(what)) }

// exclusive lets at most one of two flags be given.
func exclusive(cmd *cobra.Command, a, b string) {
	cmd.MarkFlagsMutuallyExclusive(a, b) // completion offers one of them
	before(cmd, func() error {
		if cmd.Flags().Changed(a) && cmd.Flags().Changed(b) {
			return usage("--%s and --%s contradict each other; give one of them", a, b)
		}
		return nil
	})
}

// needs lets a flag be given only with another.
func needs(cmd *cobra.Command, flag, other string) {
	before(cmd, func() error {
		if cmd.Flags().Changed(flag) && !cmd.Flags().Changed(other) {
			return usage("--%s does nothing without --%s", flag, other)
		}
		return nil
	})
}

// before adds a check of the flags that is made before cmd runs.
func before(cmd *cobra.Command, check func() error) {
	earlier := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if earlier != nil {
			if err := earlier(cmd, args); err != nil {
				return err
			}
		}
		return check()
	}
}

// helpOf is cobra's command help, but that it refuses what is no command.
func helpOf(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return // it was just added
	}
	help.Args = func(_ *cobra.Command, args []string) error {
		if about, rest, err := root.Find(args); err != nil || len(rest) > 0 {
			return noCommand(about, rest[0])
		}
		return nil
	}
}

// takes says what each type of flag takes.
var takes = map[string]string{
	"int": "a whole number", "int64": "a whole number", "float64": "a number",
	"duration": "a time such as 30s or 5m", "bool": "true or false",
}

// badFlag words what is wrong with a flag.
func badFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		name, words := unknown.GetSpecifiedName(), []string{"help"}
		if slices.ContainsFunc(cmd.Commands(), func(c *cobra.Command) bool { return c.Name() == name }) {
			return usage("unknown flag: --%s; did you mean '%s %s'?", name, cmd.CommandPath(), name)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) { words = append(words, f.Name) })
		return usage("unknown flag: --%s; did you mean --%s?", name, spelling.Nearest(name, words))
	}
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		f := invalid.GetFlag()
		what, ok := takes[f.Value.Type()]
		switch {
		case errors.Is(err, strconv.ErrRange):
			return usage("--%s: %s is out of range", f.Name, invalid.GetValue())
		case ok:
			return usage("--%s: %q is not %s", f.Name, invalid.GetValue(), what)
		}
	}
	return err
}

// nearestNumber returns the ID of the same family, which is all but the last
// two digits, whose number is nearest; "" where id is of no family.
func nearestNumber(id string, ids []string) string {
	const digits = 2
	best, bestDistance := "", 0
	n, err := strconv.Atoi(id[max(0, len(id)-digits):])
	if err != nil {
		return ""
	}
	for _, other := range ids {
		if len(other) != len(id) || !strings.EqualFold(other[:len(other)-digits], id[:len(id)-digits]) {
			continue
		}
		m, _ := strconv.Atoi(other[len(other)-digits:]) // IDs end with digits
		if d := max(n-m, m-n); best == "" || d < bestDistance {
			best, bestDistance = other, d
		}
	}
	return best
}

// interrupted returns the error of a run that the user stopped.
func interrupted(done, total int, verb string) error {
	return &exitError{exitInterrupted, fmt.Errorf("interrupted: %d of %d files %s", done, total, verb)}
}

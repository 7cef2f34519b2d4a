package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// judging is the flags by which files are judged; a configuration says what
// they leave open.
type judging struct {
	inputs
	profileFlags
	failOn   string
	config   string
	noConfig bool
}

func (j *judging) register(cmd *cobra.Command) {
	j.inputs.register(cmd)
	j.profileFlags.register(cmd)
	f := cmd.Flags()
	registerFailOn(cmd, &j.failOn)
	f.StringVar(&j.config, "config", "", "the configuration `file` (default the nearest "+config.Name+" of the first path)")
	f.BoolVar(&j.noConfig, "no-config", false, "take no configuration")
	exclusive(cmd, "config", "no-config")
}

// settings are what is in force: flags over the configuration over defaults.
type settings struct {
	file      *config.File // nil without a configuration
	profile   limits.Profile
	threshold int // the rank from which a finding fails
	policy    *policy
	from      map[string]string // keys of the configuration to where their values come from
}

// byDefault marks a value that neither a flag nor the configuration gives.
const byDefault = "default"

// settle puts the flags and the configuration of the first path together.
func (j *judging) settle(flags *pflag.FlagSet, first string) (*settings, error) {
	file, err := j.load(first)
	if err != nil {
		return nil, err
	}
	s := &settings{file: file, from: map[string]string{}}
	j.fill(s, flags)
	if s.threshold, err = failsFrom(j.failOn); err != nil {
		return nil, s.blame("fail_on", "fail-on", err)
	}
	if _, err := probe.ParseDepth(j.depth); err != nil {
		return nil, s.blame("depth", "depth", err)
	}
	if err := j.limits(s); err != nil {
		return nil, err
	}
	if s.policy, err = newPolicy(file); err != nil {
		return nil, usage("%w", err)
	}
	return s, nil
}

// load reads the configuration, nil when there is none.
func (j *judging) load(first string) (*config.File, error) {
	path, err := j.config, error(nil)
	switch {
	case j.noConfig:
		return nil, nil
	case path != "":
	case first == stdinPath:
		path, err = config.Find(".")
	default:
		path, err = config.Find(first)
	}
	if err != nil {
		return nil, failed(err)
	}
	if path == "" {
		return nil, nil
	}
	file, err := config.Load(path)
	switch {
	case errors.As(err, new(*config.Error)):
		return nil, usage("%w", err)
	case err != nil:
		return nil, usage("configuration: %w", err)
	}
	return file, nil
}

// fill sets what the configuration says and no flag does.
func (j *judging) fill(s *settings, flags *pflag.FlagSet) {
	var none config.File
	c := s.file
	if c == nil {
		c = &none
	}
	if !flags.Changed("profile") && !flags.Changed("profile-file") {
		s.take(flags, "profile", "profile", func() { j.profile = c.Profile })
		s.take(flags, "profile_file", "profile-file", func() {
			j.profileFile = c.ProfileFile
			if !filepath.IsAbs(j.profileFile) {
				j.profileFile = filepath.Join(c.Dir(), j.profileFile)
			}
		})
	} else {
		s.take(flags, "profile", "profile", nil)
		s.take(flags, "profile_file", "profile-file", nil)
	}
	s.take(flags, "depth", "depth", func() { j.depth = c.Depth })
	s.take(flags, "fail_on", "fail-on", func() { j.failOn = c.FailOn })
	s.take(flags, "include", "include", func() { j.include, j.base = c.Include, c.Dir() })
	s.take(flags, "exclude", "exclude", func() { j.exclude, j.base = c.Exclude, c.Dir() })
}

// take records where the value of key comes from, and sets it when that is the
// configuration. A nil set leaves the configuration out.
func (s *settings) take(flags *pflag.FlagSet, key, flag string, set func()) {
	s.from[key] = byDefault
	if flags.Changed(flag) {
		s.from[key] = "--" + flag
		return
	}
	if at := s.at(key); at != "" && set != nil {
		s.from[key] = at
		set()
	}
}

// at returns the place of a key in the configuration, "" when it is not there.
func (s *settings) at(key string) string {
	if s.file == nil {
		return ""
	}
	p, ok := s.file.At(key)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s:%d", s.file.Path(), p.Line)
}

// blame returns a usage error about a value, at the place where it comes from.
func (s *settings) blame(key, flag string, err error) error {
	if s.file != nil && s.from[key] == s.at(key) {
		return usage("%w", s.file.Errorf(key, "%s: %v", key, err))
	}
	return usage("--%s: %w", flag, err)
}

// notOverridden are keys of a profile that are no limits.
var notOverridden = []string{"name", "title", "about", "evidence", "sources", "date"}

// limits establishes the profile.
func (j *judging) limits(s *settings) (err error) {
	if j.profileFile == "" {
		if s.profile, err = lookupProfile(j.profile); err != nil {
			return s.blame("profile", "profile", err)
		}
	} else if s.profile, err = readProfile(j.profileFile); err != nil {
		return s.blame("profile_file", "profile-file", err)
	}
	if s.at("overrides") == "" {
		return nil
	}
	if err := s.file.Override(&s.profile, notOverridden...); err != nil {
		return usage("%w", err)
	}
	if err := s.profile.Validate(); err != nil {
		return usage("%w", s.file.Errorf("overrides", "overrides: %v", err))
	}
	s.profile.Name += "+overrides" // the verdicts are no longer by that profile alone
	return nil
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// judging is the flags by which files are judged; a configuration says what
// they leave open.
type judging struct {
	inputs
	profile     string
	profileFile string
	failOn      string
	config      string
	noConfig    bool
}

func (j *judging) register(cmd *cobra.Command) {
	j.inputs.register(cmd)
	f := cmd.Flags()
	f.StringVar(&j.profile, "profile", limits.Default, "whose limits; see 'audiocheck profiles'")
	f.StringVar(&j.profileFile, "profile-file", "", "limits from your own YAML `file`")
	f.StringVar(&j.failOn, "fail-on", "error", "the least severity that exits 1: error, warning or never")
	f.StringVar(&j.config, "config", "", "the configuration `file` (default the nearest "+config.Name+" of the first path)")
	f.BoolVar(&j.noConfig, "no-config", false, "take no configuration")
	cmd.MarkFlagsMutuallyExclusive("profile", "profile-file")
	cmd.MarkFlagsMutuallyExclusive("config", "no-config")
	cmd.RegisterFlagCompletionFunc("profile", fixed(limits.Names()...))           //nolint:errcheck // the flag exists
	cmd.RegisterFlagCompletionFunc("fail-on", fixed("error", "warning", "never")) //nolint:errcheck // as above
}

// settings are what is in force: flags over the configuration over defaults.
type settings struct {
	file      *config.File // nil without a configuration
	profile   limits.Profile
	threshold finding.Severity
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
	if s.threshold, err = leastSeverity(j.failOn); err != nil {
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
		if s.profile, err = limits.Lookup(j.profile); err != nil {
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

func readProfile(path string) (limits.Profile, error) {
	r, err := os.Open(path)
	if err != nil {
		return limits.Profile{}, err
	}
	defer r.Close()
	p, err := limits.Parse(r)
	if err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func newConfig(std streams) *cobra.Command {
	var j judging
	var format string
	cmd := &cobra.Command{
		Use:   "config [flags] [PATH]",
		Short: "Print what is in force for a path, and where each value comes from",
		Long: `config reads ` + config.Name + ` as check does for that path, the current
folder unless one is given, takes the same flags, and prints each value that
results and where it comes from: a line of the file, a flag, the profile, or
the default.`,
		Example: `  audiocheck config
  audiocheck config --profile audioverify ./catalog`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			first := "."
			if len(args) > 0 {
				first = args[0]
			}
			s, err := j.settle(cmd.Flags(), first)
			if err != nil {
				return err
			}
			rows, err := s.rows(&j)
			if err != nil {
				return failed(err)
			}
			return printRows(std, format, rows)
		},
	}
	j.register(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "how it is written: table or json")
	return cmd
}

// setting is one value that is in force.
type setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	From  string `json:"from"`
}

func printRows(std streams, format string, rows []setting) error {
	switch format {
	case "json":
		e := json.NewEncoder(std.out)
		e.SetIndent("", "  ")
		return failed(e.Encode(rows))
	case "table":
		t := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		for _, r := range rows {
			fmt.Fprintf(t, "%s\t%s\t%s\n", pathname.Terminal(r.Key), pathname.Terminal(r.Value), pathname.Terminal(r.From))
		}
		return failed(t.Flush())
	}
	return usage("--format: %q is none of table, json", format)
}

// rows returns everything that is in force, in a fixed order.
func (s *settings) rows(j *judging) ([]setting, error) {
	rows := []setting{s.configuration(j)}
	for _, r := range []struct{ key, value string }{
		{"profile", j.profile}, {"profile_file", j.profileFile}, {"depth", j.depth}, {"fail_on", j.failOn},
		{"include", strings.Join(j.include, " ")}, {"exclude", strings.Join(j.exclude, " ")},
	} {
		if r.key == "profile" && j.profileFile != "" {
			continue
		}
		if r.value != "" {
			rows = append(rows, setting{r.key, r.value, s.from[r.key]})
		}
	}
	for _, r := range limits.Rules() {
		if v, ok := s.policy.severity[r.ID]; ok {
			at := s.at("severity." + r.ID)
			if at == "" {
				at = s.at("severity." + r.Name)
			}
			rows = append(rows, setting{"severity." + r.ID, string(v), at})
		}
	}
	for i, g := range s.policy.ignores {
		key := fmt.Sprintf("ignore[%d]", i)
		rows = append(rows, setting{key, fmt.Sprintf("%s in %s: %s", g.rule, g.Path, g.Reason), s.at(key)})
	}
	own, err := s.limitRows()
	return append(rows, own...), err
}

func (s *settings) configuration(j *judging) setting {
	switch {
	case s.file == nil && j.noConfig:
		return setting{"configuration", "none", "--no-config"}
	case s.file == nil:
		return setting{"configuration", "none", byDefault}
	case j.config != "":
		return setting{"configuration", s.file.Path(), "--config"}
	}
	return setting{"configuration", s.file.Path(), "found"}
}

// limitRows returns the limits that are not zero, as a profile writes them.
func (s *settings) limitRows() ([]setting, error) {
	var n yaml.Node
	if err := n.Encode(s.profile); err != nil {
		return nil, err
	}
	var rows []setting
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; !slices.Contains(notOverridden, key) {
			rows = append(rows, s.flatten(key, n.Content[i+1])...)
		}
	}
	return rows, nil
}

func (s *settings) flatten(key string, n *yaml.Node) []setting {
	if n.Kind == yaml.MappingNode {
		var rows []setting
		for i := 0; i+1 < len(n.Content); i += 2 {
			rows = append(rows, s.flatten(key+"."+n.Content[i].Value, n.Content[i+1])...)
		}
		return rows
	}
	value := n.Value
	if n.Kind == yaml.SequenceNode {
		value = listed(n)
	}
	if value == "" || value == "0" || value == "false" {
		return nil
	}
	from := s.at("overrides." + key)
	if from == "" {
		from = "profile"
	}
	return []setting{{"limits." + key, value, from}}
}

func listed(n *yaml.Node) string {
	var words []string
	for _, c := range n.Content {
		if c.Kind != yaml.ScalarNode {
			return fmt.Sprintf("%d rows", len(n.Content))
		}
		words = append(words, c.Value)
	}
	return strings.Join(words, " ")
}

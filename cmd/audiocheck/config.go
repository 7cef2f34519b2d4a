package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/internal/config"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/limits"
)

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
		Args: atMostOne("path"),
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

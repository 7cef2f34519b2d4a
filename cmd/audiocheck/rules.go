package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/docs"
	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/spelling"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/vendors/audioverify"
	"github.com/audiocheck/audiocheck/vendors/camb"
	"github.com/audiocheck/audiocheck/vendors/detect"
	"github.com/audiocheck/audiocheck/vendors/trace"
	"github.com/audiocheck/audiocheck/verify"
)

// allRules returns every rule that a command can name, in order of their IDs;
// each has a section in docs/rules.md.
func allRules() []finding.Rule {
	all := slices.Concat(limits.Rules(), trace.Rules(), audioverify.Rules(), camb.Rules(), detect.Rules(), verify.Rules(), verify.StemRules())
	slices.SortFunc(all, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// lookupRule returns the rule whose ID or name is s in any case, and false when
// there is none.
func lookupRule(s string) (finding.Rule, bool) {
	rules := allRules()
	i := slices.IndexFunc(rules, func(r finding.Rule) bool { return strings.EqualFold(r.ID, s) || strings.EqualFold(r.Name, s) })
	if i < 0 {
		return finding.Rule{}, false
	}
	return rules[i], true
}

// nearestRule asks whether the rule was meant whose ID or name is nearest to s,
// and says where to look where none is near.
func nearestRule(s string) string {
	var ids, words []string
	for _, r := range allRules() {
		ids = append(ids, r.ID)
		words = append(words, r.ID, r.Name)
	}
	near := ""
	if _, err := strconv.Atoi(strings.TrimLeft(s, "ACac")); err == nil { // it has the form of an ID
		near = nearestNumber(s, ids)
	} else {
		r, _ := lookupRule(spelling.Nearest(s, words))
		near = r.ID
	}
	if near == "" {
		return "'audiocheck rules' lists them"
	}
	return "did you mean " + near + "?"
}

func newRules(std streams) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List every rule",
		Args:  none,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "table":
				return ruleTable(std, allRules())
			case "json":
				return ruleJSON(std, allRules())
			}
			return usage("--format: %q is none of table, json", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "table", "how the rules are written: table or json")
	return cmd
}

func ruleTable(std streams, rules []finding.Rule) error {
	t := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	for _, r := range rules {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Severity, r.Name, r.Summary)
	}
	return failed(t.Flush())
}

func ruleJSON(std streams, rules []finding.Rule) error {
	type row struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Severity string `json:"severity"`
		Summary  string `json:"summary"`
	}
	rows := make([]row, len(rules))
	for i, r := range rules {
		rows[i] = row{r.ID, r.Name, string(r.Severity), r.Summary}
	}
	e := json.NewEncoder(std.out)
	e.SetIndent("", "  ")
	return failed(e.Encode(rows))
}

func newExplain(std streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Explain a rule, with an example",
		Args:  one("rule"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, r := range allRules() {
				ids = append(ids, r.ID)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			name := args[0]
			r, ok := lookupRule(name)
			if !ok {
				return usage("no rule is called %q; %s", name, nearestRule(name))
			}
			section, ok := docs.Rule(r.ID)
			if !ok {
				return failed(fmt.Errorf("rule %s has no section", r.ID))
			}
			_, err := fmt.Fprint(std.out, section)
			return failed(err)
		},
	}
}

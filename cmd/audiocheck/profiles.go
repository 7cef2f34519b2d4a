package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/limits"
)

func newProfiles(std streams) *cobra.Command {
	return &cobra.Command{
		Use:   "profiles [NAME]",
		Short: "List the vendors' limits, or show one",
		Args:  atMostOne("profile"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return limits.Names(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return showProfile(std, args[0])
			}
			return listProfiles(std)
		},
	}
}

func listProfiles(std streams) error {
	t := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "NAME\tSIZE\tDURATION\tEXTENSIONS\tEVIDENCE\tDATE")
	for _, name := range limits.Names() {
		p, err := limits.Lookup(name)
		if err != nil {
			return failed(err)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", p.Name, sizeWords(p.Size), durationWords(p.Duration),
			orAny(strings.Join(p.Extensions, " ")), p.Evidence, p.Date)
	}
	return failed(t.Flush())
}

func sizeWords(s limits.Size) string {
	switch hard := max(s.Max, s.Unclear); {
	case hard == 0:
		return "-"
	case s.Unclear > s.Max:
		return fmt.Sprintf("%d B (unclear to %d B)", s.Max, s.Unclear)
	default:
		return fmt.Sprintf("%d B", hard)
	}
}

func durationWords(d limits.Duration) string {
	switch {
	case d.Max == 0 && d.Min == 0:
		return "-"
	case d.Min > 0:
		return fmt.Sprintf("%g to %g s", d.Min, d.Max)
	}
	return fmt.Sprintf("%g s", d.Max)
}

func orAny(s string) string {
	if s == "" {
		return "any"
	}
	return s
}

func showProfile(std streams, name string) error {
	text, err := limits.Source(name)
	if err != nil {
		return usage("%w", err)
	}
	_, err = fmt.Fprint(std.out, text)
	return failed(err)
}

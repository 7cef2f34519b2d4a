package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/finding"
)

// registerFailOn adds the flag --fail-on.
func registerFailOn(cmd *cobra.Command, word *string) {
	cmd.Flags().StringVar(word, "fail-on", "error", "the least severity that exits 1: error, warning or never")
	cmd.RegisterFlagCompletionFunc("fail-on", fixed("error", "warning", "never")) //nolint:errcheck // the flag exists
}

// failsFrom returns the rank from which a finding fails by a word of --fail-on.
func failsFrom(word string) (rank int, err error) {
	switch word {
	case "error", "warning":
		return finding.Severity(word).Rank(), nil
	case "never":
		return finding.Error.Rank() + 1, nil
	}
	return 0, fmt.Errorf("%q is none of error, warning, never", word)
}

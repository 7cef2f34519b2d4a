package main

import "github.com/spf13/cobra"

func newDecode(std streams) *cobra.Command {
	return &cobra.Command{Use: "decode", Hidden: true, RunE: func(*cobra.Command, []string) error { return usage("later") }}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/embed"
	"github.com/audiocheck/audiocheck/internal/pathname"
)

const inspectSchema = "audiocheck.embeddings/1"

func newEmbeddings(std streams) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "embeddings",
		Short: "Look into files of embeddings",
		Args:  onlyCommands,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usage("name what is to be done: audiocheck embeddings inspect FILE")
		},
	}
	var format string
	inspect := &cobra.Command{
		Use:   "inspect PATH...",
		Short: "Say shape, type, order, norms, NaN and duplicate rows of each track",
		Long: `inspect reads every track of each file or folder. It exits 1 when a file cannot
be read, or when a track has rows that cannot be compared: zeros, NaN, Inf.`,
		Args: some("file or folder"),
		RunE: interruptible(func(cmd *cobra.Command, args []string) error {
			if format != "table" && format != "jsonl" {
				return usage("--format: %q is none of table, jsonl", format)
			}
			return inspectAll(cmd.Context(), std, args, format)
		}),
	}
	inspect.Flags().StringVar(&format, "format", "table", "how tracks are described: table or jsonl")
	inspect.RegisterFlagCompletionFunc("format", fixed("table", "jsonl")) //nolint:errcheck // the flag exists
	cmd.AddCommand(inspect)
	return cmd
}

func inspectAll(ctx context.Context, std streams, paths []string, format string) error {
	show := func(r embed.Report) error { return inspectTable(std, r) }
	if format == "jsonl" {
		show = func(r embed.Report) error { return inspectJSON(std, r) }
	}
	code := exitClean
	for _, p := range paths {
		var writing error
		err := embed.Inspect(ctx, p, func(r embed.Report) error {
			if r.NaN+r.Inf+r.ZeroRows > 0 {
				code = exitFindings
			}
			writing = show(r)
			return writing
		})
		switch {
		case ctx.Err() != nil:
			return exit(exitInterrupted)
		case writing != nil:
			return failed(writing)
		case err != nil:
			fmt.Fprintf(std.err, "audiocheck: %v\n", err)
			code = exitFindings
		}
	}
	return exit(code)
}

func inspectTable(std streams, r embed.Report) error {
	encoder := r.Encoder
	if encoder == "" {
		encoder = "not named"
	}
	order := strings.TrimSpace(strings.Join([]string{r.ByteOrder, r.MemoryOrder}, " "))
	if order != "" {
		order = ", " + order
	}
	_, err := fmt.Fprintf(std.out, `%s (%s)
  %d windows of %d values; %s, shape %v, %s%s; encoder %s; times %s
  norms %s least, %s mean, %s most
  zero rows %d, NaN %d, Inf %d, duplicate rows %d
`, pathname.Terminal(r.ID), pathname.Terminal(r.File), r.Windows, r.Dim, r.Format, r.Shape, r.Type, order,
		pathname.Terminal(encoder), yesNo(r.StartSeconds != nil), norm(r.NormMin), norm(r.NormMean), norm(r.NormMax),
		r.ZeroRows, r.NaN, r.Inf, r.DuplicateRows)
	return failed(err)
}

func yesNo(b bool) string {
	if b {
		return "carried"
	}
	return "not carried"
}

func norm(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	return fmt.Sprintf("%.6g", x)
}

func inspectJSON(std streams, r embed.Report) error {
	number := func(x float64) *float64 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		return &x
	}
	id, _ := pathname.JSON(r.ID)
	file, _ := pathname.JSON(r.File)
	return failed(json.NewEncoder(std.out).Encode(struct {
		Schema      string   `json:"schema"`
		ID          string   `json:"id"`
		File        string   `json:"file"`
		Format      string   `json:"format"`
		Windows     int      `json:"windows"`
		Dim         int      `json:"dim"`
		Shape       []int64  `json:"shape"`
		Type        string   `json:"type"`
		ByteOrder   string   `json:"byte_order"`
		MemoryOrder string   `json:"memory_order"`
		Encoder     string   `json:"encoder"`
		Times       bool     `json:"times"`
		NormMin     *float64 `json:"norm_min"`
		NormMean    *float64 `json:"norm_mean"`
		NormMax     *float64 `json:"norm_max"`
		ZeroRows    int      `json:"zero_rows"`
		NaN         int      `json:"nan"`
		Inf         int      `json:"inf"`
		Duplicates  int      `json:"duplicate_rows"`
	}{inspectSchema, id, file, r.Format, r.Windows, r.Dim, r.Shape, r.Type, r.ByteOrder, r.MemoryOrder, r.Encoder,
		r.StartSeconds != nil, number(r.NormMin), number(r.NormMean), number(r.NormMax), r.ZeroRows, r.NaN, r.Inf, r.DuplicateRows}))
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/pcm/wavfile"
)

type decodeFlags struct {
	out   string
	bits  string
	force bool
}

// depths are the words of --bits.
var depths = []struct {
	word    string
	samples wavfile.Samples
}{
	{"16", wavfile.Int16},
	{"24", wavfile.Int24},
	{"32", wavfile.Int32},
	{"float", wavfile.Float32},
}

func newDecode(std streams) *cobra.Command {
	var f decodeFlags
	cmd := &cobra.Command{
		Use:   "decode FILE -o OUT.wav",
		Short: "Write what a file sounds like as a WAV file",
		Long: `decode writes the playable frames of a file, encoder delay and padding trimmed, as
a WAV file: with the integer depth of a lossless source, as 32-bit floats
otherwise. An error leaves no file behind.`,
		Example: `  audiocheck decode track.m4a -o track.wav
  audiocheck decode track.flac --bits 16 -o - | sox - -n stats`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args[0], std)
		},
	}
	cmd.Flags().StringVarP(&f.out, "output", "o", "", "the WAV `file` to write; - is standard output")
	cmd.Flags().StringVar(&f.bits, "bits", "", "how samples are stored: 16, 24, 32 or float (default as the source has them)")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace a file that is there")
	cmd.RegisterFlagCompletionFunc("bits", fixed("16", "24", "32", "float")) //nolint:errcheck // the flag exists
	return cmd
}

func (f *decodeFlags) run(ctx context.Context, path string, std streams) error {
	samples, err := f.samples()
	if err != nil {
		return err
	}
	if f.out == "" {
		return usage("no output is given; use -o OUT.wav, or -o - for standard output")
	}
	if f.out != stdinPath && !f.force {
		if _, err := os.Lstat(f.out); err == nil {
			return usage("%s is there already; --force replaces it", f.out)
		}
	}
	if it := walk.Files([]string{path}, walk.Options{Wanted: func(string) bool { return false }})[0]; it.Err != nil {
		if errors.Is(it.Err, walk.ErrNothing) {
			return usage("%s is a folder; decode takes one file", path)
		}
		_, text := inputProblem(it.Err)
		return &exitError{exitFindings, fmt.Errorf("%s: %s", path, text)}
	}
	in, err := os.Open(path)
	if err != nil {
		return &exitError{exitFindings, err}
	}
	defer in.Close()
	st, err := in.Stat()
	if err != nil {
		return failed(err)
	}
	s, err := decode.Open(in, st.Size(), decoders())
	if err != nil {
		return &exitError{exitFindings, fmt.Errorf("%s: %w", path, err)}
	}
	return f.write(ctx, path, s, samples, std)
}

func (f *decodeFlags) samples() (wavfile.Samples, error) {
	if f.bits == "" {
		return wavfile.Auto, nil
	}
	for _, d := range depths {
		if d.word == f.bits {
			return d.samples, nil
		}
	}
	return 0, usage("--bits: %q is none of 16, 24, 32, float", f.bits)
}

// write writes s through a temporary file beside the output, which takes its
// name only when it is complete.
func (f *decodeFlags) write(ctx context.Context, path string, s *decode.Stream, samples wavfile.Samples, std streams) error {
	dir := filepath.Dir(f.out)
	if f.out == stdinPath {
		dir = ""
	}
	tmp, err := os.CreateTemp(dir, ".audiocheck-*.wav")
	if err != nil {
		return failed(err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	_, err = wavfile.Write(tmp, &stoppable{s, ctx}, wavfile.Options{Samples: samples})
	switch {
	case ctx.Err() != nil:
		return exit(exitInterrupted)
	case errors.As(err, new(*decode.Error)), errors.Is(err, wavfile.ErrTooLarge):
		return &exitError{exitFindings, fmt.Errorf("%s: %w", path, err)}
	case err != nil:
		return failed(err)
	}
	if f.out == stdinPath {
		if _, err := tmp.Seek(0, io.SeekStart); err != nil {
			return failed(err)
		}
		_, err := io.Copy(std.out, tmp)
		return failed(err)
	}
	const readable = 0o644 // what a file of the user's own would have, less its umask
	if err := errors.Join(tmp.Chmod(readable), tmp.Close()); err != nil {
		return failed(err)
	}
	return failed(os.Rename(tmp.Name(), f.out))
}

// stoppable ends a stream when its context does.
type stoppable struct {
	*decode.Stream
	ctx context.Context
}

func (s *stoppable) ReadFrames(dst []float32) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Stream.ReadFrames(dst)
}

func (s *stoppable) ReadInts(dst []int32) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Stream.ReadInts(dst)
}

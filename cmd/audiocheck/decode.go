package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
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
		RunE: interruptible(func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), args[0], std)
		}),
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
	if err := f.mayWrite(); err != nil {
		return err
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
	s, err := decode.Open(in, st.Size(), nil)
	if err != nil {
		return &exitError{exitFindings, fmt.Errorf("%s: %w", path, err)}
	}
	return f.write(ctx, path, s, samples, std)
}

// mayWrite returns why the output cannot take its place before any work is done
// for it. A device or a folder is not replaced, whoever asks.
func (f *decodeFlags) mayWrite() error {
	if f.out == stdinPath {
		return nil
	}
	if st, err := os.Stat(filepath.Dir(f.out)); err != nil || !st.IsDir() {
		return usage("%s: there is no folder %s", f.out, filepath.Dir(f.out))
	}
	st, err := os.Stat(f.out)
	switch {
	case err != nil:
		return nil
	case !st.Mode().IsRegular():
		return usage("%s is no regular file; use -o - and redirect standard output to write there", f.out)
	case !f.force:
		return usage("%s is there already; --force replaces it", f.out)
	}
	return nil
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
	var tmp *os.File
	var err error
	if f.out == stdinPath {
		tmp, err = os.CreateTemp("", "audiocheck-*.wav")
	} else {
		tmp, err = createBeside(filepath.Dir(f.out))
	}
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
	if err := tmp.Close(); err != nil {
		return failed(err)
	}
	return failed(os.Rename(tmp.Name(), f.out))
}

// createBeside creates a file of a new name in dir, with the rights of any file
// that the user makes: os.CreateTemp's would be the owner's alone.
func createBeside(dir string) (*os.File, error) {
	const tries = 100
	for range tries {
		name := filepath.Join(dir, fmt.Sprintf(".audiocheck-%016x.wav", rand.Uint64()))
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s: no name for a temporary file is free", dir)
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

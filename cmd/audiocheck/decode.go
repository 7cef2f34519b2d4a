package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/internal/regular"
	"github.com/audiocheck/audiocheck/internal/spool"
	"github.com/audiocheck/audiocheck/internal/wholefile"
	"github.com/audiocheck/audiocheck/pcm/wavfile"
	"github.com/audiocheck/audiocheck/probe"
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
otherwise. An error leaves no file behind. FILE may be - for standard input, of
which at most 8 GiB are kept in a temporary file.`,
		Example: `  audiocheck decode track.m4a -o track.wav
  audiocheck decode track.flac --bits 16 -o - | sox - -n stats`,
		Args: one("file to decode"),
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
	in, err := openOne(ctx, path, std.in)
	if err != nil {
		return err
	}
	defer in.Close()
	s, err := decode.Open(in, in.Size(), nil)
	if err != nil {
		return &exitError{exitFindings, fmt.Errorf("%s: %w", path, err)}
	}
	return f.write(ctx, path, in, s, samples, std)
}

// input is a file, or what came of standard input.
type input interface {
	io.ReaderAt
	io.Closer
	Size() int64
	Changed() error
}

// spooled is standard input, which nobody else can change.
type spooled struct {
	*spool.File
	size int64
}

func (s spooled) Size() int64    { return s.size }
func (s spooled) Changed() error { return nil }

func openOne(ctx context.Context, path string, stdin io.Reader) (input, error) {
	if path == stdinPath {
		f, err := spool.Create(false)
		if err != nil {
			return nil, failed(err)
		}
		n, err := f.Fill(ctx, stdin, spoolLimit, 0)
		switch {
		case err == nil:
			return spooled{f, n}, nil
		case ctx.Err() != nil:
			err = exit(exitInterrupted)
		default:
			err = &exitError{exitFindings, fmt.Errorf("standard input: %w", err)}
		}
		return nil, errors.Join(err, f.Close())
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return nil, usage("%s is a folder; decode takes one file", path)
	}
	f, err := regular.Open(path)
	if err != nil {
		_, text := inputProblem(err)
		return nil, &exitError{exitFindings, fmt.Errorf("%s: %s", path, text)}
	}
	return f, nil
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

// write writes s where it is to be, complete or not at all.
func (f *decodeFlags) write(ctx context.Context, path string, in input, s *decode.Stream, samples wavfile.Samples, std streams) error {
	all := func(w io.WriteSeeker) error {
		_, err := wavfile.Write(w, &stoppable{s, ctx}, wavfile.Options{Samples: samples})
		if err == nil {
			err = in.Changed()
		}
		switch {
		case ctx.Err() != nil:
			return exit(exitInterrupted)
		case errors.As(err, new(*decode.Error)), errors.Is(err, wavfile.ErrTooLarge), errors.Is(err, probe.ErrChanged):
			return &exitError{exitFindings, fmt.Errorf("%s: %w", path, err)}
		}
		return failed(err)
	}
	if f.out == stdinPath {
		return writeStdout(ctx, std.out, all)
	}
	return f.writeFile(all)
}

// writeStdout writes by way of a temporary file: a WAV file begins with its
// length.
func writeStdout(ctx context.Context, stdout io.Writer, all func(io.WriteSeeker) error) error {
	tmp, err := spool.Create(false)
	if err != nil {
		return failed(err)
	}
	defer tmp.Close()
	if err := all(tmp); err != nil {
		return err
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return failed(err)
	}
	copied := make(chan error, 1)
	go func() {
		_, err := io.Copy(stdout, tmp)
		copied <- err
	}()
	select {
	case <-ctx.Done(): // nobody may be reading
		return exit(exitInterrupted)
	case err := <-copied:
		return failed(err)
	}
}

func (f *decodeFlags) writeFile(all func(io.WriteSeeker) error) error {
	create := wholefile.CreateNew
	if f.force {
		create = wholefile.Create
	}
	const readable = 0o666 // less the umask
	out, err := create(f.out, readable)
	if err != nil {
		return failed(err)
	}
	defer out.Discard()
	if err := all(out); err != nil {
		return err
	}
	err = out.Commit()
	if errors.Is(err, fs.ErrExist) {
		return usage("%s was made by somebody else meanwhile; --force replaces it", f.out)
	}
	return failed(err)
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

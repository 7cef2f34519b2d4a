// Package embed reads the window embeddings of tracks from files.
//
// A path is a Set of tracks: a folder, or one file of these formats, known by
// their extensions.
//
//	.npy          an array of NumPy: one window, windows x dim, or tracks x windows x dim
//	.npz          named arrays of NumPy, stored or deflated
//	.safetensors  named arrays
//	.json .jsonl .ndjson
//	              objects {id, embeddings, start_seconds, end_seconds, encoder}, one
//	              after the other or in an array; embeddings is an array of rows
//	.parquet      columns id (or track_id), embeddings (or embedding), start_seconds
//	              and end_seconds; a row a window, or a row a track
//
// Values are float16, bfloat16, float32 or float64 in either byte order, and
// come out as float32. A track's id is its file's name without the extension;
// in a file of several arrays it is the array's name, in a table or in JSON the
// id that stands there, and in an array of tracks "name#0", "name#1" and so on.
//
// Encoder and window times travel with the file where the format has a place
// for them. In .npz and .safetensors they are arrays named encoder (.npz),
// start_seconds and end_seconds, for one track of several "name.start_seconds";
// the encoder of a .safetensors file stands in its __metadata__, that of a
// .parquet file in its key-value metadata, each under the key encoder.
package embed

import (
	"context"
	"fmt"
	"os"
	"sort"
	"sync"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Track says what is known of one track.
type Track struct {
	ID      string
	File    string // path as it was opened
	Windows int    // rows; may be 0
	Dim     int    // values a row; 1 or more
	Encoder string // empty where the file does not say

	// Start and end of each window, Windows of them, or nil where the file does
	// not carry them. Only Load fills them.
	StartSeconds, EndSeconds []float64
}

// Layout says how a track's values lie in its file.
type Layout struct {
	Format      string  // "npy", "npz", "safetensors", "json", "parquet"
	Shape       []int64 // of the array that holds the track
	Type        string  // "float16", "bfloat16", "float32", "float64", "decimal"
	ByteOrder   string  // "little", "big"; empty where the format has none
	MemoryOrder string  // "C", "Fortran"; empty where the format has none
}

// source is the tracks of one file. After it was made it is only read, so that
// many goroutines may use it.
type source interface {
	count() int
	// each yields every track, with n = -1; an array of n tracks once, under its
	// name without a number.
	each(yield func(t Track, n int) error) error
	track(k int) Track
	layout(k int) Layout
	load(l *loader, k int, dst []float32) (Track, []float32, error)
}

// loader is what one Load reads with.
type loader struct {
	in      *readat.Reader
	scratch []byte // tensor.ScratchBytes
}

// Set is the tracks of a file or of a folder. It holds no values, only what
// Track returns. It is safe for concurrent use.
type Set struct {
	path    string
	files   []source
	first   []int // first[i] is the number of the first track of files[i]
	n       int
	scratch sync.Pool // of *[]byte
}

// Open finds the tracks at path and reads the headers of their files. A folder
// is searched with its subfolders in the order of the names; names that start
// with a dot, links to folders and files of other formats are passed over.
//
// It returns an *Error for a file that cannot be read, ErrNoTracks where there
// is none, ErrDuplicateID, or an error of the file system or of ctx.
func Open(ctx context.Context, path string) (*Set, error) {
	s := &Set{path: path}
	s.scratch.New = func() any { b := make([]byte, tensor.ScratchBytes); return &b }
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	switch {
	case info.IsDir():
		err = s.addFolder(ctx, path)
	case !info.Mode().IsRegular(): // a pipe would wait for ever
		err = fmt.Errorf("%s: %w: neither a file nor a folder", path, ErrNoTracks)
	default:
		err = s.addFile(ctx, path)
	}
	if err != nil {
		return nil, err
	}
	if s.n == 0 {
		return nil, fmt.Errorf("%s: %w: want %s", path, ErrNoTracks, extensionList())
	}
	return s, s.checkIDs()
}

// addFile reads the header of the file and adds its tracks.
func (s *Set) addFile(ctx context.Context, path string) error {
	open := opener(path)
	if open == nil {
		return fmt.Errorf("%s: %w: want %s", path, ErrNoTracks, extensionList())
	}
	return s.with(ctx, path, func(l *loader) error {
		src, err := open(l, path)
		if err != nil {
			return err
		}
		s.first = append(s.first, s.n)
		s.files = append(s.files, src)
		s.n += src.count()
		return nil
	})
}

// with opens the file for the time of use. Files are not kept open: a set may
// have more of them than a process may open.
func (s *Set) with(ctx context.Context, path string, use func(*loader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	scratch := s.scratch.Get().(*[]byte)
	defer s.scratch.Put(scratch)
	l := &loader{in: readat.New(ctx, f, info.Size()), scratch: *scratch}
	if err := use(l); err != nil {
		return tensor.InFile(err, path)
	}
	return nil
}

// Path returns the path that was opened.
func (s *Set) Path() string { return s.path }

// Len returns the number of tracks, 1 or more.
func (s *Set) Len() int { return s.n }

// Track returns what is known of track i, 0 <= i < Len(), without reading.
// It panics for other i.
func (s *Set) Track(i int) Track {
	src, k := s.find(i)
	return src.track(k)
}

// Layout returns how track i lies in its file, as Track does.
func (s *Set) Layout(i int) Layout {
	src, k := s.find(i)
	return src.layout(k)
}

func (s *Set) find(i int) (source, int) {
	if i < 0 || i >= s.n {
		panic("embed: track out of range")
	}
	f := sort.SearchInts(s.first, i+1) - 1
	return s.files[f], i - s.first[f]
}

// Load reads the windows of track i, 0 <= i < Len(), into the memory of dst
// where that is large enough, and into new memory otherwise. The values are as
// in the file, rounded to float32; NaN and infinities are passed on.
//
// A track costs one read of its bytes, with two exceptions, where the bytes in
// front of it are read too: an array of many tracks that is deflated in an
// .npz file or in Fortran order. Of a Parquet file whole pages are read.
//
// It returns an *Error or an error of the file system. It panics for other i.
func (s *Set) Load(i int, dst []float32) (Track, compare.Windows, error) {
	src, k := s.find(i)
	var (
		t    Track
		data []float32
	)
	err := s.with(context.Background(), src.track(k).File, func(l *loader) (err error) {
		t, data, err = src.load(l, k, dst)
		return err
	})
	if err != nil {
		return Track{}, compare.Windows{}, err
	}
	return t, compare.Windows{Dim: t.Dim, Data: data}, nil
}

// Compatible returns nil where every track of a may be compared with every
// track of b: all have the same dim, and all that name an encoder name the
// same one. Otherwise it returns ErrIncompatible with the files and the values.
func Compatible(a, b *Set) error {
	dim, named := a.Track(0), a.Track(0)
	check := func(t Track, _ int) error {
		if t.Dim != dim.Dim {
			return fmt.Errorf("%w: %s (%s) has windows of %d values, %s (%s) of %d",
				ErrIncompatible, dim.File, dim.ID, dim.Dim, t.File, t.ID, t.Dim)
		}
		if named.Encoder == "" {
			named = t
		}
		if t.Encoder != "" && t.Encoder != named.Encoder {
			return fmt.Errorf("%w: %s (%s) comes from encoder %q, %s (%s) from %q",
				ErrIncompatible, named.File, named.ID, named.Encoder, t.File, t.ID, t.Encoder)
		}
		return nil
	}
	if err := a.each(check); err != nil {
		return err
	}
	return b.each(check)
}

func (s *Set) each(yield func(t Track, n int) error) error {
	for _, f := range s.files {
		if err := f.each(yield); err != nil {
			return err
		}
	}
	return nil
}

// grow returns n values in the memory of dst if they fit. The caller has held
// n against the size of the file.
func grow(dst []float32, n int) []float32 {
	if cap(dst) >= n {
		return dst[:n]
	}
	return make([]float32, n)
}

package embed

import (
	"errors"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/internal/npy"
	"github.com/audiocheck/audiocheck/internal/safetensors"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// The names under which an archive of arrays keeps facts about its tracks.
const (
	encoderKey = "encoder"
	startKey   = "start_seconds"
	endKey     = "end_seconds"
)

// array is one array of numbers in a file.
type array struct {
	tensor.Array
	name   string
	base   int64   // of the first value in the file; in a member, from the member's start
	member *member // nil where the array lies in the file as it is
}

// slot is an array that holds one track or several.
type slot struct {
	array
	grid       tensor.Grid
	id         string
	starts     *array // nil where the file has none
	ends       *array
	firstTrack int
}

// arrayFile is the tracks of a file of arrays.
type arrayFile struct {
	format  string
	path    string
	encoder string
	slots   []slot
	n       int
}

func openNPY(l *loader, path string) (source, error) {
	h, err := npy.Read(l.in, l.in.Size())
	if err != nil {
		return nil, err
	}
	if h.Type == 0 {
		return nil, tensor.Fail(ErrUnsupported, "npy", h.Offset, "the values are text, want f2, f4 or f8")
	}
	f := &arrayFile{format: "npy", path: path}
	return f, f.addAll([]array{{Array: h.Array, base: h.Offset}})
}

func openSafetensors(l *loader, path string) (source, error) {
	h, err := safetensors.Read(l.in, l.in.Size())
	if err != nil {
		return nil, err
	}
	f := &arrayFile{format: "safetensors", path: path, encoder: h.Metadata[encoderKey]}
	var arrays []array
	for _, t := range h.Tensors {
		if t.Type == 0 {
			return nil, tensor.Fail(ErrUnsupported, f.format, t.Offset, "tensor %.80q has the type %s, want F16, BF16, F32 or F64", t.Name, t.DType)
		}
		arrays = append(arrays, array{Array: t.Array, name: t.Name, base: t.Offset})
	}
	return f, f.addAll(arrays)
}

// addAll makes tracks of the arrays, except those that hold the times of
// others. An only array of tracks goes by the file's name.
func (f *arrayFile) addAll(arrays []array) error {
	times := make(map[string]*array)
	var tracks []array
	for _, a := range arrays {
		if base := a.name[strings.LastIndexByte(a.name, '.')+1:]; base == startKey || base == endKey {
			times[a.name] = &a
			continue
		}
		tracks = append(tracks, a)
	}
	if len(tracks) == 0 {
		return tensor.Fail(ErrMalformed, f.format, NoOffset, "the file holds no embeddings")
	}
	for _, a := range tracks {
		if err := f.add(a, times, len(tracks) == 1); err != nil {
			return tensor.Within(err, part(a))
		}
	}
	for _, a := range arrays {
		if times[a.name] != nil {
			return tensor.Fail(ErrMalformed, f.format, NoOffset, "%.80q belongs to no array", a.name)
		}
	}
	return nil
}

// add makes tracks of one array and takes what belongs to it out of times.
func (f *arrayFile) add(a array, times map[string]*array, only bool) error {
	grid, err := a.Grid(f.format, a.base)
	if err != nil {
		return err
	}
	s := slot{array: a, grid: grid, id: a.name, firstTrack: f.n}
	if only {
		s.id = stem(f.path)
	}
	if s.starts, err = f.takeTimes(startKey, s, times, only); err != nil {
		return err
	}
	if s.ends, err = f.takeTimes(endKey, s, times, only); err != nil {
		return err
	}
	f.slots = append(f.slots, s)
	f.n += grid.Tracks
	return nil
}

// takeTimes takes the array of times that belongs to s, nil where there is none.
func (f *arrayFile) takeTimes(key string, s slot, times map[string]*array, only bool) (*array, error) {
	name := s.name + "." + key
	if times[name] == nil && only {
		name = key
	}
	t := times[name]
	if t == nil {
		return nil, nil
	}
	delete(times, name)
	return t, f.checkTimes(*t, s.grid)
}

// checkTimes holds the shape of times against that of the windows.
func (f *arrayFile) checkTimes(t array, g tensor.Grid) error {
	n, _ := tensor.Product(t.Shape)
	if want := int64(g.Tracks) * int64(g.Windows); n != want || t.Fortran && len(t.Shape) > 1 {
		return tensor.Fail(ErrMalformed, f.format, t.base, "%.80q has the shape %v, want a time for each of %d windows", t.name, t.Shape, want)
	}
	return nil
}

func (f *arrayFile) count() int { return f.n }

func (f *arrayFile) each(yield func(t Track, n int) error) error {
	for i := range f.slots {
		s, n := &f.slots[i], -1
		if len(s.Shape) == 3 {
			n = s.grid.Tracks
		}
		if err := yield(f.facts(s), n); err != nil {
			return err
		}
	}
	return nil
}

// facts returns what the tracks of a slot have in common.
func (f *arrayFile) facts(s *slot) Track {
	return Track{ID: s.id, File: f.path, Windows: s.grid.Windows, Dim: s.grid.Dim, Encoder: f.encoder}
}

// at returns the slot that holds track k, and its number there.
func (f *arrayFile) at(k int) (*slot, int) {
	lo, hi := 0, len(f.slots)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; f.slots[mid].firstTrack <= k {
			lo = mid
		} else {
			hi = mid
		}
	}
	return &f.slots[lo], k - f.slots[lo].firstTrack
}

func (f *arrayFile) track(k int) Track {
	s, t := f.at(k)
	track := f.facts(s)
	if len(s.Shape) == 3 {
		track.ID = numbered(s.id, t)
	}
	return track
}

func (f *arrayFile) layout(k int) Layout {
	s, _ := f.at(k)
	l := Layout{Format: f.format, Shape: s.Shape, Type: s.Type.String(), ByteOrder: "little", MemoryOrder: "C"}
	if s.Big {
		l.ByteOrder = "big"
	}
	if s.Fortran {
		l.MemoryOrder = "Fortran"
	}
	return l
}

func (f *arrayFile) load(l *loader, k int, dst []float32) (Track, []float32, error) {
	s, t := f.at(k)
	if end := s.end(); end > l.in.Size() {
		return Track{}, nil, tensor.Fail(ErrTruncated, f.format, l.in.Size(), "the file became shorter, its values ended at byte %d", end)
	}
	track := f.track(k)
	dst = grow(dst, s.grid.Windows*s.grid.Dim)
	src, base := s.source(l, s.grid.Tracks > 1)
	err := tensor.Read(dst, src, base, s.Array, s.grid, t, l.scratch)
	if m, ok := src.(*memberReader); ok && err == nil && t == s.grid.Tracks-1 {
		err = m.finish()
	}
	if err != nil {
		return track, nil, f.fail(err, s.array)
	}
	if track.StartSeconds, err = f.times(l, s.starts, s.grid, t); err != nil {
		return track, nil, err
	}
	if track.EndSeconds, err = f.times(l, s.ends, s.grid, t); err != nil {
		return track, nil, err
	}
	return track, dst, checkTimes(f.format, track)
}

// times reads the times of the windows of track t.
func (f *arrayFile) times(l *loader, a *array, g tensor.Grid, t int) ([]float64, error) {
	if a == nil {
		return nil, nil
	}
	src, base := a.source(l, false)
	v, err := tensor.Floats(src, base, a.Array, t*g.Windows, g.Windows)
	if m, ok := src.(*memberReader); ok && err == nil && t == g.Tracks-1 {
		err = m.finish()
	}
	if err != nil {
		return nil, f.fail(err, *a)
	}
	return v, nil
}

// end returns where the array's values end in the file.
func (a array) end() int64 {
	if a.member != nil {
		return a.member.off + a.member.packed
	}
	n, _ := a.Bytes()
	return a.base + n
}

// source returns what the array is read from and where it starts there. A
// member that is stored as it is may be read in parts, without its checksum.
func (a array) source(l *loader, inParts bool) (io.ReaderAt, int64) {
	switch {
	case a.member == nil:
		return l.in, a.base
	case inParts && !a.member.deflated:
		return l.in, a.member.off + a.base
	}
	return a.member.open(l.in), a.base
}

// part names the array in a message.
func part(a array) string {
	if a.name == "" {
		return ""
	}
	return "array " + a.name
}

// fail turns the end of a source into an *Error.
func (f *arrayFile) fail(err error, a array) error {
	if errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, ErrTruncated) {
		err = tensor.Fail(ErrTruncated, f.format, a.end(), "shape %v needs more values than there are", a.Shape)
	}
	return tensor.Within(err, part(a))
}

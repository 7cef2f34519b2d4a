package embed

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/parquet"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// parquetTrack is one track of a table: a row, or adjacent rows with one id.
type parquetTrack struct {
	id           string
	row          int64 // first one
	rows         int64
	windows, dim int
}

// parquetFile is the tracks of a Parquet file.
type parquetFile struct {
	path    string
	encoder string
	wide    bool // a row is a track
	table   *table
	tracks  []parquetTrack
}

func openParquet(l *loader, path string) (source, error) {
	t, err := newTable(l.in)
	if err != nil {
		return nil, err
	}
	f := &parquetFile{path: path, table: t, encoder: t.file.Metadata(encoderKey), wide: t.values.Lists == 2}
	if err := f.indexIDs(l.in); err != nil {
		return nil, err
	}
	if err := f.indexWindows(l.in); err != nil {
		return nil, err
	}
	return f, t.scanTimes(l.in)
}

// indexIDs finds the tracks.
func (f *parquetFile) indexIDs(in *readat.Reader) error {
	id := f.table.id
	err := f.table.file.Scan(in, id, func(row int64, v *parquet.Value) error {
		if v.Definition != id.Levels {
			return parquetFail(ErrMalformed, "row %d has no %s", row, id.Name)
		}
		if v.Bytes() > maxString {
			return parquetFail(ErrTooLarge, "row %d: the %s has %d bytes, at most %d", row, id.Name, v.Bytes(), maxString)
		}
		text := id.Text(v)
		if last := len(f.tracks) - 1; !f.wide && last >= 0 && f.tracks[last].id == text {
			f.tracks[last].rows++
			return nil
		}
		f.tracks = append(f.tracks, parquetTrack{id: text, row: row, rows: 1})
		return nil
	})
	if err == nil && len(f.tracks) == 0 {
		err = parquetFail(ErrMalformed, "the table has no rows")
	}
	return err
}

// indexWindows counts the windows of the tracks.
func (f *parquetFile) indexWindows(in *readat.Reader) error {
	t := f.table
	k, w := 0, windowCounter{c: t.values}
	err := t.file.Scan(in, t.values, func(row int64, v *parquet.Value) error {
		if row >= f.tracks[k].row+f.tracks[k].rows {
			if err := w.end(&f.tracks[k]); err != nil {
				return err
			}
			k, w = k+1, windowCounter{c: t.values}
		}
		return w.add(row, v)
	})
	if err != nil {
		return err
	}
	return w.end(&f.tracks[k])
}

// windowCounter counts the rows of one track and holds their lengths against
// the first one's.
type windowCounter struct {
	c                *parquet.Column
	row              int64
	windows, dim, in int // in: values so far in the last window
}

func (w *windowCounter) add(row int64, v *parquet.Value) error {
	w.row = row
	if v.Definition != w.c.Levels {
		return parquetFail(ErrMalformed, "row %d: %s holds a null or an empty list", row, w.c.Name)
	}
	if v.Repetition < w.c.Lists {
		if err := w.closeWindow(); err != nil {
			return err
		}
		w.windows++
		w.in = 0
	}
	if w.in++; w.in > tensor.MaxTrackValues || int64(w.windows)*int64(max(w.dim, w.in)) > tensor.MaxTrackValues {
		return parquetFail(ErrTooLarge, "row %d: a track has more than %d values", row, tensor.MaxTrackValues)
	}
	return nil
}

func (w *windowCounter) closeWindow() error {
	switch {
	case w.windows == 1:
		w.dim = w.in
	case w.windows > 1 && w.in != w.dim:
		return parquetFail(ErrMalformed, "up to row %d: window %d has %d values, want %d as in window 0", w.row, w.windows-1, w.in, w.dim)
	}
	return nil
}

func (w *windowCounter) end(t *parquetTrack) error {
	if err := w.closeWindow(); err != nil {
		return tensor.Within(err, fmt.Sprintf("track %.80q", t.id))
	}
	if w.windows == 0 {
		return parquetFail(ErrMalformed, "track %.80q has no windows", t.id)
	}
	t.windows, t.dim = w.windows, w.dim
	return nil
}

func (f *parquetFile) count() int { return len(f.tracks) }

func (f *parquetFile) each(yield func(t Track, n int) error) error {
	for k := range f.tracks {
		if err := yield(f.track(k), -1); err != nil {
			return err
		}
	}
	return nil
}

func (f *parquetFile) track(k int) Track {
	t := f.tracks[k]
	return Track{ID: t.id, File: f.path, Windows: t.windows, Dim: t.dim, Encoder: f.encoder}
}

func (f *parquetFile) layout(k int) Layout {
	l := Layout{Format: "parquet", Shape: []int64{int64(f.tracks[k].windows), int64(f.tracks[k].dim)}, Type: "float32"}
	if f.table.values.Type == parquet.Double {
		l.Type = "float64"
	}
	return l
}

func (f *parquetFile) load(l *loader, k int, dst []float32) (Track, []float32, error) {
	t, track, tab := f.tracks[k], f.track(k), f.table
	want := t.windows * t.dim
	dst = grow(dst, want)[:0]
	err := tab.file.Each(l.in, tab.values, t.row, t.row+t.rows, func(_ int64, v *parquet.Value) error {
		if len(dst) == want || v.Definition != tab.values.Levels {
			return parquetFail(ErrMalformed, "the file changed: track %.80q had %d values", t.id, want)
		}
		dst = append(dst, float32(tab.values.Number(v)))
		return nil
	})
	if err == nil && len(dst) != want {
		err = parquetFail(ErrMalformed, "the file changed: track %.80q has %d values, it had %d", t.id, len(dst), want)
	}
	if err == nil {
		track.StartSeconds, err = tab.times(l.in, tab.starts, t)
	}
	if err == nil {
		track.EndSeconds, err = tab.times(l.in, tab.ends, t)
	}
	if err != nil {
		return track, nil, err
	}
	return track, dst, checkTimes("parquet", track)
}

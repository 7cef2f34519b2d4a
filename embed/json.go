package embed

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// maxWindows bounds the times that are held of one track.
const maxWindows = 1 << 24

// jsonTrack is one object of a JSON file.
type jsonTrack struct {
	id, encoder  string
	off          int64 // of the object in the file
	windows, dim int
	single       bool // embeddings is one row, not an array of rows
}

// jsonFile is the tracks of a file of JSON objects.
type jsonFile struct {
	path   string
	tracks []jsonTrack
}

// openJSON goes through the whole file once and keeps where each object is.
func openJSON(l *loader, path string) (source, error) {
	f := &jsonFile{path: path}
	s := &jsonScanner{in: l.in}
	array, err := s.peek()
	if err != nil {
		return nil, err
	}
	if array == '[' {
		err = s.list('[', ']', func(int) error { return f.index(s) })
	}
	for err == nil {
		var c byte
		if c, err = s.peek(); err != nil || s.pos() >= l.in.Size() {
			break
		}
		if array == '[' {
			err = s.fail(ErrMalformed, "%q follows the array", c)
			break
		}
		err = f.index(s)
	}
	if err != nil {
		return nil, err
	}
	return f, f.nameAll()
}

// index reads an object without keeping its values.
func (f *jsonFile) index(s *jsonScanner) error {
	o := object{s: s}
	if err := o.read(); err != nil {
		return inObject(err, len(f.tracks), o.id)
	}
	if n := len(f.tracks); n > 0 && f.tracks[n-1].encoder == o.encoder {
		o.encoder = f.tracks[n-1].encoder // one string for all
	}
	f.tracks = append(f.tracks, o.jsonTrack)
	return nil
}

// nameAll gives an only object without an id the file's name.
func (f *jsonFile) nameAll() error {
	if len(f.tracks) == 0 {
		return tensor.Fail(ErrMalformed, "json", NoOffset, "the file holds no object")
	}
	if len(f.tracks) == 1 && f.tracks[0].id == "" {
		f.tracks[0].id = stem(f.path)
	}
	for i, t := range f.tracks {
		if t.id == "" {
			return inObject(tensor.Fail(ErrMalformed, "json", t.off, "the object has no id"), i, "")
		}
	}
	return nil
}

func inObject(err error, i int, id string) error {
	part := fmt.Sprintf("object %d", i)
	if id != "" {
		part += fmt.Sprintf(" (%.80q)", id)
	}
	return tensor.Within(err, part)
}

func (f *jsonFile) count() int { return len(f.tracks) }

func (f *jsonFile) each(yield func(t Track, n int) error) error {
	for k := range f.tracks {
		if err := yield(f.track(k), -1); err != nil {
			return err
		}
	}
	return nil
}

func (f *jsonFile) track(k int) Track {
	t := f.tracks[k]
	return Track{ID: t.id, File: f.path, Windows: t.windows, Dim: t.dim, Encoder: t.encoder}
}

func (f *jsonFile) layout(k int) Layout {
	t := f.tracks[k]
	shape := []int64{int64(t.windows), int64(t.dim)}
	if t.single {
		shape = shape[1:]
	}
	return Layout{Format: "json", Shape: shape, Type: "decimal"}
}

func (f *jsonFile) load(l *loader, k int, dst []float32) (Track, []float32, error) {
	t := f.tracks[k]
	s := &jsonScanner{in: l.in}
	s.seek(t.off)
	o := object{s: s, keep: true, data: grow(dst, t.windows*t.dim)[:0]}
	err := o.read()
	if err == nil && (o.windows != t.windows || o.dim != t.dim) {
		err = tensor.Fail(ErrMalformed, "json", t.off, "the file changed: %d windows of %d values, it had %d of %d", o.windows, o.dim, t.windows, t.dim)
	}
	track := f.track(k)
	if err != nil {
		return track, nil, inObject(err, k, t.id)
	}
	track.StartSeconds, track.EndSeconds = o.starts, o.ends
	return track, o.data, nil
}

// object reads one object.
type object struct {
	jsonTrack
	s            *jsonScanner
	keep         bool      // keep the values
	data         []float32 // row-major
	starts, ends []float64
	seen         map[string]bool
}

func (o *object) read() error {
	if _, err := o.s.peek(); err != nil {
		return err
	}
	o.off = o.s.pos()
	o.seen = make(map[string]bool, 8)
	if err := o.s.list('{', '}', o.pair); err != nil {
		return err
	}
	if !o.seen["embeddings"] {
		return tensor.Fail(ErrMalformed, "json", o.off, "the object has no embeddings")
	}
	return checkTimes("json", Track{ID: o.id, Windows: o.windows, StartSeconds: o.starts, EndSeconds: o.ends})
}

func (o *object) pair(int) error {
	if _, err := o.s.peek(); err != nil {
		return err
	}
	at := o.s.pos()
	key, err := o.s.str()
	if err != nil {
		return err
	}
	if err := o.s.expect(':'); err != nil {
		return err
	}
	if key == "embedding" {
		key = "embeddings"
	}
	read := o.reader(key)
	if read == nil {
		return o.s.skip(0)
	}
	if o.seen[key] {
		return tensor.Fail(ErrMalformed, "json", at, "the key %q stands twice", key)
	}
	o.seen[key] = true
	return read()
}

// reader returns what reads the value of key; nil for a key that says nothing
// here.
func (o *object) reader(key string) func() error {
	switch key {
	case "id":
		return func() (err error) { o.id, err = o.name(); return err }
	case encoderKey:
		return func() (err error) { o.encoder, err = o.text(); return err }
	case "embeddings":
		return o.rows
	case startKey:
		return func() (err error) { o.starts, err = o.times(); return err }
	case endKey:
		return func() (err error) { o.ends, err = o.times(); return err }
	}
	return nil
}

// name reads an id, which may be a number.
func (o *object) name() (string, error) {
	c, err := o.s.peek()
	if err != nil || c != '-' && (c < '0' || c > '9') {
		if err == nil {
			return o.text()
		}
		return "", err
	}
	text, err := o.s.number()
	return string(text), err
}

// text reads a string or null.
func (o *object) text() (string, error) {
	if w, err := o.s.word("null"); w != "" || err != nil {
		return "", err
	}
	return o.s.str()
}

// times reads an array of numbers or null.
func (o *object) times() ([]float64, error) {
	if w, err := o.s.word("null"); w != "" || err != nil {
		return nil, err
	}
	list := []float64{}
	err := o.s.list('[', ']', func(int) error {
		v, err := o.s.float(64)
		if list = append(list, v); len(list) > maxWindows {
			return o.s.fail(ErrTooLarge, "more than %d times", maxWindows)
		}
		return err
	})
	return list, err
}

// rows reads an array of rows, or one row.
func (o *object) rows() error {
	at := o.s.pos()
	if err := o.s.expect('['); err != nil {
		return err
	}
	c, err := o.s.peek()
	if err != nil {
		return err
	}
	o.s.seek(at)
	if o.single = c != '[' && c != ']'; o.single {
		return o.row(0)
	}
	if err := o.s.list('[', ']', o.row); err != nil {
		return err
	}
	if o.windows == 0 {
		return tensor.Fail(ErrMalformed, "json", at, "embeddings has no rows, want 1 or more")
	}
	return nil
}

// row reads row i and holds its length against the first one's.
func (o *object) row(i int) error {
	if _, err := o.s.peek(); err != nil {
		return err
	}
	at := o.s.pos()
	n := 0
	err := o.s.list('[', ']', func(int) error {
		if n++; n > tensor.MaxTrackValues {
			return o.s.fail(ErrTooLarge, "row %d has more than %d values", i, tensor.MaxTrackValues)
		}
		return o.value()
	})
	switch {
	case err != nil:
		return tensor.Within(err, fmt.Sprintf("row %d", i))
	case n == 0:
		return tensor.Fail(ErrMalformed, "json", at, "row %d has no values", i)
	case i > 0 && n != o.dim:
		return tensor.Fail(ErrMalformed, "json", at, "row %d has %d values, want %d as in row 0", i, n, o.dim)
	case i >= maxWindows || int64(i+1)*int64(n) > tensor.MaxTrackValues:
		return tensor.Fail(ErrTooLarge, "json", at, "row %d of %d values: a track has at most %d values and %d rows", i, n, tensor.MaxTrackValues, maxWindows)
	}
	o.windows, o.dim = i+1, n
	return nil
}

// value reads one value of a row.
func (o *object) value() error {
	if !o.keep {
		_, err := o.s.number()
		return err
	}
	v, err := o.s.float(32)
	o.data = append(o.data, float32(v))
	return err
}

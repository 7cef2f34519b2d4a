package verify

import (
	"path"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/embed"
)

// Tracks are embeddings that an answer's ids are looked up in. One goroutine at
// a time.
type Tracks struct {
	set  *embed.Set
	ids  names
	held map[int]compare.Track // loaded before: a search of many meets each candidate with every query
	room int                   // values that may still be held
}

// heldValues bounds what is held of loaded tracks: 64 MB of float32.
const heldValues = 16 << 20

// NewTracks returns the tracks of set.
func NewTracks(set *embed.Set) *Tracks {
	t := &Tracks{set: set, ids: newNames(), held: make(map[int]compare.Track), room: heldValues}
	for i := range set.Len() {
		t.ids.add(set.Track(i).ID, i)
	}
	return t
}

// load returns the windows of track i, in the memory of buf where they are not
// held and fit there. They are not to be written to.
func (t *Tracks) load(i int, buf *[]float32) (compare.Track, error) {
	if held, ok := t.held[i]; ok {
		return held, nil
	}
	about := t.set.Track(i)
	hold := about.Windows <= t.room/about.Dim
	if hold {
		buf = new([]float32)
	}
	track, w, err := t.set.Load(i, *buf)
	*buf = w.Data
	out := compare.Track{ID: track.ID, Windows: w}
	if err == nil && hold {
		t.held[i] = out
		t.room -= len(w.Data)
	}
	return out, err
}

// names finds a number by a name, whole or folded.
type names struct {
	exact, folded map[string]int
}

// several marks a folded name that stands for more than one track.
const several = -1

func newNames() names { return names{make(map[string]int), make(map[string]int)} }

func (n *names) add(name string, i int) {
	n.exact[name] = i
	key := Fold(name)
	if _, taken := n.folded[key]; taken {
		i = several
	}
	n.folded[key] = i
}

// find returns the number of a name, and false where there is none or where
// several fold to it.
func (n *names) find(name string) (int, bool) {
	if i, ok := n.exact[name]; ok {
		return i, true
	}
	i, ok := n.folded[Fold(name)]
	return i, ok && i != several
}

// audioExtensions end the names of audio files.
var audioExtensions = []string{".mp3", ".wav", ".flac", ".m4a", ".aac", ".aif", ".aiff", ".alac", ".mp4", ".ogg", ".opus", ".wma"}

// uuidLength is 32 hexadecimal digits and 4 hyphens; RFC 9562, section 4.
const uuidLength = 36

// Fold returns what is left of a track's id without folders, the UUID and
// underscore that an upload puts in front, and an audio file's extension:
// "dataset/<uuid>_song.wav" is "song".
func Fold(id string) string {
	id = path.Base(strings.ReplaceAll(id, `\`, "/"))
	if len(id) > uuidLength+1 && id[uuidLength] == '_' && isUUID(id[:uuidLength]) {
		id = id[uuidLength+1:]
	}
	if ext := path.Ext(id); slices.Contains(audioExtensions, strings.ToLower(ext)) && ext != id {
		id = strings.TrimSuffix(id, ext)
	}
	return id
}

// isUUID reports whether s, of uuidLength bytes, has hyphens where a UUID has
// them. The vendor's samples hold letters beyond f, so that digits are not judged.
func isUUID(s string) bool {
	for i := range len(s) {
		if (i == 8 || i == 13 || i == 18 || i == 23) != (s[i] == '-') {
			return false
		}
	}
	return true
}

package embed

import (
	"fmt"
	"strconv"
	"strings"
)

// numbered returns the id of track k of an array of tracks.
func numbered(name string, k int) string { return name + "#" + strconv.Itoa(k) }

// owner is the file of an id; n as source.each yields it.
type owner struct {
	file string
	n    int
}

// checkIDs refuses a set where two tracks have one id. An array of tracks
// counts as one name, so that the memory does not grow with its tracks.
func (s *Set) checkIDs() error {
	plain, arrays := make(map[string]owner), make(map[string]owner)
	err := s.each(func(t Track, n int) error {
		seen, id := plain, t.ID
		if n >= 0 {
			seen, id = arrays, numbered(t.ID, 0)
		}
		if o, ok := seen[t.ID]; ok {
			return duplicate(id, o.file, t.File)
		}
		seen[t.ID] = owner{t.File, n}
		return nil
	})
	if err != nil || len(arrays) == 0 {
		return err
	}
	return s.each(func(t Track, n int) error {
		at := strings.LastIndexByte(t.ID, '#')
		if at < 0 || n >= 0 {
			return nil
		}
		o, ok := arrays[t.ID[:at]]
		k, err := strconv.Atoi(t.ID[at+1:])
		if ok && err == nil && k >= 0 && k < o.n && numbered(t.ID[:at], k) == t.ID {
			return duplicate(t.ID, o.file, t.File)
		}
		return nil
	})
}

func duplicate(id, a, b string) error {
	return fmt.Errorf("%w: %.200q stands in %s and in %s", ErrDuplicateID, id, a, b)
}

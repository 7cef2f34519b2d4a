package probe

import (
	"context"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/regular"
	"github.com/audiocheck/audiocheck/internal/sniff"
)

// Name returns what kind of file the one at path is, from its first bytes; the
// zero Container when no format matches. Its error is as File's.
func Name(path string) (Container, error) {
	f, err := regular.Open(path)
	if err != nil {
		return Container{}, err
	}
	defer f.Close()
	r := readat.New(context.Background(), f, f.Size())
	defer r.Release()
	kind, _, err := sniff.Detect(r)
	if err != nil {
		return Container{}, err
	}
	c, _ := LookupContainer(string(kind))
	return c, nil
}

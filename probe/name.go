package probe

import (
	"context"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/sniff"
)

// Name returns what kind of file the one at path is, from its first bytes; the
// zero Container when no format matches. Its error is as File's.
func Name(path string) (Container, error) {
	f, st, err := openRegular(path)
	if err != nil {
		return Container{}, err
	}
	defer f.Close()
	kind, _, err := sniff.Detect(readat.New(context.Background(), f, st.Size()))
	if err != nil {
		return Container{}, err
	}
	c, _ := LookupContainer(string(kind))
	return c, nil
}

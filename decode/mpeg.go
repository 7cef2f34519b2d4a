package decode

import "github.com/audiocheck/audiocheck/internal/readat"

func openMPEG(r *readat.Reader, start int64, o *Options) (*track, error) {
	return nil, failure(ErrUnsupported, "mpeg", NoOffset, "not built")
}

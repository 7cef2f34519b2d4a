package decode

import "github.com/audiocheck/audiocheck/internal/readat"

func openFLAC(r *readat.Reader, start int64, o *Options) (*track, error) {
	return nil, failure(ErrUnsupported, "flac", NoOffset, "not built")
}

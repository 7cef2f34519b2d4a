package decode

import "github.com/audiocheck/audiocheck/internal/readat"

func openRIFF(r *readat.Reader, start int64, o *Options) (*track, error) {
	return nil, failure(ErrUnsupported, "riff", NoOffset, "not built")
}

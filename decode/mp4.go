package decode

import "github.com/audiocheck/audiocheck/internal/readat"

func openMP4(r *readat.Reader, start int64, o *Options) (*track, error) {
	return nil, failure(ErrUnsupported, "mp4", NoOffset, "not built")
}

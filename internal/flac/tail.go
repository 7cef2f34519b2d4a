package flac

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// End returns where the tags behind the stream begin, and the end of the file
// where there are none. The packets begin at audio.
func End(r *readat.Reader, audio int64, log *damage.Log) (int64, error) {
	tags, err := tag.Trailing(r, audio)
	end := r.Size()
	for _, t := range tags {
		end = t.Start
		if t.Lie != "" {
			log.Add(damage.BadTag, t.Start, "tag behind the stream: %s", t.Lie)
		}
	}
	return end, err
}

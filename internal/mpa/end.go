package mpa

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// End returns where the tags begin that end the file, none of them in front of
// start, and whether one of them says that a tool changed the packets on
// purpose. What is wrong with the tags goes to log, which may be nil.
func End(r *readat.Reader, start int64, log *damage.Log) (end int64, edited bool, err error) {
	spans, err := tag.Trailing(r, start)
	end = r.Size()
	for _, s := range spans {
		end = s.Start
		edited = edited || s.Edited
		if s.Lie != "" && log != nil {
			log.Add(damage.BadTag, s.Start, "%s tag %s", s.Kind, s.Lie)
		}
	}
	return end, edited, err
}

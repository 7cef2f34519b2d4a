package verify

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// Audio is a folder of tracks that an answer's ids are looked up in. A track is
// probed when an answer names it, once. One goroutine at a time.
type Audio struct {
	paths []string
	ids   names
	known map[int]trackFacts
	o     *probe.Options
}

// trackFacts are what an answer's times and ids are held against.
type trackFacts struct {
	seconds float64 // NaN where the duration is not known
	info    probe.Info
	err     error
	told    bool
}

// OpenAudio lists the files below root whose names end like audio. Names that
// start with a dot are passed over. o is for package probe and may be nil.
func OpenAudio(root string, o *probe.Options) (*Audio, error) {
	a := &Audio{ids: newNames(), known: make(map[int]trackFacts), o: o}
	info, err := os.Stat(root)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s: not a folder", root)
	}
	err = fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir() && slices.Contains(audioExtensions, strings.ToLower(filepath.Ext(name))):
			a.ids.add(name, len(a.paths))
			a.paths = append(a.paths, filepath.Join(root, filepath.FromSlash(name)))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(a.paths) == 0 {
		return nil, fmt.Errorf("%s: no audio files", root)
	}
	return a, nil
}

// facts returns what is known of file i.
func (a *Audio) facts(ctx context.Context, i int) trackFacts {
	if f, ok := a.known[i]; ok {
		return f
	}
	f := trackFacts{seconds: math.NaN()}
	f.info, f.err = probe.File(ctx, a.paths[i], a.o)
	if f.info.Frames.Basis != probe.Estimate {
		heard, known := f.info.Duration()
		if coded, ok := f.info.CodedDuration(); ok && f.info.CodedFrames.Basis != probe.Estimate {
			heard = max(heard, coded)
		}
		if known {
			f.seconds = heard
		}
	}
	a.known[i] = f
	return f
}

// audio holds one match's times and ids against the audio of both tracks.
func (e *evidence) audio(query, at string, m *trace.Match) {
	q, c := e.track(query, queryPointer(at)), e.track(m.ID, at+"/id")
	if q == nil && c == nil {
		return
	}
	for _, b := range []struct {
		key string
		s   *trace.LatentScores
	}{{"full_audio_latent_scores", m.FullAudio}, {"vocal_latent_scores", m.Vocal}} {
		if b.s == nil {
			continue
		}
		for i := range b.s.MatchedWindows {
			w, at := &b.s.MatchedWindows[i], at+"/"+b.key+"/matched_windows/"+strconv.Itoa(i)
			e.inside(q, w.QueryTimestamps, query, at+"/query_audio_timestamps")
			e.inside(c, w.CandidateTimestamps, m.ID, at+"/candidate_audio_timestamps")
		}
	}
	for stem, s := range m.Motifs {
		if s == nil {
			continue
		}
		for i := range s.Matches {
			x, at := &s.Matches[i], at+"/motif_matches/"+stem+"/matches/"+strconv.Itoa(i)
			if x.Query != nil {
				e.inside(q, x.Query.Timestamps, query, at+"/query/motif_audio_timestamps")
			}
			if x.Candidate != nil {
				e.inside(c, x.Candidate.Timestamps, m.ID, at+"/candidate/motif_audio_timestamps")
			}
		}
	}
}

// track returns the facts of the audio that an id names, nil where there is
// none, and says once what is wrong with it.
func (e *evidence) track(id, at string) *trackFacts {
	if id == "" {
		return nil
	}
	i, ok := e.opt.Audio.ids.find(id)
	if !ok {
		e.missing(noAudio, id, at)
		return nil
	}
	f := e.opt.Audio.facts(e.ctx, i)
	if f.told || e.ctx.Err() != nil {
		return &f
	}
	told := f
	told.told = true
	e.opt.Audio.known[i] = told
	if f.err != nil {
		e.log.add(noDuration, at, nil, nil, "the audio of %q cannot be read: %v", id, f.err)
		return &f
	}
	if math.IsNaN(f.seconds) {
		e.log.add(noDuration, at, nil, nil, "the duration of %q is not known; its times are not checked", id)
	}
	e.limits(id, at, f.info)
	return &f
}

// limits tells which of the vendor's limits a file breaks that it answered about.
func (e *evidence) limits(id, at string, info probe.Info) {
	if e.opt.Limits.Name == "" {
		return
	}
	for _, f := range limits.Check(info, e.opt.Limits) {
		if f.Severity == finding.Error {
			e.log.add(overLimits, at, f.Got, f.Want, "%q breaks %s here, yet the vendor answered about it: %s", id, f.Rule, f.Message)
		}
	}
}

// timeSlack is what rounding a time to 0.1 s and the delay of a codec add.
const timeSlack = 0.15

func (e *evidence) inside(f *trackFacts, t *trace.Span, id, at string) {
	if f == nil || t == nil || math.IsNaN(f.seconds) {
		return
	}
	switch got, want := fmt.Sprintf("%v to %v s", t.Start, t.End), fmt.Sprintf("%.3f s", f.seconds); {
	case t.Start > f.seconds+timeSlack:
		e.log.add(startsBehind, at, got, want, "it starts at %v s, but %q lasts %.3f s", t.Start, id, f.seconds)
	case t.End > f.seconds+timeSlack:
		e.log.add(endsBehind, at, got, want, "it ends at %v s, but %q lasts %.3f s; a last window may be padded", t.End, id, f.seconds)
	}
}

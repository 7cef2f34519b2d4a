package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"runtime"
	"slices"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/probe"
)

// duplicates are files that are the same, and would be paid for each.
type duplicates struct {
	same  string // "bytes", or "samples" of files whose bytes differ
	paths []string
}

// digest is what tells whether two files are the same.
type digest [sha256.Size]byte

// findDuplicates compares the files that are to be uploaded, and leaves out
// what --skip-duplicates says: never a candidate for a query, since each side
// needs its own.
func (f *planFlags) findDuplicates(ctx context.Context, p *uploadPlan) error {
	if f.facts != "" {
		if f.skipDuplicates {
			return usage("--skip-duplicates: the facts of --facts do not tell which files are the same")
		}
		return nil
	}
	jobs := f.jobs
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	all := slices.Concat(p.candidates.tracks, p.queries.tracks)
	known := map[string]bool{}
	err := p.compare(ctx, jobs, all, "bytes", known, func(t *track) any { return t.info.Size }, hashBytes)
	if err == nil && f.depth == probe.Samples.String() {
		err = p.compare(ctx, jobs, all, "samples", known, sampleShape, hashSamples)
	} else {
		p.notes = append(p.notes, "files with the same samples in other bytes were not looked for; --depth samples does")
	}
	if err != nil || !f.skipDuplicates {
		return err
	}
	p.skip(&p.candidates)
	p.skip(&p.queries)
	return nil
}

// sampleShape is what files with the same samples have in common.
func sampleShape(t *track) any {
	i := &t.info
	if !i.Frames.Known() || i.Frames.Basis == probe.Estimate || i.DepthReached < probe.Samples {
		return nil
	}
	return [3]int64{i.Frames.Value, int64(i.Rate.Value), int64(i.Channels.Value)}
}

// compare hashes the tracks that have a shape in common with another, and
// records those whose hashes are the same. known are pairs that another
// comparison found already.
func (p *uploadPlan) compare(ctx context.Context, jobs int, all []track, same string, known map[string]bool,
	shape func(*track) any, hash func(context.Context, string) (digest, error)) error {
	count := map[any]int{}
	for i := range all {
		count[shape(&all[i])]++
	}
	var suspects []track
	for i := range all {
		if s := shape(&all[i]); s != nil && count[s] > 1 && !known[all[i].path()] {
			suspects = append(suspects, all[i])
		}
	}
	type hashed struct {
		sum digest
		err error
	}
	groups, order := map[digest][]string{}, []digest{}
	err := ordered(ctx, len(suspects), jobs,
		func(i int) hashed {
			sum, err := hash(ctx, suspects[i].path())
			return hashed{sum, err}
		},
		func(i int, h hashed) error {
			if h.err != nil {
				return h.err
			}
			if groups[h.sum] == nil {
				order = append(order, h.sum)
			}
			groups[h.sum] = append(groups[h.sum], suspects[i].path())
			return nil
		})
	if err != nil && ctx.Err() == nil {
		return failed(err)
	}
	for _, sum := range order {
		if paths := groups[sum]; len(paths) > 1 {
			p.duplicates = append(p.duplicates, duplicates{same, paths})
			for _, path := range paths[1:] {
				known[path] = true // the first stands for them in the next comparison
			}
		}
	}
	return nil
}

// skip leaves out of s all but the first of each duplicate.
func (p *uploadPlan) skip(s *side) {
	first := map[string]string{} // of each path, the first of s that is the same
	own := map[string]bool{}
	for i := range s.tracks {
		own[s.tracks[i].path()] = true
	}
	for _, d := range p.duplicates {
		kept := ""
		for _, path := range d.paths {
			switch {
			case !own[path] || first[path] != "":
			case kept == "":
				kept = path
			default:
				first[path] = kept
			}
		}
	}
	s.tracks = slices.DeleteFunc(s.tracks, func(t track) bool {
		same := first[t.path()]
		if same != "" {
			p.leftOut = append(p.leftOut, leftOut{role: s.role, path: t.path(), verdict: t.verdict, same: same})
		}
		return same != ""
	})
}

// stoppableReader ends a reader when its context does.
type stoppableReader struct {
	io.Reader
	ctx context.Context
}

func (r stoppableReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}

func hashBytes(ctx context.Context, path string) (d digest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return d, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, stoppableReader{f, ctx}); err != nil {
		return d, err
	}
	h.Sum(d[:0])
	return d, nil
}

// hashSamples hashes what a correct player lets one hear, as floats: so the
// same samples are the same in whatever lossless form they are kept, as far as
// 24 bits go.
func hashSamples(ctx context.Context, path string) (d digest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return d, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return d, err
	}
	s, err := decode.Open(f, st.Size(), nil)
	if err != nil {
		return d, err
	}
	h := sha256.New()
	const frames = 4096
	samples := make([]float32, frames*s.Format().Channels)
	raw := make([]byte, 0, 4*len(samples))
	in := &stoppable{s, ctx}
	for {
		n, err := in.ReadFrames(samples)
		raw = raw[:0]
		for _, v := range samples[:n*s.Format().Channels] {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
		h.Write(raw)
		if errors.Is(err, io.EOF) {
			h.Sum(d[:0])
			return d, nil
		}
		if err != nil {
			return d, err
		}
	}
}

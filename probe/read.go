// Package probe establishes what is true of an audio file: container, codec,
// exact duration, rate, channels, and what is damaged.
//
// The content decides, never the name. No header is believed that the bytes
// contradict, and each fact says where it comes from. Memory is bounded
// whatever the file says of itself.
package probe

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/sniff"
)

// Options change how a file is read. The zero value, and nil, are ready for use.
type Options struct {
	Depth Depth // Packets if zero

	// DecodeLimit keeps Depth Samples from decoding a file that is longer than
	// this, or whose packets hold more than twice as much; DepthReached is then Packets,
	// and Integrity NotChecked unless the packets are damaged. No limit if zero.
	DecodeLimit time.Duration

	// Decode is passed to package decode at Depth Samples.
	Decode *decode.Options
}

// job is one file on its way through the parsers.
type job struct {
	r         *readat.Reader
	depth     Depth
	container sniff.Container
	start     int64 // where the container begins: behind leading tags and junk
	info      Info
	log       damage.Log

	passedOver bool // asked to be decoded, and over Options.DecodeLimit
}

// format is one row of the table of formats. probe fills j.info and j.log; its
// error is never about the content.
type format struct {
	container sniff.Container
	probe     func(j *job) error
}

var formats = []format{
	{sniff.WAV, probeRIFF},
	{sniff.RF64, probeRIFF},
	{sniff.RIFX, probeRIFF},
	{sniff.W64, probeRIFF},
	{sniff.AIFF, probeAIFF},
	{sniff.AIFC, probeAIFF},
	{sniff.MPEG, probeMPEG},
	{sniff.ADTS, probeADTS},
	{sniff.FLAC, probeFLAC},
	{sniff.MP4, probeMP4},
	{sniff.MOV, probeMP4},
	{sniff.OGG, probeOgg},
	{sniff.AMR, probeAMR},
}

// behindTags are the formats in front of which tags are usual.
var behindTags = []sniff.Container{sniff.MPEG, sniff.ADTS, sniff.FLAC}

// Read returns the facts of the file in r, which holds size bytes.
//
// The error is nil unless the file could not be read: it is r's own, the
// context's when it ended first, or ErrChanged. Whatever is wrong with the
// content is in Info. Info holds what was established even beside an error;
// Integrity is then NotChecked unless damage was found.
func Read(ctx context.Context, r io.ReaderAt, size int64, o *Options) (Info, error) {
	if o == nil {
		o = &Options{}
	}
	j := jobs.Get().(*job)
	j.r, j.depth, j.info = readat.New(ctx, r, size), o.Depth, Info{Size: size, Integrity: NotChecked}
	if j.depth == 0 {
		j.depth = Packets
	}
	err := j.run(o)
	j.r.Release()
	j.finish(err == nil)
	info := j.info
	*j = job{}
	jobs.Put(j)
	return info, err
}

// jobs keeps the memory of jobs for those to come.
var jobs = sync.Pool{New: func() any { return new(job) }}

// ErrChanged reports a file that became shorter, longer or other while it was
// read. Read itself sees only the first.
var ErrChanged = readat.ErrChanged

func (j *job) run(o *Options) (err error) {
	j.container, j.start, err = sniff.Detect(j.r)
	if err != nil {
		return err
	}
	kind, ok := sniff.Lookup(j.container)
	if !ok {
		j.info.Problem = "the content matches no known format"
		return nil
	}
	j.info.Container.set(string(j.container), FromHeader)
	if kind.Family != sniff.Audio {
		j.info.DepthReached = Header
		return nil
	}
	j.info.AudioTracks = 1
	if j.start > 0 && !slices.Contains(behindTags, j.container) {
		j.log.Add(damage.JunkBefore, 0, "%d bytes of tags stand in front of what is %s; most players look for it at the first byte", j.start, kind.Title)
	}
	for _, f := range formats {
		if f.container == j.container {
			err = f.probe(j)
		}
	}
	if err != nil || j.depth < Samples {
		return err
	}
	return j.decodeAll(o)
}

// finish turns what the parsers logged into the damage and integrity of the
// Info. What was not read through may be damaged behind.
func (j *job) finish(through bool) {
	for _, d := range j.log.List() {
		j.info.Damage = append(j.info.Damage, Damage{
			Kind: string(d.Kind), Severity: string(d.Kind.Severity()), Detail: d.Detail,
			Offset: max(min(d.Offset, j.info.Size), damage.NoOffset), // a table may point outside the file
		})
	}
	switch {
	case j.log.Lost():
		j.info.Integrity, j.info.VerifiedBy = Damaged, ""
	case j.info.DepthReached <= Header || j.info.Problem != "" || j.passedOver || !through:
		j.info.Integrity, j.info.VerifiedBy = NotChecked, ""
	case j.info.VerifiedBy != "":
		j.info.Integrity = Verified
	default:
		j.info.Integrity = NotVerifiable
	}
}

// reached records the depth that the parser got to, at most what was asked.
func (j *job) reached(d Depth) { j.info.DepthReached = min(d, j.depth) }

package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// fragmentWalk goes through the movie fragments of a file and gives the packets
// of one track.
//
// Source: ISO/IEC 14496-12:2022, 8.8.
type fragmentWalk struct {
	r   *readat.Reader
	t   *Track
	log *damage.Log

	at    int64 // of the next top-level box
	boxes int

	moof    box
	inMoof  int64 // of the next box in moof
	traf    box
	inTraf  int64
	base    int64 // that data offsets count from
	dataEnd int64 // of the data so far of this movie fragment's tracks
	mine    bool  // traf is of t
	def     defaults

	run     trun
	entries stream // of run; its buffer serves all runs
	time    int64  // where the next packet begins
	longest int64  // duration of a packet that went by
	seen    bool   // one did
}

const (
	tfhdBase          = 0x1
	tfhdEntry         = 0x2
	tfhdDuration      = 0x8
	tfhdSize          = 0x10
	tfhdDefaultIsMoof = 0x20000
)

func newFragmentWalk(r *readat.Reader, t *Track, log *damage.Log) *fragmentWalk {
	return &fragmentWalk{r: r, t: t, log: log, at: t.movie.start, entries: stream{r: r, near: true}}
}

func (f *fragmentWalk) next() (Packet, bool, error) {
	for {
		if f.run.left > 0 {
			k, ok, err := f.packet()
			if ok || err != nil {
				return k, ok, err
			}
			continue
		}
		more, err := f.advance()
		if err != nil || !more {
			return Packet{}, false, err
		}
	}
}

// advance goes to the next run of any track fragment; false behind the last.
func (f *fragmentWalk) advance() (bool, error) {
	if b, ok, err := f.child(&f.inTraf, f.traf.end); err != nil || ok {
		if err == nil {
			err = f.inTrackFragment(b)
		}
		return true, err
	}
	if b, ok, err := f.child(&f.inMoof, f.moof.end); err != nil || ok {
		if err == nil && string(b.kind[:]) == "traf" {
			err = f.enter(b)
		}
		return true, err
	}
	b, ok, err := readBox(f.r, f.at, f.r.Size())
	f.boxes++
	if err != nil || !ok || f.boxes > maxTopLevel {
		return false, err
	}
	f.at = b.end
	if b.kind == kindMoof {
		f.moof, f.inMoof, f.dataEnd = b, b.data, b.start
	}
	return true, nil
}

// child returns the box at *off and moves *off behind it.
func (f *fragmentWalk) child(off *int64, end int64) (box, bool, error) {
	b, ok, err := readBox(f.r, *off, end)
	if !ok || err != nil {
		if err == nil && end-*off >= 8 {
			f.log.Add(damage.BadStructure, *off, "the size of box %s in a movie fragment is smaller than its header", b.kind)
		}
		*off = end
		return b, false, err
	}
	if b.cut {
		f.log.Add(damage.BadStructure, b.start, "box %s claims %d bytes where %d are left in the movie fragment", b.kind, b.claim, end-*off)
	}
	*off = b.end
	return b, true, nil
}

// enter begins a track fragment: its header comes first.
func (f *fragmentWalk) enter(b box) error {
	f.traf, f.inTraf, f.mine = b, b.data, false
	h, ok, err := readBox(f.r, b.data, b.end)
	if err != nil || !ok || string(h.kind[:]) != "tfhd" {
		if err == nil {
			f.log.Add(damage.BadStructure, b.start, "a track fragment does not begin with its header")
		}
		return err
	}
	v, err := payload(f.r, h, 40)
	if err != nil || len(v) < 8 {
		return err
	}
	f.header(v)
	f.inTraf = h.end
	return nil
}

// header reads tfhd; ISO/IEC 14496-12:2022, 8.8.7.
func (f *fragmentWalk) header(v []byte) {
	flags := binary.BigEndian.Uint32(v) & 0xffffff
	id := binary.BigEndian.Uint32(v[4:])
	f.mine = id == f.t.ID
	f.def = f.t.movie.defaults[id]
	f.base = f.dataEnd
	if flags&tfhdDefaultIsMoof != 0 {
		f.base = f.moof.start
	}
	v = v[8:]
	if flags&tfhdBase != 0 && len(v) >= 8 {
		f.base = int64(min(binary.BigEndian.Uint64(v), 1<<62))
		v = v[8:]
	}
	for _, field := range []struct {
		flag uint32
		into *uint32
	}{{tfhdEntry, &f.def.entry}, {tfhdDuration, &f.def.duration}, {tfhdSize, &f.def.size}} {
		if flags&field.flag != 0 && len(v) >= 4 {
			*field.into = binary.BigEndian.Uint32(v)
			v = v[4:]
		}
	}
	f.run = trun{offset: f.base}
}

// inTrackFragment reads b. Of other tracks only the length of their data counts,
// behind which those of t may stand.
func (f *fragmentWalk) inTrackFragment(b box) error {
	kind := string(b.kind[:])
	switch {
	case kind == "tfdt" && f.mine:
		return f.decodeTime(b)
	case kind == "trun" && f.mine:
		return f.startRun(b, f.log)
	case kind == "trun":
		if err := f.startRun(b, new(damage.Log)); err != nil {
			return err
		}
		return f.passRun()
	}
	return nil
}

// decodeTime reads tfdt. A step of more than two packets means that fragments
// are missing or out of order; encoders' own roundings are smaller.
//
// Source: ISO/IEC 14496-12:2022, 8.8.12.
func (f *fragmentWalk) decodeTime(b box) error {
	v, err := payload(f.r, b, 12)
	if err != nil || len(v) < 8 {
		return err
	}
	now := uint64(binary.BigEndian.Uint32(v[4:]))
	if v[0] == 1 && len(v) >= 12 {
		now = binary.BigEndian.Uint64(v[4:])
	}
	at := int64(min(now, maxTime))
	const rounding = 50 // parts of a second: 20 ms, where packets are shorter than that
	slack := max(2*f.longest, f.t.Timescale/rounding)
	if step := at - f.time; f.seen && (step > slack || step < -slack) {
		f.log.Add(damage.BadNumbering, b.start, "a fragment begins at %d where the one before ends at %d of %d units a second", at, f.time, f.t.Timescale)
	}
	f.time = at
	return nil
}

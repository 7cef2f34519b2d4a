package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Packet is one coded packet, or one run of PCM, and where it lies.
type Packet struct {
	Index    int64 // from 0, in units of the tables: a run of PCM counts as many as it holds
	Offset   int64
	Size     int64
	Duration int64 // in units of the track's timescale
	Units    int64 // table entries in it: 1, or those of a run of PCM
	Entry    int   // index in Track.Entries
}

// Packets goes through the packets of a track, in the order of decoding.
type Packets struct {
	r   *readat.Reader
	t   *Track
	log *damage.Log
	err error // of the reader

	table     *tableWalk
	fragments *fragmentWalk

	// What went by, for those who compare totals.
	Count    int64 // packets
	Duration int64 // in units of the track's timescale

	bytes  int64 // of packets that lie in the file
	beyond int64 // packets that do not
}

// maxBeyond bounds the time that a table of packets which are not there costs:
// six hours of AAC.
const maxBeyond = 1 << 20

// Packets returns the packets of t. What is wrong with the tables and fragments
// goes to log.
func (t *Track) Packets(r *readat.Reader, log *damage.Log) *Packets {
	return &Packets{r: r, t: t, log: log, table: newTableWalk(r, t, log)}
}

// Next returns the next packet, and false behind the last one, at an error of
// the reader, or where the tables cannot be followed any further. Neither
// offset nor size have been held against the file.
func (p *Packets) Next() (Packet, bool) {
	if p.err != nil {
		return Packet{}, false
	}
	k, ok := p.next()
	if !ok {
		return k, false
	}
	if k.Offset+k.Size > p.r.Size() {
		p.beyond++
	} else {
		p.bytes += k.Size
	}
	if p.bytes > p.r.Size() || p.beyond > maxBeyond {
		p.log.Add(damage.BadStructure, k.Offset, "the packets of track %d hold more bytes than the file: they overlap, or %d of them lie behind its end", p.t.ID, p.beyond)
		p.table, p.fragments = nil, nil
		return Packet{}, false
	}
	k.Index = p.Count
	p.Count += k.Units
	p.Duration = min(p.Duration+k.Duration, maxTime)
	return k, true
}

// Err returns the error of the reader that ended the walk, if one did.
func (p *Packets) Err() error { return p.err }

func (p *Packets) next() (k Packet, ok bool) {
	if p.table != nil {
		k, ok, p.err = p.table.next()
		if ok || p.err != nil {
			return k, ok
		}
		p.table = nil
		if p.t.movie.Fragmented {
			p.fragments = newFragmentWalk(p.r, p.t, p.log)
		}
	}
	if p.fragments == nil {
		return k, false
	}
	k, ok, p.err = p.fragments.next()
	return k, ok
}

// tableWalk joins the four tables of a track.
type tableWalk struct {
	t   *Track
	log *damage.Log

	sizes *sizes
	left  int64 // packets that have no size yet

	chunks     *stream // offsets
	chunk      int64   // number of the current one, from 1
	offset     int64   // of the next packet in it
	inChunk    int64   // packets left in it
	runs       *stream // stsc
	run, ahead chunkRun

	times *stream
	delta int64
	same  int64 // packets left with that delta
	timed int64 // packets that stts gave a duration
}

// chunkRun is an entry of stsc.
type chunkRun struct {
	first   int64 // chunk, from 1; 0 for none
	packets int64 // a chunk
	entry   int64 // from 1
}

func newTableWalk(r *readat.Reader, t *Track, log *damage.Log) *tableWalk {
	return &tableWalk{
		t: t, log: log, sizes: newSizes(r, t.stsz), left: t.stsz.count,
		chunks: newStream(r, t.stco), runs: newStream(r, t.stsc), times: newStream(r, t.stts),
	}
}

func (w *tableWalk) next() (Packet, bool, error) {
	if w.left == 0 {
		return Packet{}, false, w.end()
	}
	for w.inChunk == 0 {
		ok, err := w.nextChunk()
		if err != nil {
			return Packet{}, false, err
		}
		if !ok {
			w.log.Add(damage.BadStructure, w.t.stco.first, "the size table declares %d packets, the chunks hold %d", w.t.stsz.count, w.t.stsz.count-w.left)
			w.left = 0
			return Packet{}, false, nil
		}
	}
	if unit := w.t.unitOf(w.run.entry); unit > 0 && w.t.stsz.constant > 0 && w.t.stsz.constant <= unit {
		return w.runOfPCM()
	}
	size, err := w.sizes.next()
	if err != nil {
		return Packet{}, false, err
	}
	k := Packet{Offset: w.offset, Size: size, Units: 1, Entry: int(w.run.entry - 1)}
	k.Duration, err = w.duration(1)
	w.offset += size
	w.inChunk--
	w.left--
	return k, true, err
}

// unitOf returns the bytes of one unit of PCM in the entry, 0 for packets.
func (t *Track) unitOf(entry int64) int64 {
	if entry < 1 || entry > int64(len(t.Entries)) {
		return 0
	}
	return t.Entries[entry-1].UnitBytes
}

// runOfPCM gives the rest of a chunk at once. QuickTime counts frames there,
// and gives sizes that need not be those of a frame.
//
// Source: QuickTime File Format Specification, sound media, "Sample sizes".
func (w *tableWalk) runOfPCM() (Packet, bool, error) {
	n := min(w.inChunk, w.left)
	e := w.t.Entries[w.run.entry-1]
	k := Packet{Offset: w.offset, Units: n, Entry: int(w.run.entry - 1)}
	k.Size = n * e.UnitBytes
	if w.t.stsz.constant != e.UnitBytes { // the tables count frames
		k.Size = (n + e.UnitFrames - 1) / e.UnitFrames * e.UnitBytes
	}
	var err error
	k.Duration, err = w.duration(n)
	w.inChunk, w.left = 0, w.left-n
	return k, true, err
}

// nextChunk goes on to the next chunk; false when there is none.
func (w *tableWalk) nextChunk() (bool, error) {
	e, err := w.chunks.next()
	if err != nil || e == nil {
		return false, err
	}
	off := uint64(0)
	if len(e) == 8 {
		off = binary.BigEndian.Uint64(e)
	} else {
		off = uint64(binary.BigEndian.Uint32(e))
	}
	w.offset = int64(min(off, 1<<62))
	w.chunk++
	for w.chunk == 1 && w.run.first == 0 || w.ahead.first != 0 && w.chunk >= w.ahead.first {
		if err := w.nextRun(); err != nil {
			return false, err
		}
		if w.run.first == 0 {
			return false, nil
		}
	}
	w.inChunk = w.run.packets
	return true, nil
}

// nextRun makes the run ahead the current one and reads the one behind it.
func (w *tableWalk) nextRun() error {
	if w.run.first == 0 {
		if err := w.readRun(); err != nil {
			return err
		}
		if w.ahead.first > 1 {
			w.log.Add(damage.BadStructure, w.t.stsc.first, "table stsc begins with chunk %d, not 1", w.ahead.first)
		}
	}
	w.run = w.ahead
	return w.readRun()
}

func (w *tableWalk) readRun() error {
	e, err := w.runs.next()
	last := w.ahead.first
	w.ahead = chunkRun{}
	if err != nil || e == nil {
		return err
	}
	w.ahead = chunkRun{
		first:   int64(binary.BigEndian.Uint32(e)),
		packets: int64(binary.BigEndian.Uint32(e[4:])),
		entry:   int64(binary.BigEndian.Uint32(e[8:])),
	}
	if w.ahead.first <= last {
		w.log.Add(damage.BadStructure, w.t.stsc.first, "table stsc goes from chunk %d to %d", last, w.ahead.first)
		w.ahead.first = last + 1
	}
	if n := int64(len(w.t.Entries)); w.ahead.entry < 1 || w.ahead.entry > n {
		w.log.Add(damage.BadStructure, w.t.stsc.first, "table stsc names sample description %d of %d", w.ahead.entry, n)
		w.ahead.entry = 1
	}
	return nil
}

// duration returns that of the next n packets. Behind the end of stts the last
// entry holds on.
func (w *tableWalk) duration(n int64) (sum int64, err error) {
	for n > 0 {
		if w.same == 0 {
			e, err := w.times.next()
			if err != nil {
				return sum, err
			}
			if e == nil {
				return min(sum+w.delta*min(n, 1<<30), maxTime), nil
			}
			w.same, w.delta = int64(binary.BigEndian.Uint32(e)), int64(binary.BigEndian.Uint32(e[4:]))
			continue
		}
		k := min(n, w.same)
		sum = min(sum+w.delta*min(k, 1<<30), maxTime)
		n, w.same, w.timed = n-k, w.same-k, w.timed+k
	}
	return sum, nil
}

// end compares what the tables have left when the sizes are used up.
func (w *tableWalk) end() error {
	if w.t.stsz.count == 0 && w.t.stco.count == 0 {
		return nil
	}
	timed := w.timed + w.same
	for {
		e, err := w.times.next()
		if err != nil {
			return err
		}
		if e == nil {
			break
		}
		timed += int64(binary.BigEndian.Uint32(e))
	}
	if timed != w.t.stsz.count {
		w.log.Add(damage.LyingTotal, w.t.stts.first, "the timing table declares %d packets, the size table %d", timed, w.t.stsz.count)
	}
	if extra := w.inChunk + w.chunks.entriesLeft(); extra > 0 {
		w.log.Add(damage.BadStructure, w.t.stco.first, "the size table declares %d packets, the chunks have room for more", w.t.stsz.count)
	}
	return nil
}

// entriesLeft returns how many entries were not given yet.
func (s *stream) entriesLeft() int64 { return (s.left + int64(len(s.buf)-s.pos)) / int64(s.width) }

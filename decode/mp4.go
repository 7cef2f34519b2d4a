package decode

import (
	"cmp"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/isobmff"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
)

// openMP4 opens the first track of sound that holds packets. What the edit list
// leaves out is decoded and dropped.
func openMP4(r *readat.Reader, start int64, o *Options) (*track, error) {
	var log damage.Log
	m, err := isobmff.ReadMovie(r, start, &log)
	if err != nil {
		return nil, err
	}
	t, err := soundTrack(m, start)
	if err != nil {
		return nil, err
	}
	tally, err := t.Survey(r, &log)
	if err != nil {
		return nil, err
	}
	if err := inOrder(tally.Windows, start); err != nil {
		return nil, err
	}
	e := t.Entries[0]
	b := &mp4Blocks{r: r, track: t, entry: e, windows: tally.Windows}
	b.packets = t.Packets(r, new(damage.Log)) // the survey has logged what is wrong
	out := &track{codec: e.Codec, frames: tally.Frames, blocks: b, log: &log}
	if tally.Missing > 0 {
		out.frames = -1 // the packet that is missing ends the stream
	}
	if e.UnitBytes > 0 {
		return out, b.openPCM(out)
	}
	return out, b.openCodec(out, o)
}

// inOrder reports an edit list that goes back, which needs what was decoded
// before once more.
func inOrder(windows []isobmff.Window, start int64) error {
	for i := 1; i < len(windows); i++ {
		if windows[i].Start < windows[i-1].End {
			return failure(ErrUnsupported, "mp4", start, "the edit list plays frame %d after frame %d: edits out of order are not decoded here",
				windows[i].Start, windows[i-1].End-1)
		}
	}
	return nil
}

func soundTrack(m *isobmff.Movie, start int64) (*isobmff.Track, error) {
	if !m.Found {
		return nil, failure(ErrMalformed, "mp4", start, "there is no movie box (moov)")
	}
	if m.Cut {
		return nil, failure(ErrTruncated, "mp4", start, "the file ends within the movie box")
	}
	t := m.AudioTrack()
	if t == nil {
		return nil, failure(ErrUnknown, "mp4", NoOffset, "the file holds no track of sound")
	}
	if len(t.Entries) == 0 {
		return nil, failure(ErrMalformed, "mp4", NoOffset, "track %d has no sample description", t.ID)
	}
	if e := t.Entries[0]; e.Encrypted {
		return nil, failure(ErrUnsupported, "mp4", NoOffset, "the audio is encrypted (%s)", e.Format)
	}
	return t, nil
}

// openCodec finds the decoder of the entry's codec.
func (b *mp4Blocks) openCodec(out *track, o *Options) error {
	f := pcm.Format{Rate: b.entry.Rate, Channels: b.entry.Channels}
	dec, err := openPackets(b.entry.Codec, b.entry.Config, f, o)
	if err != nil {
		return err
	}
	if dec != nil {
		b.decoder = dec
		out.format, out.bits = dec.Format(), dec.Bits()
		b.channels = out.format.Channels
		return nil
	}
	name := b.entry.Codec
	if b.entry.Profile != "" {
		name += " (" + b.entry.Profile + ")"
	}
	return failure(ErrUnsupported, "mp4", NoOffset, "%s in MP4 is not decoded here", name)
}

// mp4Blocks decodes the packets of a track and gives the frames in the windows
// of its edit list.
type mp4Blocks struct {
	r       *readat.Reader
	track   *isobmff.Track
	packets *isobmff.Packets
	entry   isobmff.Entry
	decoder PacketDecoder
	linear  *converter // instead of decoder

	channels int
	windows  []isobmff.Window
	at       int64 // frames that were decoded

	run isobmff.Packet // of PCM, as far as it was not given yet

	rest    Block // of the last packet: frames that no window was held against
	restPos int64 // the first frame of rest
}

func (b *mp4Blocks) next() (Block, error) {
	for {
		if out, ok := b.cut(); ok {
			return out, nil
		}
		block, err := b.load()
		if err != nil {
			return Block{}, err
		}
		b.rest, b.restPos = block, b.at
		b.at += b.framesIn(block)
	}
}

func (b *mp4Blocks) framesIn(k Block) int64 {
	return int64(max(len(k.Ints), len(k.Floats)) / b.channels)
}

// cut returns the next part of rest that lies in a window.
func (b *mp4Blocks) cut() (Block, bool) {
	n := b.framesIn(b.rest)
	for n > 0 && len(b.windows) > 0 {
		w := b.windows[0]
		from, to := max(w.Start, b.restPos), min(w.End, b.restPos+n)
		if from < to {
			out := b.rest.slice(from-b.restPos, to-b.restPos, b.channels)
			b.rest = b.rest.slice(to-b.restPos, n, b.channels)
			b.restPos = to
			return out, true
		}
		if w.End > b.restPos {
			break // the window begins behind this packet
		}
		b.windows = b.windows[1:]
	}
	b.rest = Block{}
	return Block{}, false
}

func (k Block) slice(from, to int64, channels int) Block {
	i, j := int(from)*channels, int(to)*channels
	k.off += from * k.frame
	if k.Ints != nil {
		k.Ints = k.Ints[i:j]
	} else {
		k.Floats = k.Floats[i:j]
	}
	return k
}

// load decodes the next packet.
func (b *mp4Blocks) load() (Block, error) {
	if b.run.Size > 0 {
		return b.loadPCM()
	}
	k, ok := b.packets.Next()
	if !ok {
		return Block{}, cmp.Or(b.packets.Err(), b.finish())
	}
	if k.Entry != 0 {
		if e := b.track.Entries[k.Entry]; e.Codec != b.entry.Codec || string(e.Config) != string(b.entry.Config) {
			return Block{}, failure(ErrUnsupported, b.entry.Codec, k.Offset, "packet %d is coded by another sample description, %s", k.Index, e.Format)
		}
	}
	if b.linear != nil {
		b.run = k
		return Block{}, nil
	}
	if err := b.whole(k); err != nil {
		return Block{}, err
	}
	data, err := b.r.Peek(k.Offset, int(k.Size))
	if err != nil {
		return Block{}, err
	}
	block, err := b.decoder.Decode(data)
	if err != nil {
		return Block{}, badPacket(err, b.entry.Codec, k.Offset, k.Index, k.Size)
	}
	return block, nil
}

// finish returns io.EOF unless the samples are not the ones that were encoded.
func (b *mp4Blocks) finish() error {
	if p, ok := b.decoder.(prover); ok {
		if err := p.finish(); err != nil {
			return err
		}
	}
	return io.EOF
}

// verified names the checksum that proved the samples right, once all are read.
func (b *mp4Blocks) verified() string {
	if p, ok := b.decoder.(prover); ok {
		return p.verified()
	}
	return ""
}

// whole reports a packet that cannot be read in one piece.
func (b *mp4Blocks) whole(k isobmff.Packet) error {
	switch {
	case k.Offset+k.Size > b.r.Size():
		return b.truncated(k)
	case k.Size == 0:
		return failure(ErrMalformed, b.entry.Codec, k.Offset, "packet %d is 0 bytes", k.Index)
	case k.Size > readat.MaxPeek:
		return failure(ErrTooLarge, b.entry.Codec, k.Offset, "packet %d is %d bytes, at most %d are read", k.Index, k.Size, readat.MaxPeek)
	}
	return nil
}

func (b *mp4Blocks) truncated(k isobmff.Packet) error {
	return failure(ErrTruncated, b.entry.Codec, min(k.Offset, b.r.Size()), "packet %d needs the bytes up to %d, the file has %d", k.Index, k.Offset+k.Size, b.r.Size())
}

// openPCM prepares the conversion of linear PCM.
func (b *mp4Blocks) openPCM(out *track) error {
	s, ok := samplers()[b.entry.Codec]
	if !ok {
		return failure(ErrUnsupported, "mp4", NoOffset, "%s in MP4 or QuickTime is not decoded here", b.entry.Codec)
	}
	if b.entry.Channels < 1 || b.entry.Channels > maxChannels {
		return failure(ErrMalformed, "mp4", NoOffset, "%d channels", b.entry.Channels)
	}
	b.linear, b.channels = &converter{sampler: s}, b.entry.Channels
	out.format = pcm.Format{Rate: b.track.Rate(), Channels: b.entry.Channels}
	out.bits = s.bits
	return nil
}

func (b *mp4Blocks) loadPCM() (Block, error) {
	frame := b.entry.UnitBytes
	if b.run.Size < frame {
		b.run.Size = 0 // part of a frame at the end of a run
		return Block{}, nil
	}
	n := min(b.run.Size, max(blockBytes/frame, 1)*frame) / frame * frame
	if b.run.Offset+n > b.r.Size() {
		n = max(b.r.Size()-b.run.Offset, 0) / frame * frame
		if n == 0 {
			return Block{}, b.truncated(b.run)
		}
	}
	data, err := b.r.Peek(b.run.Offset, int(n))
	if err != nil {
		return Block{}, err
	}
	out := b.linear.block(data)
	out.off, out.frame = b.run.Offset, frame
	b.run.Offset += n
	b.run.Size -= n
	return out, nil
}

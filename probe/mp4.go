package probe

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/isobmff"
)

// probeMP4 establishes the facts of an MP4 or QuickTime file: those of its first
// track of sound that holds packets. Header reads the movie box without its
// tables; Packets goes through every packet of the tables and fragments.
func probeMP4(j *job) error {
	j.reached(Header)
	j.info.AudioTracks = 0
	m, err := isobmff.ReadMovie(j.r, j.start, &j.log)
	if err != nil {
		return err
	}
	if !m.Found {
		return j.noMovie(m)
	}
	for _, t := range m.Tracks {
		switch {
		case t.Audio():
			j.info.AudioTracks++
		case t.Video():
			j.info.VideoTracks++
		}
	}
	t := m.AudioTrack()
	if t == nil {
		return j.withoutSound(m)
	}
	if err := t.Refine(j.r); err != nil {
		return err
	}
	j.mp4Entry(t)
	if j.depth < Packets {
		cut, err := m.MediaCut(j.r, &j.log)
		if err == nil && !cut {
			j.mp4Headers(t)
		}
		return err
	}
	tally, err := t.Survey(j.r, &j.log)
	if err != nil {
		return err
	}
	j.mp4Tally(t, tally)
	if tally.Protected {
		j.info.VerifiedBy = "crc"
	}
	j.reached(Packets)
	return nil
}

// noMovie records that the movie box is missing, and what else is wrong with
// the boxes at the top when the depth allows to look at all of them.
func (j *job) noMovie(m *isobmff.Movie) error {
	j.log.Add(damage.MissingHeader, j.start, "there is no movie box (moov), which says where the audio lies")
	return j.withoutSound(m)
}

func (j *job) withoutSound(m *isobmff.Movie) error {
	if j.depth < Packets {
		return nil
	}
	_, err := m.Scan(j.r, &j.log)
	j.reached(Packets)
	return err
}

// mp4Entry sets what the sample description says.
func (j *job) mp4Entry(t *isobmff.Track) {
	if len(t.Entries) == 0 {
		j.log.Add(damage.MissingHeader, damage.NoOffset, "track %d has no sample description, which names its codec", t.ID)
		return
	}
	e := t.Entries[0]
	j.info.Encrypted = e.Encrypted
	if e.Codec != "" {
		j.info.Codec.set(e.Codec, FromHeader)
	}
	if e.Profile != "" {
		j.info.Profile.set(e.Profile, FromHeader)
	}
	if e.Channels > 0 {
		j.info.Channels.set(e.Channels, FromHeader)
	}
	if e.Bits > 0 {
		j.info.Bits.set(e.Bits, FromHeader)
	}
	if rate := t.Rate(); rate > 0 {
		j.info.Rate.set(rate, FromHeader)
	}
	if e.BitRate > 0 {
		j.info.BitRate.set(e.BitRate, FromHeader)
	}
}

// mp4Headers sets the length that the headers declare.
func (j *job) mp4Headers(t *isobmff.Track) {
	l, ok := t.HeaderLength()
	if !ok {
		return
	}
	j.info.Frames.set(l.Frames, FromHeader)
	if l.Coded > 0 {
		j.info.CodedFrames.set(l.Coded, FromHeader)
	}
}

// mp4Tally sets what the packets add up to.
func (j *job) mp4Tally(t *isobmff.Track, y isobmff.Tally) {
	j.info.Frames.set(y.Frames, FromPackets)
	j.info.CodedFrames.set(y.Coded, FromPackets)
	if rate := int64(t.Rate()); y.Coded > 0 && rate > 0 && y.Bytes > 0 {
		seconds := float64(y.Coded) / float64(rate)
		j.info.BitRate.set(int64(float64(y.Bytes)*8/seconds+0.5), FromPackets)
	}
}

package probe

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// Schema names the form of the JSON that an Info is written as;
// docs/probe.schema.json describes it.
const Schema = "audiocheck.probe/1"

type infoJSON struct {
	Schema        string           `json:"schema"`
	Path          string           `json:"path"`
	PathEscaped   bool             `json:"path_escaped,omitempty"`
	Size          int64            `json:"size_bytes"`
	Container     *string          `json:"container"`
	Codec         *string          `json:"codec"`
	Profile       *string          `json:"profile"`
	Frames        *int64           `json:"frames"`
	CodedFrames   *int64           `json:"coded_frames"`
	Duration      *float64         `json:"duration_seconds"`
	CodedDuration *float64         `json:"coded_duration_seconds"`
	Rate          *int             `json:"sample_rate_hz"`
	Channels      *int             `json:"channels"`
	Bits          *int             `json:"bits_per_sample"`
	BitRate       *int64           `json:"bit_rate_bps"`
	AudioTracks   int              `json:"audio_tracks"`
	VideoTracks   int              `json:"video_tracks"`
	Encrypted     bool             `json:"encrypted"`
	Basis         map[string]Basis `json:"basis"`
	DepthReached  string           `json:"depth_reached"`
	Integrity     Integrity        `json:"integrity"`
	VerifiedBy    *string          `json:"verified_by"`
	Damage        []damageJSON     `json:"damage"`
	Error         *string          `json:"error"`
}

type damageJSON struct {
	Kind     string `json:"kind"`
	Severity string `json:"severity"`
	Offset   *int64 `json:"offset"`
	Detail   string `json:"detail"`
}

// MarshalJSON writes i as docs/probe.schema.json describes it. What is not
// known is null. A path that is no valid UTF-8 has each stray byte as \xHH and
// each backslash doubled, and path_escaped is true.
func (i Info) MarshalJSON() ([]byte, error) {
	out := infoJSON{
		Schema: Schema, Size: i.Size,
		AudioTracks: i.AudioTracks, VideoTracks: i.VideoTracks, Encrypted: i.Encrypted,
		Basis: map[string]Basis{}, DepthReached: "none", Integrity: i.Integrity,
		VerifiedBy: text(i.VerifiedBy), Error: text(i.Problem), Damage: []damageJSON{},
	}
	out.Path, out.PathEscaped = pathname.JSON(i.Path)
	if i.DepthReached != 0 {
		out.DepthReached = i.DepthReached.String()
	}
	fact(&out.Container, i.Container, out.Basis, "container")
	fact(&out.Codec, i.Codec, out.Basis, "codec")
	fact(&out.Profile, i.Profile, out.Basis, "profile")
	fact(&out.Frames, i.Frames, out.Basis, "frames")
	fact(&out.CodedFrames, i.CodedFrames, out.Basis, "coded_frames")
	fact(&out.Rate, i.Rate, out.Basis, "sample_rate_hz")
	fact(&out.Channels, i.Channels, out.Basis, "channels")
	fact(&out.Bits, i.Bits, out.Basis, "bits_per_sample")
	fact(&out.BitRate, i.BitRate, out.Basis, "bit_rate_bps")
	if d, ok := i.Duration(); ok {
		fact(&out.Duration, Fact[float64]{micro(d), i.Frames.Basis}, out.Basis, "duration_seconds")
	}
	if d, ok := i.CodedDuration(); ok {
		fact(&out.CodedDuration, Fact[float64]{micro(d), i.CodedFrames.Basis}, out.Basis, "coded_duration_seconds")
	}
	for _, d := range i.Damage {
		out.Damage = append(out.Damage, damageJSON{d.Kind, d.Severity, place(d.Offset), d.Detail})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote, so that nothing of an Info is
// lost on the way. The durations are not read: they follow from frames and
// rate. Its error is about the JSON, another schema, a negative count, or a
// value that has no basis; i is then as it was.
func (i *Info) UnmarshalJSON(b []byte) error {
	var in infoJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	if in.Schema != Schema {
		return fmt.Errorf("probe: schema is %q, want %q", in.Schema, Schema)
	}
	out := Info{
		Path: in.Path, Size: in.Size,
		AudioTracks: in.AudioTracks, VideoTracks: in.VideoTracks, Encrypted: in.Encrypted,
		Integrity: in.Integrity, VerifiedBy: word(in.VerifiedBy), Problem: word(in.Error),
	}
	if err := in.names(&out); err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	if err := in.facts(&out); err != nil {
		return fmt.Errorf("probe: %w", err)
	}
	for _, d := range in.Damage {
		off := int64(NoOffset)
		if d.Offset != nil {
			off = max(*d.Offset, NoOffset)
		}
		out.Damage = append(out.Damage, Damage{Kind: d.Kind, Severity: d.Severity, Offset: off, Detail: d.Detail})
	}
	*i = out
	return nil
}

// names undoes what was escaped or put in words.
func (in *infoJSON) names(out *Info) (err error) {
	if in.PathEscaped {
		if out.Path, err = pathname.Unescape(in.Path); err != nil {
			return fmt.Errorf("path: %w", err)
		}
	}
	if in.DepthReached != "none" {
		if out.DepthReached, err = ParseDepth(in.DepthReached); err != nil {
			return fmt.Errorf("depth_reached: %w", err)
		}
	}
	return nil
}

func (in *infoJSON) facts(out *Info) error {
	return errors.Join(
		factOf(&out.Container, in.Container, in.Basis, "container"),
		factOf(&out.Codec, in.Codec, in.Basis, "codec"),
		factOf(&out.Profile, in.Profile, in.Basis, "profile"),
		factOf(&out.Frames, in.Frames, in.Basis, "frames"),
		factOf(&out.CodedFrames, in.CodedFrames, in.Basis, "coded_frames"),
		factOf(&out.Rate, in.Rate, in.Basis, "sample_rate_hz"),
		factOf(&out.Channels, in.Channels, in.Basis, "channels"),
		factOf(&out.Bits, in.Bits, in.Basis, "bits_per_sample"),
		factOf(&out.BitRate, in.BitRate, in.Basis, "bit_rate_bps"),
		out.notNegative(),
	)
}

func (i *Info) notNegative() error {
	for _, n := range []struct {
		field string
		value int64
	}{
		{"size_bytes", i.Size}, {"frames", i.Frames.Value}, {"coded_frames", i.CodedFrames.Value},
		{"sample_rate_hz", int64(i.Rate.Value)}, {"channels", int64(i.Channels.Value)}, {"bits_per_sample", int64(i.Bits.Value)},
		{"bit_rate_bps", i.BitRate.Value}, {"audio_tracks", int64(i.AudioTracks)}, {"video_tracks", int64(i.VideoTracks)},
	} {
		if n.value < 0 {
			return fmt.Errorf("%s: %d is negative", n.field, n.value)
		}
	}
	return nil
}

// factOf is the inverse of fact.
func factOf[T any](dst *Fact[T], v *T, basis map[string]Basis, field string) error {
	if v == nil {
		return nil
	}
	switch b := basis[field]; b {
	case FromHeader, FromPackets, FromSamples, Estimate:
		dst.set(*v, b)
		return nil
	default:
		return fmt.Errorf("%s: basis %q is none of header, packets, samples, estimate", field, b)
	}
}

func word(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func fact[T any](dst **T, f Fact[T], basis map[string]Basis, field string) {
	if f.Known() {
		*dst, basis[field] = &f.Value, f.Basis
	}
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func place(off int64) *int64 {
	if off < 0 {
		return nil
	}
	return &off
}

// micro rounds seconds to microseconds, below which no sample rate in use
// tells frames apart; frames has the exact number.
func micro(s float64) float64 { return math.Round(s*1e6) / 1e6 }

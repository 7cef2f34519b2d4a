package probe

import (
	"encoding/json"
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

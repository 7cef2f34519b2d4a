package probe

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// Depth is how much of a file is read to establish its facts. The zero value
// stands for Packets.
type Depth int

// Depths.
const (
	Header  Depth = iota + 1 // a handful of reads, and never more than the headers need
	Packets                  // walks the whole stream without decoding it
	Samples                  // decodes everything
)

var depthNames = map[Depth]string{Header: "header", Packets: "packets", Samples: "samples"}

// String returns the word for d: header, packets or samples.
func (d Depth) String() string {
	if d == 0 {
		d = Packets
	}
	return depthNames[d]
}

// ParseDepth returns the depth that s names.
func ParseDepth(s string) (Depth, error) {
	for d, name := range depthNames {
		if s == name {
			return d, nil
		}
	}
	return 0, fmt.Errorf("depth %q is none of header, packets, samples", s)
}

// Basis says where a fact comes from. The empty Basis marks a fact that is not
// known.
type Basis string

// Bases.
const (
	FromHeader  Basis = "header"   // a header says so
	FromPackets Basis = "packets"  // counted by walking the stream
	FromSamples Basis = "samples"  // counted by decoding it
	Estimate    Basis = "estimate" // reckoned, and never to be taken as a fact
)

// Fact is a value and where it comes from. The zero value is not known.
type Fact[T any] struct {
	Value T
	Basis Basis
}

// Known reports whether there is a value at all, be it an estimate.
func (f Fact[T]) Known() bool { return f.Basis != "" }

func (f *Fact[T]) set(v T, b Basis) { *f = Fact[T]{Value: v, Basis: b} }

// Integrity says whether the audio is what was once written.
type Integrity string

// Integrities.
const (
	NotChecked    Integrity = "not_checked"    // the depth was too small to tell
	Verified      Integrity = "verified"       // checksums over the audio are there, and right
	NotVerifiable Integrity = "not_verifiable" // intact as far as can be seen; there is no checksum to prove it
	Damaged       Integrity = "damaged"        // audio is lost or falsified
)

// Damage is one thing that is wrong with a file.
type Damage struct {
	Kind     string // a stable word such as "truncated"; docs/rules.md has a section for each
	Severity string // SeverityDamage or SeverityFlaw
	Offset   int64  // in bytes; NoOffset where there is no place
	Detail   string // what was found and what was expected, with units
}

// Severities of Damage.
const (
	SeverityDamage = "damage" // audio is lost or falsified
	SeverityFlaw   = "flaw"   // players shrug
)

// NoOffset marks damage that has no place in the file.
const NoOffset = -1

// Info is what is true of a file.
type Info struct {
	Path string // as given; empty for a reader
	Size int64  // bytes

	Container Fact[string] // what the content is, whatever the name says; see Containers
	Codec     Fact[string] // "mp3", "pcm_s16le", "aac", "alac", ...
	Profile   Fact[string] // of the codec: "AAC-LC", "MPEG-1 Layer III", ...

	// Frames are those that a correct player lets one hear, encoder delay and
	// padding trimmed. CodedFrames are all that the stream holds.
	Frames      Fact[int64]
	CodedFrames Fact[int64]
	Rate        Fact[int]   // Hz
	Channels    Fact[int]   // samples a frame
	Bits        Fact[int]   // valid bits a sample; not known for lossy codecs
	BitRate     Fact[int64] // of the audio without its container, bits a second

	AudioTracks int  // tracks that carry audio, in containers that have tracks; 1 in others
	VideoTracks int  // tracks that carry moving pictures
	Encrypted   bool // the audio cannot be read without a key

	DepthReached Depth
	Integrity    Integrity
	VerifiedBy   string // "crc" or "md5" when Integrity is Verified
	Damage       []Damage

	// Problem says why the content could not be recognised or read; empty when
	// facts were established.
	Problem string
}

// Duration returns the playable duration in seconds, and false when it is not
// known. Frames.Basis tells an estimate from a fact.
func (i *Info) Duration() (seconds float64, known bool) { return duration(i.Frames, i.Rate) }

// CodedDuration returns the duration of all frames in the stream in seconds,
// and false when it is not known.
func (i *Info) CodedDuration() (seconds float64, known bool) { return duration(i.CodedFrames, i.Rate) }

func duration(frames Fact[int64], rate Fact[int]) (float64, bool) {
	if !frames.Known() || !rate.Known() || rate.Value <= 0 {
		return 0, false
	}
	return float64(frames.Value) / float64(rate.Value), true
}

// DamageKinds returns every kind of damage that an Info can name, and its
// severity.
func DamageKinds() map[string]string {
	kinds := make(map[string]string)
	for _, k := range damage.Kinds() {
		kinds[string(k)] = string(k.Severity())
	}
	return kinds
}

// Package sniff tells what kind of file the content is.
package sniff

// Container is a kind of file, by a stable lower-case name.
type Container string

// Containers whose audio is probed in full.
const (
	WAV  Container = "wav"  // RIFF/WAVE
	RF64 Container = "rf64" // RF64 or BW64: RIFF/WAVE over 4 GiB; EBU Tech 3306, ITU-R BS.2088
	RIFX Container = "rifx" // big-endian RIFF/WAVE
	W64  Container = "w64"  // Sony Wave64
	AIFF Container = "aiff"
	AIFC Container = "aifc"
	MPEG Container = "mpeg" // MPEG audio elementary stream, layers I to III
	ADTS Container = "adts" // AAC elementary stream
	FLAC Container = "flac" // native FLAC
	MP4  Container = "mp4"  // ISO base media file, M4A and 3GP included
	MOV  Container = "mov"  // the same by QuickTime's rules
	OGG  Container = "ogg"
	AMR  Container = "amr" // RFC 4867 storage format
)

// Unknown is what no row of the table matches.
const Unknown Container = ""

// Empty is a file of no bytes.
const Empty Container = "empty"

// Family groups containers by what a user needs to hear about them.
type Family string

// Families.
const (
	Audio    Family = "audio"    // probed in full
	Named    Family = "named"    // holds audio or video; only the name is established
	NotAudio Family = "notaudio" // holds neither
)

// Kind describes one container.
type Kind struct {
	Name       Container
	Family     Family
	Title      string   // in prose, with its article: "a PNG picture"
	Extensions []string // that promise this content, lower case, with the dot
}

// magic is one way to recognise a kind: all of parts stand at their offsets.
type magic struct {
	kind  Container
	parts []part
}

type part struct {
	at    int
	bytes string
}

package limits

import (
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// misread lists the containers of which ffmpeg 5.1 reads nothing, or a part
// alone, while audiocheck decodes them: where there is damage of that kind,
// or always.
var misread = []struct{ container, damage string }{
	{"rifx", ""},
	{"wav", "junk_between"}, // several data chunks: it plays the first
	{"wav", "wrong_byte_rate"},
	{"rf64", "junk_between"},
	{"rf64", "wrong_byte_rate"},
	{"rf64", "unknown_total"}, // it takes an open length for none, and says nothing
	{"w64", "junk_between"},
	{"flac", "count_off"}, // it refuses block sizes under 16 frames in STREAMINFO
}

// decoded lists the codecs, without their order of bytes, that audiocheck
// decodes of those containers.
var decoded = []string{"flac", "pcm_u8", "pcm_s16", "pcm_s24", "pcm_s32", "pcm_f32", "pcm_f64", "pcm_alaw", "pcm_mulaw"}

// readable reports whether there is a program that decodes the codec. Linear PCM
// in WAV can have any number of bytes a sample, an extensible format a
// sub-format that is nobody's, and AAC lacks its configuration there: ffmpeg 5.1
// does not even read its own.
func readable(i *probe.Info) bool {
	codec := anyOrder(i.Codec.Value)
	switch {
	case strings.HasPrefix(codec, "pcm_"):
	case inRIFF(i):
		return codec != "wav_0xfffe" && codec != "aac"
	default: // four characters that are nobody's say nothing to ffmpeg either
		return slices.Contains(probe.Codecs(), i.Codec.Value)
	}
	return slices.Contains(decoded, codec) || codec == "pcm_s8" || codec == "pcm_s64" // these by ffmpeg
}

// anyOrder returns the codec without its order of bytes.
func anyOrder(codec string) string { return strings.TrimSuffix(strings.TrimSuffix(codec, "le"), "be") }

// foreign reports whether audiocheck has to decode the file, since ffmpeg does
// not.
func (r *remedy) foreign() bool {
	if !slices.Contains(decoded, anyOrder(r.info.Codec.Value)) {
		return false
	}
	for _, m := range misread {
		if m.container == r.info.Container.Value && (m.damage == "" || r.damaged(m.damage)) {
			return true
		}
	}
	return false
}

func (r *remedy) damaged(kind string) bool {
	return slices.ContainsFunc(r.info.Damage, func(d probe.Damage) bool { return d.Kind == kind })
}

// rewriter returns the extension of the result and the command that writes it,
// but for the names, where nothing is changed about the sound; no command where
// that does not do.
func (r *remedy) rewriter() (ext, command string) {
	changed := r.salvage || r.lossy > 0 || r.part > 0 || r.cut > 0 || r.bits > 0 || len(r.filters)+len(r.options) > 0
	codec := integerPCM(max(16, (r.info.Bits.Value+7)/8*8))
	if strings.HasPrefix(r.info.Codec.Value, "pcm_f") {
		codec = "pcm_f32le"
	}
	switch {
	case changed:
	case r.info.Container.Value == "flac" && r.p.accepts(".flac") && r.p.takes("flac", "flac"):
		return ".flac", "flac -s" // keeps the tags
	case r.p.accepts(".wav") && r.p.takes("wav", codec):
		return ".wav", "audiocheck decode"
	}
	return "", ""
}

// hopeless reports whether an error among fs is one that nothing mends.
func hopeless(info *probe.Info, p *Profile, fs []finding.Finding) bool {
	return slices.ContainsFunc(fs, func(f finding.Finding) bool {
		m := menders[f.Rule]
		return f.Severity == finding.Error && (m == nil || !m(newRemedy(info, p), &f))
	})
}

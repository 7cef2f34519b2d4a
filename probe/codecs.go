package probe

import (
	"fmt"
	"slices"
)

// codecs are the names of codecs, but for linear PCM of several bytes a sample.
var codecs = []string{
	"mp1", "mp2", "mp3", "aac", "alac", "flac", "vorbis", "opus", "speex",
	"pcm_u8", "pcm_s8", "pcm_alaw", "pcm_mulaw", "adpcm_ima", "adpcm_ms", "g721", "g726", "gsm", "truespeech",
	"amr_nb", "amr_wb", "amr_wb_plus", "ac3", "eac3", "ac4", "dts", "mpegh",
	"wmav1", "wmav2", "wmapro", "wmalossless", "qdm2", "evrc", "qcelp", "vc1_audio",
	"twinvq", "celp", "hvxc", "mp4als", "mp4sls",
}

// Codecs returns the names that Info.Codec can have. A codec without a name is
// called by what stands in the file: see CodecPrefixes.
func Codecs() []string {
	names := slices.Clone(codecs)
	for _, kind := range []string{"s", "u", "f"} {
		for bits := 16; bits <= 64; bits += 8 {
			names = append(names, fmt.Sprintf("pcm_%s%dle", kind, bits), fmt.Sprintf("pcm_%s%dbe", kind, bits))
		}
	}
	return names
}

// CodecPrefixes returns how Info.Codec begins for a codec without a name, in
// front of its number or name in the file: "wav_0x0123". In MP4 such a codec is
// called by its four characters alone.
func CodecPrefixes() []string { return []string{"wav_0x", "mp4a.", "aifc_"} }

package limits

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// contains lists, for the extensions that results are given, the codecs that
// ffmpeg's writer of that format takes.
var contains = map[string][]string{
	".mp3":  {"mp3"},
	".flac": {"flac"},
	".wav": {"pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw",
		"adpcm_ms", "adpcm_ima", "gsm", "mp3"},
	".m4a":  {"aac", "alac"},
	".mp4":  {"aac", "alac", "mp3"},
	".aac":  {"aac"},
	".ogg":  {"vorbis", "opus", "flac", "speex"},
	".oga":  {"vorbis", "opus", "flac", "speex"},
	".opus": {"opus"},
	".aif":  {"pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be"},
	".aiff": {"pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be"},
}

// holds reports whether a file named ext may hold codec; it may where nothing
// is known of ext.
func holds(ext, codec string) bool {
	codecs, known := contains[ext]
	return !known || slices.Contains(codecs, codec)
}

// target returns the extension of the result and ffmpeg's words for its codec;
// no words where the vendor takes nothing that could be made.
func (r *remedy) target() (ext, codec string) {
	ext = r.ext
	_, known := contains[strings.ToLower(ext)]
	own := known && !r.leave && r.p.accepts(strings.ToLower(ext)) && holds(strings.ToLower(ext), r.info.Codec.Value)
	if own {
		if words := r.ownCodec(); words != "" {
			return ext, words
		}
	}
	return r.newCodec()
}

// ownCodec returns the words that keep the codec, "" where it cannot be kept.
// What is lossless is written anew, since a copy carries its header's flaws
// along.
func (r *remedy) ownCodec() string {
	codec := r.info.Codec.Value
	switch {
	case codec == "flac" && strings.EqualFold(r.ext, ".flac"):
		return r.flac()
	case strings.HasPrefix(codec, "pcm_") && strings.EqualFold(r.ext, ".wav"):
		if r.bits > 0 {
			codec = integerPCM(r.bits)
		}
		if !r.p.takes("wav", codec) {
			codec = integerPCM(16)
		}
		return wavCodec(codec)
	case r.decode:
		return ""
	case strings.EqualFold(r.ext, ".wav"):
		return wavCodec("copy")
	}
	return "-c:a copy"
}

// newCodec returns the best format that the vendor takes: without loss if it
// can be.
func (r *remedy) newCodec() (ext, codec string) {
	switch {
	case r.lossy > 0:
		return ".mp3", fmt.Sprintf("-c:a libmp3lame -b:a %dk", r.lossy)
	case r.p.accepts(".flac") && r.p.takes("flac", "flac"):
		return ".flac", r.flac()
	case r.p.accepts(".wav"):
		bits := r.bits
		if bits == 0 && r.info.Bits.Value > 16 && r.p.takes("wav", integerPCM(24)) {
			bits = 24
		}
		return ".wav", wavCodec(integerPCM(cmp.Or(bits, 16)))
	case r.p.accepts(".mp3"):
		return ".mp3", "-c:a libmp3lame -q:a 2"
	}
	return "", ""
}

// takes reports whether the vendor does not refuse a file of that content.
func (p *Profile) takes(container, codec string) bool {
	for i := range p.Contents {
		if p.Contents[i].matches(container, codec, "") {
			return p.Contents[i].Then != Refuse
		}
	}
	return len(p.Contents) == 0
}

// mp3Rates are bit rates of layer III in kbit/s, up to what is transparent to
// most ears.
//
// Source: ISO/IEC 11172-3, 2.4.2.3, "bitrate_index".
var mp3Rates = []int{192, 160, 128, 112, 96, 80, 64, 56, 48, 40, 32}

// mp3Rate returns the highest bit rate in kbit/s at which seconds of audio stay
// within size bytes, with a twentieth to spare for headers; 0 if none does.
func mp3Rate(seconds float64, size int64) int {
	for _, rate := range mp3Rates {
		if float64(rate)*1000/8*seconds <= 0.95*float64(size) {
			return rate
		}
	}
	return 0
}

// flac returns the words for FLAC with as many bits as there are: ffmpeg's
// encoder takes samples of 16 bits as s16 and of 24 as s32.
func (r *remedy) flac() string {
	switch {
	case r.bits == 16, r.bits == 0 && !r.info.Bits.Known():
		return "-c:a flac -sample_fmt s16"
	case r.bits > 16:
		return "-c:a flac -sample_fmt s32"
	}
	return "-c:a flac"
}

// wavCodec returns the words for a WAV file with that codec, and with nothing
// in it about who wrote it: a file that is as large as it may be has no room for
// another chunk.
func wavCodec(codec string) string { return "-c:a " + codec + " -bitexact" }

func integerPCM(bits int) string {
	if bits == 8 {
		return "pcm_u8"
	}
	return "pcm_s" + strconv.Itoa(bits) + "le"
}

func (p *Profile) accepts(ext string) bool {
	return len(p.Extensions) == 0 || slices.Contains(p.Extensions, ext)
}

// quotedInput quotes a file's name for ffmpeg, which takes a leading hyphen
// for an option and a word before a colon for a protocol.
func quotedInput(path string) string {
	if strings.Contains(path, ":") {
		return Quote("file:" + path)
	}
	return Quote(plainPath(path))
}

// plainPath keeps a path from being taken for an option.
func plainPath(path string) string {
	if strings.HasPrefix(path, "-") {
		return "." + string(filepath.Separator) + path
	}
	return path
}

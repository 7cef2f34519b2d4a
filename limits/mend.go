package limits

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/audiocheck/audiocheck/probe"
)

// mend returns a command line that would mend a finding of rule id, quoted for
// a POSIX shell; "" where there is none. It is never run.
func mend(id string, info *probe.Info, p *Profile) string {
	if info.Path == "" {
		return ""
	}
	m := menders[id]
	if m == nil {
		return ""
	}
	return m(file{info: info, p: p, path: info.Path})
}

// file is a file to be mended, by name and content.
type file struct {
	info *probe.Info
	p    *Profile
	path string
}

var menders = map[string]func(file) string{
	"AC103": renamed,
	"AC104": renamed,
	"AC105": transcoded,
	"AC106": transcoded,
	"AC110": func(f file) string { return f.ffmpeg("-map 0:a:0 -c:a copy", ".audio", f.audioExt()) },
	"AC111": func(f file) string { return f.ffmpeg("-map 0:a:0 -c:a copy", ".first", f.audioExt()) },
	"AC201": salvaged, "AC202": salvaged, "AC203": salvaged, "AC204": salvaged, "AC206": salvaged,
	"AC207": salvaged, "AC208": salvaged, "AC209": salvaged, "AC211": salvaged,
	"AC210": func(f file) string {
		return f.ffmpeg("-af aeval='if(isnan(val(ch))+isinf(val(ch)),0,val(ch))' -c:a pcm_s24le", ".mended", ".wav")
	},
	"AC251": remuxed, "AC252": remuxed, "AC253": remuxed, "AC254": remuxed, "AC255": remuxed,
	"AC256": remuxed, "AC257": remuxed, "AC258": remuxed, "AC259": remuxed, "AC260": remuxed,
	"AC301": split,
	"AC302": func(f file) string { return f.ffmpeg(fmt.Sprintf("-t %g", f.p.Duration.Max-0.1), ".cut", f.ext()) },
	"AC311": smaller,
	"AC312": smaller,
	"AC321": resampled,
	"AC322": func(f file) string {
		return f.ffmpeg(fmt.Sprintf("-ac %d", min(2, max(1, f.p.Channels.Max))), ".mixed", f.ext())
	},
	"AC323": func(f file) string { return f.ffmpeg("-c:a pcm_s16le", ".16bit", ".wav") },
}

func (f file) ext() string  { return filepath.Ext(f.path) }
func (f file) stem() string { return strings.TrimSuffix(f.path, f.ext()) }

// ffmpeg returns an ffmpeg command that writes the file beside itself.
func (f file) ffmpeg(args, suffix, ext string) string {
	return fmt.Sprintf("ffmpeg -i %s %s %s", quotedInput(f.path), args, quotedInput(f.stem()+suffix+ext))
}

// renamed gives the file the extension of its content, where the vendor
// accepts that, and transcodes otherwise.
func renamed(f file) string {
	k, _ := probe.LookupContainer(f.info.Container.Value)
	for _, ext := range k.Extensions {
		if f.p.accepts(ext) && f.codecFits(ext) {
			return fmt.Sprintf("mv -n -- %s %s", Quote(f.path), Quote(f.stem()+ext))
		}
	}
	return transcoded(f)
}

// codecFits keeps an MPEG-4 audio name from a file whose codec it does not
// promise.
func (f file) codecFits(ext string) bool {
	switch ext {
	case ".m4a":
		return f.info.VideoTracks == 0 && (f.info.Codec.Value == "aac" || f.info.Codec.Value == "alac")
	case ".mp3":
		return f.info.Codec.Value == "mp3"
	}
	return true
}

// transcoded makes a lossless copy in a format that the vendor accepts, an MP3
// where it accepts none that is lossless.
func transcoded(f file) string {
	if f.info.AudioTracks == 0 {
		if k, _ := probe.LookupContainer(f.info.Container.Value); k.Probed || !k.Media {
			return ""
		}
	}
	for _, to := range []struct{ ext, args string }{
		{".flac", "-map 0:a:0 -c:a flac"},
		{".wav", "-map 0:a:0 -c:a pcm_s16le"},
		{".mp3", "-map 0:a:0 -c:a libmp3lame -q:a 2"},
	} {
		if f.p.accepts(to.ext) {
			return f.ffmpeg(to.args, ".mended", to.ext)
		}
	}
	return ""
}

// salvaged keeps what can be read of a damaged file.
func salvaged(f file) string {
	return fmt.Sprintf("ffmpeg -err_detect ignore_err -i %s -map 0:a:0 -c:a flac %s  # keeps what can be read; fetching the file again is better",
		quotedInput(f.path), quotedInput(f.stem()+".salvaged.flac"))
}

// remuxed copies the audio into a clean file without decoding it.
func remuxed(f file) string { return f.ffmpeg("-map 0:a:0 -c:a copy", ".clean", f.ext()) }

// split cuts a long file into parts a second shorter than the limit, since
// cuts fall on packets.
func split(f file) string {
	return fmt.Sprintf("ffmpeg -i %s -map 0:a:0 -c:a copy -f segment -segment_time %g %s",
		quotedInput(f.path), max(1, f.p.Duration.Max-1), quotedInput(strings.ReplaceAll(f.stem(), "%", "%%")+".part%03d"+f.ext()))
}

// smaller compresses what is not compressed and lowers the bit rate of what is.
func smaller(f file) string {
	if strings.HasPrefix(f.info.Codec.Value, "pcm_") && f.p.accepts(".flac") {
		return f.ffmpeg("-map 0:a:0 -c:a flac", ".smaller", ".flac")
	}
	if f.p.accepts(".mp3") {
		return f.ffmpeg("-map 0:a:0 -c:a libmp3lame -b:a 192k", ".smaller", ".mp3")
	}
	return ""
}

func resampled(f file) string {
	rate := max(f.p.Rate.Min, min(48000, f.p.Rate.Max))
	if len(f.p.Rate.Allowed) > 0 {
		rate = f.p.Rate.Allowed[0]
	}
	return f.ffmpeg(fmt.Sprintf("-ar %d", rate), ".resampled", f.ext())
}

func (f file) audioExt() string {
	if f.p.accepts(".m4a") {
		return ".m4a"
	}
	return f.ext()
}

func (p *Profile) accepts(ext string) bool {
	for _, e := range p.Extensions {
		if e == ext {
			return true
		}
	}
	return len(p.Extensions) == 0
}

// quotedInput quotes a file's name for ffmpeg, which takes a leading hyphen
// for an option and a word before a colon for a protocol.
func quotedInput(path string) string {
	switch {
	case strings.HasPrefix(path, "-"):
		path = "./" + path
	case strings.Contains(path, ":"):
		path = "file:" + path
	}
	return Quote(path)
}

// Quote returns s as one word of a POSIX shell. Control characters are written
// as $'...' escapes, so that the line can be shown on a terminal.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./,:=+@%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0xfffd || r >= 0x80 && r < 0xa0 }) < 0 {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return quoteControls(s)
}

func quoteControls(s string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c >= 0x7f:
			fmt.Fprintf(&b, "\\x%02x", c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteString("'")
	return b.String()
}

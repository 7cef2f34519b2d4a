package limits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// renamed gives the file the extension of its content, where the vendor
// accepts that, and transcodes otherwise.
func (r *remedy) renamed(*finding.Finding) bool {
	k, _ := probe.LookupContainer(r.info.Container.Value)
	for _, ext := range k.Extensions {
		if r.p.accepts(ext) && r.info.VideoTracks == 0 && holds(ext, r.info.Codec.Value) {
			r.ext = ext
			return true
		}
	}
	return r.transcoded(nil)
}

func (r *remedy) transcoded(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	r.again, r.decode, r.leave = true, true, true
	r.does("mended")
	return true
}

// extracted keeps the first audio track alone.
func (r *remedy) extracted(suffix string) bool {
	if !r.decodable() {
		return false
	}
	r.again = true
	if r.p.accepts(".m4a") {
		r.ext = ".m4a"
	}
	r.does(suffix)
	return true
}

func (r *remedy) salvaged(*finding.Finding) bool {
	if k := r.info.Container.Value; !r.decodable() || r.foreign() && (k == "rifx" || k == "flac") {
		return false // ffmpeg reads none of it
	}
	r.again, r.decode, r.leave, r.salvage = true, true, true, true
	r.note = "keeps what can be read; fetching the file again is better"
	r.does("salvaged")
	return true
}

// silenced puts 0 where a sample is no number.
func (r *remedy) silenced(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	r.again, r.decode = true, true
	r.filters = append(r.filters, "aeval=exprs='if(isnan(val(ch))+isinf(val(ch)),0,val(ch))':c=same")
	if r.bits == 0 {
		r.bits = 24
	}
	r.does("mended")
	return true
}

// cleaned writes the audio into a clean file. ffmpeg copies the packets of
// MPEG audio with what lies between them, so that junk there is got rid of by
// leaving the end away, or by decoding.
func (r *remedy) cleaned(f *finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	r.does("clean")
	switch {
	case r.info.Container.Value != "mpeg":
		r.again = true
	case f.Rule == "AC253" && f.Offset > 0 && r.head == 0:
		r.head = f.Offset
	case f.Rule == "AC257" || f.Rule == "AC258":
		r.again = true
	default:
		r.again, r.decode = true, true
	}
	return true
}

// parted cuts a long file into parts a second shorter than the limit, since
// copies are cut at packets. The first packets of an MP3 need those before, so
// that its parts are decoded.
func (r *remedy) parted(*finding.Finding) bool {
	if r.p.Duration.Max < 1 || !r.decodable() {
		return false
	}
	r.again = true
	r.decode = r.decode || r.info.Container.Value == "mpeg"
	r.part = int(min(max(1, r.p.Duration.Max-1), 1<<30))
	return true
}

// shortened takes off as much as decoders add.
func (r *remedy) shortened(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	r.again, r.cut = true, r.p.Duration.Max-0.1
	r.does("cut")
	return r.cut > 0
}

// smaller compresses what is not compressed and lowers the bit rate of what is.
func (r *remedy) smaller(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	if strings.HasPrefix(r.info.Codec.Value, "pcm_") && r.p.accepts(".flac") {
		r.note = cmp.Or(r.note, "takes half to two thirds of the bytes with most music; check what comes out")
	} else {
		seconds, known := r.info.Duration()
		if limit := r.p.Duration.Max; limit > 0 {
			seconds = min(seconds, limit)
		}
		r.lossy = mp3Rate(seconds, r.p.Size.Max)
		if !known || r.lossy == 0 || !r.p.accepts(".mp3") {
			r.lossy = 0
			return false
		}
	}
	r.again, r.decode, r.leave = true, true, true
	r.does("smaller")
	return true
}

func (r *remedy) resampled(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	const usual = 48000 // Hz: what every encoder takes
	rate := usual
	if r.p.Rate.Max > 0 {
		rate = min(rate, r.p.Rate.Max)
	}
	rate = max(rate, r.p.Rate.Min)
	if len(r.p.Rate.Allowed) > 0 {
		rate = keeping(r.p.Rate.Allowed, r.info.Rate.Value)
	}
	r.again, r.decode = true, true
	r.options = append(r.options, "-ar "+strconv.Itoa(rate))
	r.does("resampled")
	return true
}

// keeping returns the least of allowed that keeps all of n, else the greatest.
func keeping(allowed []int, n int) int {
	best := slices.Max(allowed)
	for _, v := range allowed {
		if v >= n && v < best {
			best = v
		}
	}
	return best
}

func (r *remedy) mixed(*finding.Finding) bool {
	if !r.decodable() {
		return false
	}
	channels := max(r.p.Channels.Min, min(2, cmp.Or(r.p.Channels.Max, 2)))
	r.again, r.decode = true, true
	r.options = append(r.options, "-ac "+strconv.Itoa(channels))
	r.does("mixed")
	return true
}

func (r *remedy) quantised(*finding.Finding) bool {
	if !r.decodable() || r.bits == 0 {
		return false
	}
	r.again, r.decode = true, true
	r.does(strconv.Itoa(r.bits) + "bit")
	return true
}

package isobmff

import (
	"fmt"
	"strings"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
	"github.com/audiocheck/audiocheck/internal/alacconfig"
	"github.com/audiocheck/audiocheck/internal/flac"
)

// codec is one row of the table of sound formats.
type codec struct {
	format string
	name   string
	finish func(s *soundHeader) // completes the entry; nil where the name is all
}

// codecs name the formats of sound descriptions; mp4ra.org, and the QuickTime
// File Format Specification for those of QuickTime alone.
var codecs = []codec{
	{"mp4a", "aac", (*soundHeader).mp4a},
	{"alac", "alac", (*soundHeader).alac},
	{"fLaC", "flac", (*soundHeader).flac},
	{"Opus", "opus", (*soundHeader).opus},
	{"ac-3", "ac3", (*soundHeader).ac3},
	{"ec-3", "eac3", (*soundHeader).eac3},
	{"ac-4", "ac4", nil},
	{".mp3", "mp3", (*soundHeader).mp3},
	{"ms\x00\x55", "mp3", (*soundHeader).mp3},
	{"samr", "amr_nb", (*soundHeader).amr},
	{"sawb", "amr_wb", (*soundHeader).amr},
	{"sawp", "amr_wb_plus", nil},
	{"dtsc", "dts", nil},
	{"dtsh", "dts", nil},
	{"dtsl", "dts", nil},
	{"dtse", "dts", nil},
	{"mha1", "mpegh", nil},
	{"mhm1", "mpegh", nil},
	{"spex", "speex", nil},
	{"QDM2", "qdm2", nil},
	{"agsm", "gsm", nil},
	{"raw ", "pcm_u8", (*soundHeader).pcm},
	{"NONE", "pcm_u8", (*soundHeader).pcm},
	{"twos", "pcm_s16be", (*soundHeader).pcm},
	{"sowt", "pcm_s16le", (*soundHeader).pcm},
	{"in24", "pcm_s24be", (*soundHeader).pcm},
	{"in32", "pcm_s32be", (*soundHeader).pcm},
	{"fl32", "pcm_f32be", (*soundHeader).pcm},
	{"fl64", "pcm_f64be", (*soundHeader).pcm},
	{"lpcm", "pcm_s16le", (*soundHeader).pcm},
	{"ipcm", "pcm_s16be", (*soundHeader).pcm},
	{"fpcm", "pcm_f32be", (*soundHeader).pcm},
	{"ulaw", "pcm_mulaw", (*soundHeader).companded},
	{"alaw", "pcm_alaw", (*soundHeader).companded},
	{"ima4", "adpcm_ima", (*soundHeader).ima},
	{"ms\x00\x11", "adpcm_ima", (*soundHeader).adpcm},
	{"ms\x00\x02", "adpcm_ms", (*soundHeader).adpcm},
}

// finish turns what was gathered into the entry's facts.
func (s *soundHeader) finish() {
	e := &s.entry
	e.Encrypted = e.Format == "enca" || e.Format == "drms" || e.Format == "drmi"
	e.Codec = strings.TrimSpace(s.kind)
	if e.Encrypted && s.kind == e.Format {
		e.Codec = "" // it does not say what it hides
		if s.hasESDS {
			s.mp4a()
		}
		return
	}
	for _, c := range codecs {
		if c.format == s.kind {
			e.Codec = c.name
			if c.finish != nil {
				c.finish(s)
			}
		}
	}
}

// objects are the object type indications of sound that are not AAC by an
// AudioSpecificConfig; mp4ra.org, object types.
var objects = map[byte]struct{ codec, profile string }{
	0x66: {"aac", "AAC Main"}, // MPEG-2 AAC: 13818-7 Main, LC, SSR
	0x67: {"aac", "AAC-LC"},
	0x68: {"aac", "AAC-SSR"},
	0x69: {"mp3", "MPEG-2 audio"},
	0x6b: {"mp3", "MPEG-1 audio"},
	0xa0: {"evrc", ""},
	0xa3: {"vc1_audio", ""},
	0xa5: {"ac3", ""},
	0xa6: {"eac3", ""},
	0xa9: {"dts", ""},
	0xaa: {"dts", "DTS-HD"},
	0xab: {"dts", "DTS-HD Master Audio"},
	0xac: {"dts", "DTS Express"},
	0xad: {"opus", ""},
	0xdd: {"vorbis", ""},
	0xe1: {"qcelp", ""},
}

func (s *soundHeader) mp4a() {
	const aac, mpeg2Main, mpeg2SSR = 0x40, 0x66, 0x68
	e := &s.entry
	e.Codec = "aac"
	if !s.hasESDS {
		return
	}
	if o, ok := objects[s.object]; ok {
		e.Codec, e.Profile = o.codec, o.profile
	}
	switch {
	case s.object == aac || s.object >= mpeg2Main && s.object <= mpeg2SSR:
		s.aac()
	case e.Codec == "mp3":
		s.mp3()
	case e.Codec == "ac3" || e.Codec == "eac3":
		e.PacketFrames = 1536
	case objects[s.object].codec == "":
		e.Codec = fmt.Sprintf("mp4a.%02x", s.object)
	}
}

// mpeg4Codecs are the object types that are no AAC.
var mpeg4Codecs = map[int]string{
	7: "twinvq", 8: "celp", 9: "hvxc", 21: "twinvq", aacconfig.Layer1: "mp1", aacconfig.Layer2: "mp2",
	aacconfig.Layer3: "mp3", aacconfig.ALS: "mp4als", 37: "mp4sls", 38: "mp4sls",
}

func (s *soundHeader) aac() {
	e := &s.entry
	c, err := aacconfig.Parse(e.Config)
	if err != nil && (c.CoreRate == 0 || c.ObjectType == 0) {
		return
	}
	e.Profile = c.Profile()
	if name, ok := mpeg4Codecs[c.ObjectType]; ok {
		e.Codec = name
	}
	e.Rate = c.Rate
	if c.Channels > 0 {
		e.Channels = c.Channels
	}
	e.PacketFrames = int64(c.Frames())
}

// alac reads the magic cookie.
func (s *soundHeader) alac() {
	c, err := alacconfig.Parse(s.entry.Config)
	if err != nil {
		s.wrong = fmt.Sprintf("the ALAC cookie: %v", err)
		return
	}
	e := &s.entry
	e.MaxFrames, e.Bits, e.Channels = int64(c.Frames), c.Bits, c.Channels
	e.Rate, e.BitRate = c.Rate, c.BitRate
}

// flac reads STREAMINFO.
//
// Source: Encapsulation of FLAC in ISO Base Media File Format, 3.3.2.
func (s *soundHeader) flac() {
	f, ok := flac.ParseStreamInfo(s.entry.Config)
	if !ok || !f.Usable() {
		s.wrong = "the FLAC description has no STREAMINFO of a rate and of 4 to 32 bits"
		return
	}
	e := &s.entry
	if f.MinBlock == f.MaxBlock {
		e.MaxFrames = int64(f.MaxBlock)
	}
	e.Rate, e.Channels, e.Bits = f.Rate, f.Channels, f.Bits
}

// opus reads dOps; Encapsulation of Opus in ISO Base Media File Format, 4.3.2.
// Opus is always put out at 48 kHz; RFC 7845, 5.1.
func (s *soundHeader) opus() {
	s.entry.Rate = 48000
	if c := s.entry.Config; len(c) >= 2 {
		s.entry.Channels = int(c[1])
	}
}

// acChannels are the full-range channels of an acmod; ETSI TS 102 366, table 4.3.
var acChannels = [8]int{2, 1, 2, 3, 3, 4, 4, 5}

var acRates = [4]int{48000, 44100, 32000, 0}

// ac3 reads dac3; ETSI TS 102 366, F.4.
func (s *soundHeader) ac3() {
	s.entry.PacketFrames = 1536
	if c := s.entry.Config; len(c) >= 3 {
		s.dolby(c[0]>>6, c[1]>>3&7, c[1]>>2&1)
	}
}

// eac3 reads dec3, the first independent substream; ETSI TS 102 366, F.6.
func (s *soundHeader) eac3() {
	s.entry.PacketFrames = 1536
	if c := s.entry.Config; len(c) >= 5 {
		s.dolby(c[2]>>6, c[3]>>1&7, c[3]&1)
	}
}

func (s *soundHeader) dolby(rate, mode, lfe byte) {
	if hz := acRates[rate&3]; hz > 0 {
		s.entry.Rate = hz
	}
	s.entry.Channels = acChannels[mode&7] + int(lfe&1)
}

// mp3 leaves all but the name to the first packet: see Refine.
func (s *soundHeader) mp3() { s.entry.Profile = "" }

// amr: 20 ms a frame, and damr says how many of them a packet holds, which the
// timing table repeats; TS 26.244, 6.7.
func (s *soundHeader) amr() {
	s.entry.Channels, s.entry.Rate = 1, 8000
	if s.kind == "sawb" {
		s.entry.Rate = 16000
	}
}

package probe

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Parts of a made WAV file. size is a chunk's declared size.
func u16(v uint16) string { return string(binary.LittleEndian.AppendUint16(nil, v)) }
func u32(v uint32) string { return string(binary.LittleEndian.AppendUint32(nil, v)) }

func chunkOf(id string, size uint32, body string) string { return id + u32(size) + body }

func chunk(id, body string) string {
	if len(body)%2 != 0 {
		return chunkOf(id, uint32(len(body)), body+"\x00")
	}
	return chunkOf(id, uint32(len(body)), body)
}

// fmtBody is a fmt chunk of 16 bytes.
func fmtBody(tag, channels uint16, rate uint32, align, bits uint16) string {
	return u16(tag) + u16(channels) + u32(rate) + u32(rate*uint32(align)) + u16(align) + u16(bits)
}

// stereo is 8000 Hz, two channels, 16 bits: 4 bytes a frame.
var stereo = chunk("fmt ", fmtBody(1, 2, 8000, 4, 16))

// extensible is stereo with so many valid bits; Microsoft, Multiple Channel
// Audio Data and WAVE Files: WAVEFORMATEXTENSIBLE, KSDATAFORMAT_SUBTYPE_PCM.
func extensible(valid uint16) string {
	return chunk("fmt ", fmtBody(0xfffe, 2, 8000, 4, 16)+u16(22)+u16(valid)+u32(3)+u32(1)+"\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71")
}

func riffOf(chunks ...string) string { return riffSized(0, chunks...) }

// riffSized makes a file whose RIFF size is off by so many bytes.
func riffSized(off int, chunks ...string) string {
	body := "WAVE" + strings.Join(chunks, "")
	return "RIFF" + u32(uint32(len(body)+off)) + body
}

func zeros(n int) string { return strings.Repeat("\x00", n) }

const unknown = -1

// made are files with one thing wrong, or nothing. The frames follow from how
// each is made: 4 bytes a frame.
var made = []struct {
	name   string
	file   string
	frames int64  // unknown where there is no fact
	want   string // kinds of damage
}{
	{"plain", riffOf(stereo, chunk("data", zeros(400))), 100, ""},
	{"no frames", riffOf(stereo, chunk("data", "")), 0, ""},
	{"no frames, LIST behind", riffOf(stereo, chunk("data", ""), chunk("LIST", "INFOxxxx")), 0, ""},
	{"bext, JUNK, LIST and id3 in front", riffOf(chunk("bext", zeros(602)), chunk("JUNK", zeros(28)), stereo,
		chunk("LIST", "INFOISFT\x03\x00\x00\x00abc\x00"), chunk("id3 ", "ID3\x04\x00\x00\x00\x00\x00\x00"), chunk("data", zeros(400))), 100, ""},
	{"odd chunk in front", riffOf(stereo, chunk("LIST", "INFOx"), chunk("data", zeros(400))), 100, ""},
	{"odd chunk without pad byte", riffOf(stereo, chunkOf("LIST", 5, "INFOx"), chunk("data", zeros(400))), 100, "odd_padding"},
	{"fmt behind data", riffOf(chunk("data", zeros(400)), stereo), 100, "junk_between"},
	{"cbSize of a PCM format too large", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 4, 16)+u16(999)), chunk("data", zeros(400))), 100, ""},
	{"data size 0", riffSized(-400-44+8, stereo, chunkOf("data", 0, zeros(400))), 100, "unknown_total"},
	{"data size of all ones", "RIFF\xff\xff\xff\xffWAVE" + stereo + chunkOf("data", 0xffffffff, zeros(400)), 100, "unknown_total"},
	{"data size of SoX's pipe", "RIFF\x24\xf0\xff\x7fWAVE" + stereo + chunkOf("data", 0x7ffff000, zeros(400)), 100, "unknown_total"},
	{"RIFF size open", "RIFF\x00\x00\x00\x00WAVE" + stereo + chunk("data", zeros(400)), 100, "unknown_total"},
	{"cut short", riffSized(400, stereo, chunkOf("data", 800, zeros(400))), 100, "truncated"},
	{"cut in a frame", riffSized(401, stereo, chunkOf("data", 800, zeros(399))), 99, "truncated"},
	{"data size lies", riffOf(stereo, chunkOf("data", 0xfffffff0, zeros(400))), 100, "lying_total"},
	{"data size lies the other way", riffOf(stereo, chunkOf("data", 400, zeros(400)+strings.Repeat("\x90\x01\xfe\xff", 50))), 100, "lying_total"},
	{"padding behind the data", riffOf(stereo, chunkOf("data", 400, zeros(400)+zeros(200))), 100, "junk_after"},
	{"RIFF size too large", riffSized(100, stereo, chunk("data", zeros(400))), 100, "count_off"},
	{"RIFF size too small", riffSized(-100, stereo, chunk("data", zeros(400))), 100, "count_off"},
	{"odd data, RIFF size without the pad byte", riffSized(-1, chunk("fmt ", fmtBody(1, 1, 8000, 1, 8)), chunk("data", zeros(401))), 401, ""},
	{"odd data without pad byte", riffOf(chunk("fmt ", fmtBody(1, 1, 8000, 1, 8)), chunkOf("data", 401, zeros(401))), 401, "odd_padding"},
	{"part of a frame", riffOf(stereo, chunk("data", zeros(402))), 100, "odd_padding"},
	{"wrong byte rate", riffOf(chunk("fmt ", u16(1)+u16(2)+u32(8000)+u32(99)+u16(4)+u16(16)), chunk("data", zeros(400))), 100, "wrong_byte_rate"},
	{"block align 0", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 0, 16)), chunk("data", zeros(400))), 100, "wrong_byte_rate"},
	{"0 channels", riffOf(chunk("fmt ", fmtBody(1, 0, 8000, 4, 16)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"0 Hz", riffOf(chunk("fmt ", fmtBody(1, 2, 0, 4, 16)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"0 bits", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 4, 0)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"65535 bits", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 4, 65535)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"rate of 32 bits", riffOf(chunk("fmt ", fmtBody(1, 2, 0xffffffff, 4, 16)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"fmt of 8 bytes", riffOf(chunk("fmt ", zeros(8)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"chunk of -4 bytes", riffOf(chunkOf("fmt ", 0xfffffffc, "")), unknown, "bad_structure missing_header"},
	{"chunk larger than the file", riffOf(stereo, chunkOf("LIST", 1000, "INFO")), unknown, "bad_structure missing_header"},
	{"no name where a chunk should be", riffOf(stereo, zeros(20)), unknown, "bad_tag bad_tag missing_header"},
	{"a chunk without a name in front", riffOf(stereo, chunk("\x00\x01\x02\x03", zeros(10)), chunk("data", zeros(400))), 100, "bad_tag"},
	{"noise where a chunk should be", riffOf(stereo, strings.Repeat("\xfe", 20)), unknown, "bad_structure missing_header"},
	{"no fmt", riffOf(chunk("data", zeros(400))), unknown, "missing_header"},
	{"no data", riffOf(stereo), unknown, "missing_header"},
	{"stub of 13 bytes", riffOf(stereo)[:13], unknown, "missing_header missing_header"},
	{"junk behind", riffOf(stereo, chunk("data", zeros(400))) + "some text that is no chunk", 100, "junk_after"},
	{"zeros behind", riffOf(stereo, chunk("data", zeros(400))) + zeros(512), 100, "junk_after"},
	{"another file behind", riffOf(stereo, chunk("data", zeros(400))) + riffOf(stereo, chunk("data", zeros(400))), 100, "junk_after"},
	{"ID3v1 behind", riffOf(stereo, chunk("data", zeros(400))) + "TAG" + strings.Repeat("x", 125), 100, ""},
	{"APEv2 behind", riffOf(stereo, chunk("data", zeros(400))) + "APETAGEX" + zeros(24), 100, ""},
	{"LIST behind cut off", riffSized(96, stereo, chunk("data", zeros(400)), chunkOf("LIST", 100, "INFO")), 100, "bad_tag"},
	{"two data chunks", riffOf(stereo, chunk("data", zeros(400)), chunk("LIST", "INFO"), chunk("data", zeros(80))), 120, "junk_between"},
	{"two fmt chunks", riffOf(stereo, stereo, chunk("data", zeros(400))), 100, "bad_structure"},
	{"24 bits in slots of 4 bytes", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 8, 24)), chunk("data", zeros(800))), 100, ""},
	{"12 bits in slots of 2 bytes", riffOf(chunk("fmt ", fmtBody(1, 2, 8000, 4, 12)), chunk("data", zeros(400))), 100, ""},
	{"fact of samples, not frames", riffOf(chunk("fmt ", fmtBody(3, 2, 8000, 8, 32)), chunk("fact", u32(200)), chunk("data", zeros(800))), 100, ""},
	{"fact off", riffOf(chunk("fmt ", fmtBody(3, 2, 8000, 8, 32)), chunk("fact", u32(7)), chunk("data", zeros(800))), 100, "count_off"},
	{"extensible without sub-format", riffOf(chunk("fmt ", fmtBody(0xfffe, 2, 8000, 4, 16)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"12 valid bits of 16", riffOf(extensible(12), chunk("data", zeros(400))), 100, ""},
	{"40 valid bits of 16", riffOf(extensible(40), chunk("data", zeros(400))), 100, "wrong_byte_rate"},
	{"GSM", riffOf(chunk("fmt ", fmtBody(0x31, 1, 8000, 65, 0)+u16(2)+u16(320)), chunk("fact", u32(600)), chunk("data", zeros(130))), 600, ""},
	{"ADPCM block too small", riffOf(chunk("fmt ", fmtBody(2, 2, 8000, 13, 4)), chunk("data", zeros(400))), unknown, "bad_structure"},
	{"ADPCM shorter than its fact", riffOf(chunk("fmt ", fmtBody(0x11, 1, 8000, 256, 4)), chunk("fact", u32(9999)), chunk("data", zeros(512))), 1010, "lying_total"},
}

func readBytes(t *testing.T, b []byte, d Depth) Info {
	t.Helper()
	info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: d})
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func damageKinds(i Info) string {
	var kinds []string
	for _, d := range i.Damage {
		kinds = append(kinds, d.Kind)
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}

func TestRIFFMade(t *testing.T) {
	for _, c := range made {
		t.Run(c.name, func(t *testing.T) {
			for _, depth := range []Depth{Header, Packets, Samples} {
				info := readBytes(t, []byte(c.file), depth)
				if got := damageKinds(info); got != c.want {
					t.Errorf("depth %v: damage %q, want %q: %+v", depth, got, c.want, info.Damage)
				}
				if c.frames == unknown {
					if _, known := info.Duration(); known && info.Frames.Basis != Estimate {
						t.Errorf("depth %v: %d frames by %s, want none", depth, info.Frames.Value, info.Frames.Basis)
					}
					continue
				}
				if !info.Frames.Known() || info.Frames.Value != c.frames {
					t.Errorf("depth %v: frames %+v, want %d", depth, info.Frames, c.frames)
				}
			}
		})
	}
}

// TestRIFFHeaderOverflow: RF64 and Wave64 sizes near 2^64.
func TestRIFFHeaderOverflow(t *testing.T) {
	ones := strings.Repeat("\xff", 8)
	ds64 := chunk("ds64", ones+"\xf0"+ones[1:]+ones+zeros(4))
	b := []byte("RF64\xff\xff\xff\xffWAVE" + ds64 + stereo + chunkOf("data", 0xffffffff, zeros(400)))
	if info := readBytes(t, b, Samples); damageKinds(info) != "lying_total" || info.Frames.Value != 100 {
		t.Errorf("RF64: %d frames, %+v", info.Frames.Value, info.Damage)
	}
	w64, err := os.ReadFile("../testdata/wav/s16.w64")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(w64, []byte("data")) + 16
	copy(w64[at:], "\xf0\xff\xff\xff\xff\xff\xff\x7e")
	if info := readBytes(t, w64, Samples); damageKinds(info) != "lying_total" || info.Frames.Value != 160 {
		t.Errorf("Wave64: %d frames, %+v", info.Frames.Value, info.Damage)
	}
	copy(w64[at:], "\x05\x00\x00\x00\x00\x00\x00\x00")
	if info := readBytes(t, w64, Packets); info.Integrity != Damaged {
		t.Errorf("Wave64 size below its header: %+v", info)
	}
}

// TestRIFFTruncated cuts files at every byte: no cut passes for intact.
func TestRIFFTruncated(t *testing.T) {
	for _, name := range []string{"pcm_s16le.wav", "s24_rf64.wav", "rifx24.wav", "s16.w64", "ms_mono.wav", "ima.wav"} {
		b, err := os.ReadFile(filepath.Join("../testdata/wav", name))
		if err != nil {
			t.Fatal(err)
		}
		for n := 16; n < len(b); n++ {
			info := readBytes(t, b[:n], Packets)
			if info.Integrity != Damaged {
				t.Fatalf("%s cut at byte %d: %s, %+v", name, n, info.Integrity, info.Damage)
			}
		}
	}
}

// known are files whose facts the programs that made them state; see
// testdata/SOURCES.md.
var known = []struct {
	file, container, codec string
	rate, channels, bits   int
	frames, coded          int64
	flaws                  string
	basis                  Basis
}{
	{"wav/pcm_u8.wav", "wav", "pcm_u8", 8000, 2, 8, 160, 160, "", FromPackets},
	{"wav/pcm_s16le.wav", "wav", "pcm_s16le", 8000, 2, 16, 160, 160, "", FromPackets},
	{"wav/pcm_s24le.wav", "wav", "pcm_s24le", 8000, 2, 24, 160, 160, "", FromPackets},
	{"wav/pcm_s64le.wav", "wav", "pcm_s64le", 8000, 2, 64, 160, 160, "", FromPackets},
	{"wav/pcm_f64le.wav", "wav", "pcm_f64le", 8000, 2, 64, 160, 160, "", FromPackets},
	{"wav/pcm_alaw.wav", "wav", "pcm_alaw", 8000, 2, 0, 160, 160, "", FromPackets},
	{"wav/s24_rf64.wav", "rf64", "pcm_s24le", 8000, 2, 24, 160, 160, "", FromPackets},
	{"wav/rifx16.wav", "rifx", "pcm_s16be", 8000, 2, 16, 160, 160, "", FromPackets},
	{"wav/rifx32.wav", "rifx", "pcm_s32be", 8000, 2, 32, 160, 160, "", FromPackets},
	{"wav/s16.w64", "w64", "pcm_s16le", 8000, 2, 16, 160, 160, "", FromPackets},
	{"wav/s16_pipe.w64", "w64", "pcm_s16le", 8000, 2, 16, 160, 160, "unknown_total", FromPackets},
	{"wav/f32_pipe.wav", "wav", "pcm_f32le", 8000, 2, 32, 160, 160, "unknown_total", FromPackets},
	{"wav/ms_mono.wav", "wav", "adpcm_ms", 8000, 1, 0, 2036, 2036, "", FromPackets},
	{"wav/ima.wav", "wav", "adpcm_ima", 8000, 2, 0, 160, 505, "", FromPackets},
	{"wav/gsm.wav", "wav", "gsm", 8000, 1, 0, 160, 320, "", FromPackets},
	{"aiff/pcm_s8.aiff", "aiff", "pcm_s8", 8000, 2, 8, 160, 160, "", FromPackets},
	{"aiff/pcm_s24be.aiff", "aiff", "pcm_s24be", 8000, 2, 24, 160, 160, "", FromPackets},
	{"aiff/pcm_s16le.aifc", "aifc", "pcm_s16le", 8000, 2, 16, 160, 160, "", FromPackets},
	{"aiff/pcm_f64be.aifc", "aifc", "pcm_f64be", 8000, 2, 64, 160, 160, "", FromPackets},
	{"aiff/pipe.aiff", "aiff", "pcm_s16be", 8000, 2, 16, 160, 160, "unknown_total unknown_total", FromPackets},
	{"aiff/adpcm_ima_qt.aifc", "aifc", "adpcm_ima", 8000, 2, 0, 192, 192, "", FromPackets},
	{"adts/lc.aac", "adts", "aac", 8000, 2, 0, 5120, 5120, "", FromPackets},
	{"amr/nb.amr", "amr", "amr_nb", 8000, 1, 0, 960, 960, "", FromPackets},
}

func TestMadeByOthers(t *testing.T) {
	for _, c := range known {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			b, err := os.ReadFile(filepath.Join("../testdata", c.file))
			if err != nil {
				t.Fatal(err)
			}
			for _, depth := range []Depth{Header, Packets, Samples} {
				i := readBytes(t, b, depth)
				if i.Container.Value != c.container || i.Codec.Value != c.codec || i.Rate.Value != c.rate ||
					i.Channels.Value != c.channels || i.Bits.Value != c.bits {
					t.Errorf("%+v", i)
				}
				if depth > Header && (i.Frames.Value != c.frames || i.CodedFrames.Value != c.coded || i.Integrity != NotVerifiable) {
					t.Errorf("depth %v: %+v, coded %+v, %s", depth, i.Frames, i.CodedFrames, i.Integrity)
				}
				if depth == Header && (i.Frames.Basis == FromPackets || i.Integrity != NotChecked) {
					t.Errorf("header: %+v, %s", i.Frames, i.Integrity)
				}
				if got := damageKinds(i); got != c.flaws {
					t.Errorf("depth %v: flaws %q, want %q", depth, got, c.flaws)
				}
				if depth == Packets && i.Frames.Basis != c.basis {
					t.Errorf("basis %s, want %s", i.Frames.Basis, c.basis)
				}
			}
		})
	}
}

// TestRIFFNaN: what is no number shows only where samples are decoded.
func TestRIFFNaN(t *testing.T) {
	b := []byte(riffOf(chunk("fmt ", fmtBody(3, 1, 8000, 4, 32)), chunk("data", zeros(40)+u32(0x7fc00000)+zeros(36))))
	if got := damageKinds(readBytes(t, b, Packets)); got != "" {
		t.Errorf("packets: %q", got)
	}
	info := readBytes(t, b, Samples)
	if damageKinds(info) != "bad_sample" || !strings.Contains(info.Damage[0].Detail, "frame 10") {
		t.Errorf("samples: %+v", info.Damage)
	}
	if at := info.Damage[0].Offset; at != int64(bytes.Index(b, []byte(u32(0x7fc00000)))) {
		t.Errorf("the NaN is said to stand at byte %d", at)
	}
	stereo := []byte(riffOf(chunk("fmt ", fmtBody(3, 2, 8000, 8, 32)), chunk("data", zeros(44)+u32(0x7fc00000)+zeros(32))))
	info = readBytes(t, stereo, Samples)
	if damageKinds(info) != "bad_sample" || !strings.Contains(info.Damage[0].Detail, "frame 5, channel 1") ||
		info.Damage[0].Offset != int64(bytes.Index(stereo, []byte(u32(0x7fc00000)))) {
		t.Errorf("stereo: %+v", info.Damage)
	}
	all := []byte(riffOf(chunk("fmt ", fmtBody(3, 1, 8000, 4, 32)), chunk("data", strings.Repeat(u32(0x7f800000), 20))))
	if info = readBytes(t, all, Samples); damageKinds(info) != "bad_sample" || !strings.Contains(info.Damage[0].Detail, "first of 20") {
		t.Errorf("20 infinite samples: %+v", info.Damage)
	}
}

// TestRIFFDoubles: a finite sample of 64 bits may be larger than what it is
// decoded to; IEEE 754 binary64 of 1e300, infinity and a NaN.
func TestRIFFDoubles(t *testing.T) {
	for bits, want := range map[string]string{
		u32(0x8800759c) + u32(0x7e37e43c): "a sample is +Inf, or larger than 32-bit floats hold, in frame 5, channel 0",
		u32(0) + u32(0xfff00000):          "a sample is -Inf, or larger than 32-bit floats hold, in frame 5, channel 0",
		u32(0) + u32(0x7ff80000):          "sample is NaN in frame 5, channel 0",
	} {
		b := []byte(riffOf(chunk("fmt ", fmtBody(3, 1, 8000, 8, 64)), chunk("data", zeros(40)+bits+zeros(40))))
		info := readBytes(t, b, Samples)
		if damageKinds(info) != "bad_sample" || info.Damage[0].Detail != want {
			t.Errorf("% x: %+v, want %s", bits, info.Damage, want)
		}
	}
}

// TestMP3InWAV: FFmpeg's fact chunk says 1265 frames, of which only an estimate
// is made; ffprobe counts 3 packets of layer III at 8 kHz, of 576 frames each
// (ISO/IEC 13818-3, 2.4.2.3).
func TestMP3InWAV(t *testing.T) {
	b, err := os.ReadFile("../testdata/wav/mp3.wav")
	if err != nil {
		t.Fatal(err)
	}
	if i := readBytes(t, b, Header); i.Codec.Value != "mp3" || i.Frames.Basis != Estimate || i.Frames.Value != 1265 {
		t.Errorf("header: %+v", i)
	}
	i := readBytes(t, b, Packets)
	if i.Frames.Value != 3*576 || i.Frames.Basis != FromPackets || i.Integrity != NotVerifiable {
		t.Errorf("packets: %+v", i)
	}
	cut := readBytes(t, b[:len(b)-50], Packets)
	if cut.Integrity != Damaged || cut.Frames.Value != 2*576 {
		t.Errorf("cut: %+v", cut)
	}
}

package probe

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// second is what ffmpeg says of the first track of sound in a file.
type second struct {
	codec          string
	rate, channels int
	frames         int64 // that it decodes
}

// ask returns what ffmpeg says of those of paths that it reads. One process
// reads them all, since to start it costs more than a small file does; where it
// fails, each half is asked by itself.
func ask(t *testing.T, paths []string) map[string]second {
	t.Helper()
	dir := t.TempDir()
	args := strings.Fields("-nostdin -nostats -hide_banner -v info -xerror")
	for _, path := range paths {
		args = append(args, "-i", path)
	}
	decoded := func(i int) string { return filepath.Join(dir, strconv.Itoa(i)+".au") }
	for i := range paths {
		args = append(args, "-map", strconv.Itoa(i)+":a:0", "-c:a", "pcm_s16be", decoded(i))
	}
	log, err := exec.Command("ffmpeg", args...).CombinedOutput()
	says := map[string]second{}
	switch n := len(paths); {
	case err == nil:
		for i, path := range paths {
			if s := readAU(t, decoded(i)); s.frames > 0 {
				s.codec = codecOf(t, log, i)
				says[path] = s
			}
		}
	case n > 1:
		maps.Copy(says, ask(t, paths[:n/2]))
		maps.Copy(says, ask(t, paths[n/2:]))
	}
	return says
}

// readAU returns what the header of a file of Sun audio says: the place of the
// samples, their size, the encoding, rate and channels, behind the magic.
func readAU(t *testing.T, path string) second {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	word := func(i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
	const sample, linear16 = 2, 3
	if string(b[:4]) != ".snd" || word(3) != linear16 {
		t.Fatalf("%s: not as ffmpeg was asked to write it", path)
	}
	s := second{rate: word(4), channels: word(5)}
	s.frames = int64((len(b) - word(1)) / sample / s.channels)
	return s
}

// streamOf is how ffmpeg names a track of sound and its codec.
var streamOf = regexp.MustCompile(`(?m)^ *Stream #(\d+):\d+.*: Audio: (\w+)`)

// codecOf returns the codec of the first track of sound of input i.
func codecOf(t *testing.T, log []byte, i int) string {
	t.Helper()
	for _, m := range streamOf.FindAllSubmatch(log, -1) {
		if string(m[1]) == strconv.Itoa(i) {
			return string(m[2])
		}
	}
	t.Fatalf("ffmpeg names no sound in input %d:\n%s", i, log)
	return ""
}

// needFFmpeg skips the test where its peer is not installed.
func needFFmpeg(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("ten seconds of ffmpeg")
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skipf("no peer: %v", err)
	}
}

// keeps names what ffmpeg 5 gives of a stream beyond what is to be heard. The
// padding of the last packet is cut off by the edit list of MP4, the fact chunk
// of WAV and the last granule position of Ogg; ffmpeg heeds them for few codecs.
var keeps = map[string]bool{
	"mp4/aac": true, "mp4/mp3": true, "mp4/opus": true, "mov/aac": true,
	"wav/gsm": true, "wav/adpcm_ima": true, "wav/adpcm_ms": true,
	"ogg/speex": true,
}

// errs reports what ffmpeg 5 is known to get wrong, so that its answer tells
// nothing: it takes RIFX for little-endian, and loses a packet of FLAC of 8 bits
// and the first 128 frames of Vorbis that it wrote itself.
func errs(i Info) bool {
	return i.Container.Value == "rifx" || i.Codec.Value == "flac" && i.Bits.Value == 8 || i.Codec.Value == "vorbis"
}

// maxPadding is two packets of the longest codecs there.
const maxPadding = 2 * 1152

// differs says how i contradicts ffmpeg's view of the same file; empty if it
// does not.
func differs(i Info, s second) string {
	if errs(i) {
		return ""
	}
	switch got := i.Frames.Value; {
	case i.Container.Value == "mp4" && i.Codec.Value == "mp2" && s.codec == "mp3": // MP4 has one name for all layers
	case !strings.HasPrefix(strings.TrimSuffix(s.codec, "_wav"), i.Codec.Value):
		return "codec " + i.Codec.Value + ", ffmpeg says " + s.codec
	case i.Rate.Value != s.rate:
		return strconv.Itoa(i.Rate.Value) + " Hz, ffmpeg says " + strconv.Itoa(s.rate)
	case i.Channels.Value != s.channels:
		return strconv.Itoa(i.Channels.Value) + " channels, ffmpeg says " + strconv.Itoa(s.channels)
	case got == s.frames:
	case keeps[i.Container.Value+"/"+i.Codec.Value] && got < s.frames && s.frames <= got+maxPadding:
	default:
		return strconv.FormatInt(got, 10) + " frames, ffmpeg decodes " + strconv.FormatInt(s.frames, 10)
	}
	return ""
}

// TestDifferentialGenerated makes half a second of sound in many formats. What
// was put in is the truth about each, and ffmpeg's answer the second opinion.
func TestDifferentialGenerated(t *testing.T) {
	needFFmpeg(t)
	const frames = 22_050
	dir := t.TempDir()
	for _, f := range []struct {
		name, args string
		frames     int64 // 0: as many as were put in
	}{
		{"u8.wav", "-c:a pcm_u8", 0},
		{"s16.wav", "", 0},
		{"s24.wav", "-c:a pcm_s24le -ac 6", 0},
		{"s32.wav", "-c:a pcm_s32le", 0},
		{"f32.wav", "-c:a pcm_f32le", 0},
		{"f64.wav", "-c:a pcm_f64le", 0},
		{"alaw.wav", "-c:a pcm_alaw", 0},
		{"mulaw.wav", "-c:a pcm_mulaw", 0},
		{"rf64.wav", "-rf64 always", 0},
		{"bext.wav", "-write_bext 1 -metadata description=x", 0},
		{"s16.w64", "", 0},
		{"s16.aiff", "", 0},
		{"s16.flac", "", 0},
		{"s24.flac", "-sample_fmt s32 -bits_per_raw_sample 24", 0},
		{"block.flac", "-frame_size 1234", 0},
		{"s16.oga", "-c:a flac", 0},
		{"cbr.mp3", "-c:a libmp3lame -b:a 128k", 0},
		{"vbr.mp3", "-c:a libmp3lame -q:a 4", 0},
		{"mono.mp3", "-c:a libmp3lame -ac 1 -abr 1 -b:a 64k", 0},
		{"tagless.mp3", "-c:a libmp3lame -write_xing 0 -id3v2_version 0", 21 * 1152}, // delay and padding remain
		{"mpeg2.mp3", "-c:a libmp3lame -ar 22050", frames / 2},
		{"mpeg25.mp3", "-c:a libmp3lame -ar 11025", 5513}, // the resampler rounds up
		{"two.mp2", "-c:a mp2", 20 * 1152},
		{"lc.m4a", "-c:a aac", 0},
		{"front.m4a", "-c:a aac -movflags faststart", 0},
		{"fragments.m4a", "-c:a aac -movflags frag_keyframe+delay_moov -frag_duration 100000", 0},
		{"alac.m4a", "-c:a alac", 0},
		{"alac24.m4a", "-c:a alac -sample_fmt s32p", 0},
		{"alac.mov", "-c:a alac", 0},
		{"s16.mov", "-c:a pcm_s16be", 0},
		{"flac.mp4", "-c:a flac -strict -2", 0},
		{"vorbis.ogg", "-c:a libvorbis", 0},
	} {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, f.name)
			args := append(strings.Fields("-nostdin -v error -y -f lavfi -i"),
				"aevalsrc=0.4*sin(2765*t)|0.3*sin(1990*t):s=44100:d=0.5")
			args = append(append(args, strings.Fields(f.args)...), path)
			if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
				t.Skipf("this ffmpeg does not make it: %s", bytes.TrimSpace(out))
			}
			i := readPath(t, path)
			if want := max(f.frames, 0); want == 0 && i.Frames.Value != frames || want > 0 && i.Frames.Value != want {
				t.Errorf("%d frames, %d were put in", i.Frames.Value, frames)
			}
			if len(i.Damage) > 0 {
				t.Errorf("damage in a good file: %v", i.Damage)
			}
			s, ok := ask(t, []string{path})[path]
			if !ok {
				t.Fatal("ffmpeg does not read what it wrote")
			}
			if why := differs(i, s); why != "" {
				t.Error(why)
			}
		})
	}
}

// TestDifferentialFiles asks ffmpeg about the files of this repository, and of
// the folder of fixtures where one is named. Damaged ones are left out: how
// much of one is played is each player's own affair.
func TestDifferentialFiles(t *testing.T) {
	needFFmpeg(t)
	var dirs []string
	for _, dir := range []string{"aiff", "catalog", "flac", "mp4", "mpeg", "ogg", "wav"} {
		dirs = append(dirs, filepath.Join("..", "testdata", dir))
	}
	if dir := os.Getenv(fixturesVariable); dir != "" {
		dirs = append(dirs, dir)
	}
	var paths []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	const together = 12 // files that one ffmpeg reads
	var compared atomic.Int64
	t.Run("files", func(t *testing.T) {
		for some := range slices.Chunk(paths, together) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				compareFiles(t, some, &compared)
			})
		}
	})
	const least = 40 // files of testdata that any ffmpeg reads
	if n := compared.Load(); n < least {
		t.Errorf("%d files were compared, want at least %d", n, least)
	}
}

// compareFiles adds to n the files of paths of which something can be said.
func compareFiles(t *testing.T, paths []string, n *atomic.Int64) {
	infos := map[string]Info{}
	paths = slices.DeleteFunc(slices.Clone(paths), func(path string) bool {
		infos[path] = readPath(t, path)
		return !comparable(infos[path])
	})
	says := ask(t, paths)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s, ok := says[path]
			if !ok {
				t.Skip("ffmpeg does not read it")
			}
			n.Add(1)
			if why := differs(infos[path], s); why != "" {
				t.Error(why)
			}
		})
	}
}

// comparable reports whether i is of a file about which there are no two minds.
func comparable(i Info) bool {
	return i.Frames.Known() && i.Frames.Value > 0 && len(i.Damage) == 0 && !i.Encrypted
}

func readPath(t *testing.T, path string) Info {
	t.Helper()
	i, err := File(t.Context(), path, &Options{Depth: Samples})
	if err != nil {
		t.Fatal(err)
	}
	return i
}

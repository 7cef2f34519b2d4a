package sniff

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// head is how a file begins that follows document.
type head struct {
	kind     Container
	document string
	bytes    string
}

func zeros(n int) string { return strings.Repeat("\x00", n) }

// heads has a head for each row of magics.
var heads = []head{
	{WAV, "IBM and Microsoft, Multimedia Programming Interface and Data Specifications 1.0, WAVE", "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00"},
	{"avi", "Microsoft, AVI RIFF File Reference", "RIFF\x00\x10\x00\x00AVI LIST"},
	{"webp", "RFC 9649, 2.4", "RIFF\x1a\x00\x00\x00WEBPVP8L"},
	{"midi", "MIDI Manufacturers Association, RP-029: Bundling SMF and DLS data in an RMID file", "RIFF\x40\x00\x00\x00RMIDdata"},
	{"riff", "Multimedia Programming Interface and Data Specifications 1.0, PAL", "RIFF\x18\x00\x00\x00PAL data"},
	{RF64, "EBU Tech 3306, 3", "RF64\xff\xff\xff\xffWAVEds64"},
	{RF64, "ITU-R BS.2088-1, 3", "BW64\xff\xff\xff\xffWAVEds64"},
	{RIFX, "Multimedia Programming Interface and Data Specifications 1.0, RIFX", "RIFX\x00\x00\x00\x24WAVEfmt \x00\x00\x00\x10"},
	{W64, "Sony, Wave64: GUID 66666972-912E-11CF-A5D6-28DB04C10000", "\x72\x69\x66\x66\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00"},
	{AIFF, "Apple, Audio Interchange File Format 1.3", "FORM\x00\x00\x00\x2eAIFFCOMM"},
	{AIFC, "Apple, AIFF-C draft of 26 August 1991", "FORM\x00\x00\x00\x2eAIFCFVER"},
	{FLAC, "RFC 9639, 6", "\x66\x4c\x61\x43\x00\x00\x00\x22"},
	{OGG, "RFC 3533, 6", "OggS\x00\x02"},
	{AMR, "RFC 4867, 5.1", "#!AMR\n\x3c"},
	{AMR, "RFC 4867, 5.1", "#!AMR-WB\n\x44"},
	{"caf", "Apple, Core Audio Format Specification 1.0, CAFFileHeader", "caff\x00\x01\x00\x00desc"},
	{"asf", "Microsoft, Advanced Systems Format 1.2, 3.1: GUID 75B22630-668E-11CF-A6D9-00AA0062CE6C", "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c\x00\x10\x00\x00"},
	{"matroska", "RFC 8794, 11.2.1", "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01"},
	{"mpeg-ps", "ISO/IEC 13818-1, 2.5.3.4: pack_start_code", "\x00\x00\x01\xba\x44\x00\x04\x00\x04\x01"},
	{"mpeg-ps", "ISO/IEC 13818-2, 6.2.2.1: sequence_header_code", "\x00\x00\x01\xb3\x16\x00\xf0\xc4"},
	{"mpeg-ts", "ISO/IEC 13818-1, 2.4.3.2: packets of 188 bytes with sync_byte 0x47", strings.Repeat("\x47\x40\x00\x10"+zeros(184), 5)},
	{"mpeg-ts", "IEC 61883-4: the same in source packets of 192 bytes", strings.Repeat(zeros(4)+"\x47\x40\x00\x10"+zeros(184), 5)},
	{"midi", "MIDI Manufacturers Association, RP-001: Standard MIDI Files 1.0", "MThd\x00\x00\x00\x06\x00\x01\x00\x02\x00\x60"},
	{"au", "Sun, au(4): magic 0x2e736e64, data at byte 24", "\x2e\x73\x6e\x64\x00\x00\x00\x18\xff\xff\xff\xff\x00\x00\x00\x01"},
	{"wavpack", "WavPack 4 & 5 Binary File / Block Format, WavpackHeader", "wvpk\x40\x00\x00\x00\x10\x04"},
	{"ape", "Monkey's Audio SDK, APE_COMMON_HEADER, version 3990", "MAC \x96\x0f\x00\x00"},
	{"musepack", "Musepack SV8 Specification", "MPCKSH\x0f"},
	{"musepack", "Musepack SV7 Specification", "MP+\x07\x10\x00\x00\x00"},
	{"tta", "TTA format description, TTA1 header", "TTA1\x01\x00\x02\x00\x10\x00"},
	{"dsf", "Sony, DSF File Format Specification 1.01, DSD chunk", "DSD \x1c\x00\x00\x00\x00\x00\x00\x00"},
	{"dff", "Philips, DSDIFF 1.5, 3.1", "FRM8\x00\x00\x00\x00\x00\x00\x10\x00DSD FVER"},
	{"flv", "Adobe, Flash Video File Format Specification 10.1, E.2", "\x46\x4c\x56\x01\x05\x00\x00\x00\x09"},
	{"ac3", "ATSC A/52:2018, 5.4.1.1", "\x0b\x77\x00\x00\x14\x40"},
	{"aac-latm", "ISO/IEC 14496-3, 1.7.2: AudioSyncStream with frames of 2 and 3 bytes", "\x56\xe0\x02ab\x56\xe0\x03abc"},
	{Unknown, "the same with a frame of another length", "\x56\xe0\x04ab\x56\xe0\x03ab\x00"},
	{"appledouble", "RFC 1740, appendix B", "\x00\x05\x16\x07\x00\x02\x00\x00"},
	{"png", "W3C, PNG, 5.2", "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR"},
	{"jpeg", "ITU-T T.81, B.1.1.3: SOI and the next marker", "\xff\xd8\xff\xe0\x00\x10JFIF\x00"},
	{"gif", "CompuServe, GIF87a", "GIF87a"},
	{"gif", "CompuServe, GIF89a, 17", "GIF89a"},
	{"bmp", "Microsoft, BITMAPFILEHEADER", "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00"},
	{"tiff", "Aldus, TIFF 6.0, 2", "\x49\x49\x2a\x00\x08\x00\x00\x00"},
	{"tiff", "Aldus, TIFF 6.0, 2", "\x4d\x4d\x00\x2a\x00\x00\x00\x08"},
	{"heif", "ISO/IEC 23008-12, B.4.1", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"},
	{"heif", "ISO/IEC 23008-12, 10.2", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00"},
	{"heif", "AOMedia, AV1 Image File Format, 6.2", "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00"},
	{MOV, "Apple, QuickTime File Format: the brand of the file type atom", "\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  "},
	{MP4, "ISO/IEC 14496-12, 4.3", "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00"},
	{MP4, "ISO/IEC 14496-12, 8.16.2", "\x00\x00\x00\x18stypmsdh\x00\x00\x00\x00"},
	{MOV, "QuickTime File Format: movie atom", "\x00\x00\x02\x6cmoov\x00\x00\x00\x6cmvhd"},
	{MOV, "QuickTime File Format: movie data atom", "\x00\x00\x10\x08mdat\x01\x02\x03\x04"},
	{MOV, "QuickTime File Format: placeholder in front of movie data", "\x00\x00\x00\x08wide\x00\x00\x10\x08mdat"},
	{MOV, "QuickTime File Format: free space atom", "\x00\x00\x00\x10free" + zeros(8)},
	{MOV, "QuickTime File Format: free space atom", "\x00\x00\x00\x10skip" + zeros(8)},
	{MOV, "QuickTime File Format: preview atom", "\x00\x00\x00\x14pnot\xb0\x00\x00\x00\x00\x00PICT"},
	{MP4, "ISO/IEC 14496-12, 8.8.4", "\x00\x00\x00\x64moof\x00\x00\x00\x10mfhd"},
	{MP4, "ISO/IEC 14496-12, 8.16.3", "\x00\x00\x00\x2csidx\x00\x00\x00\x00"},
	{"pdf", "ISO 32000-1, 7.5.2", "%PDF-1.7\n"},
	{"zip", "PKWARE, APPNOTE 6.3, 4.3.7: 0x04034b50", "\x50\x4b\x03\x04\x14\x00"},
	{"zip", "PKWARE, APPNOTE 6.3, 4.3.16: 0x06054b50, an empty archive", "\x50\x4b\x05\x06" + zeros(18)},
	{"gzip", "RFC 1952, 2.3.1", "\x1f\x8b\x08\x00\x00\x00\x00\x00"},
	{"bzip2", "bzip2 1.0, compress.c: 0x314159265359 begins a block", "BZh9\x31\x41\x59\x26\x53\x59"},
	{"xz", "The .xz File Format 1.2, 2.1.1.1", "\xfd\x37\x7a\x58\x5a\x00\x00\x04"},
	{"zstd", "RFC 8878, 3.1.1: 0xFD2FB528", "\x28\xb5\x2f\xfd\x24\x00"},
	{"7z", "LZMA SDK, 7zFormat.txt", "\x37\x7a\xbc\xaf\x27\x1c\x00\x04"},
	{"rar", "RAR 5.0 archive format, signature of 8 bytes", "\x52\x61\x72\x21\x1a\x07\x01\x00"},
	{"rar", "RAR 5.0 archive format, signature of RAR 4.x", "\x52\x61\x72\x21\x1a\x07\x00"},
	{"tar", "POSIX.1-2017, pax, ustar interchange format", "a.mp3" + zeros(95) + "0000644\x00" + zeros(149) + "ustar\x0000"},
	{"elf", "System V ABI, 4, ELF identification", "\x7f\x45\x4c\x46\x02\x01\x01\x00"},
	{"exe", "Microsoft, PE Format, MS-DOS stub", "\x4d\x5a\x90\x00\x03\x00\x00\x00"},
	{"sqlite", "SQLite, Database File Format, 1.3.1", "\x53\x51\x4c\x69\x74\x65\x20\x66\x6f\x72\x6d\x61\x74\x20\x33\x00\x10\x00"},
	{"playlist", "RFC 8216, 4.3.1.1", "#EXTM3U\n#EXT-X-VERSION:3\n"},
	{"playlist", "Winamp, PLS", "[playlist]\nNumberOfEntries=1\n"},
}

func detect(t *testing.T, b []byte) (Container, int64) {
	t.Helper()
	c, start, err := Detect(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))))
	if err != nil {
		t.Fatal(err)
	}
	return c, start
}

// TestHeads holds the table against heads of each format, and asks that every
// row is the first to match one of them.
func TestHeads(t *testing.T) {
	told := make([]bool, len(magics))
	for _, h := range heads {
		if got, start := detect(t, []byte(h.bytes)); got != h.kind || start != 0 {
			t.Errorf("%s (%s): got %q at %d", h.kind, h.document, got, start)
		}
		if i := slices.IndexFunc(magics, func(m magic) bool { return m.matches([]byte(h.bytes)) }); i >= 0 {
			told[i] = true
		}
	}
	for i, ok := range told {
		if !ok {
			t.Errorf("row %d of magics, %s, is the first to match none of the heads", i, magics[i].kind)
		}
	}
}

// FuzzDetect asks for the same answer twice, a kind that has a description, and
// a start within the file.
func FuzzDetect(f *testing.F) {
	for _, h := range heads {
		f.Add([]byte(h.bytes))
	}
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mpeg", "vbr.mp3"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b[:2000])
	f.Add(slices.Concat([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), b[:2000]))
	f.Add([]byte("\xff\xf1\x50\x80\x01\x1f\xfc\x00"))
	f.Add([]byte("\xef\xbb\xbf <!DOCTYPE html>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, start := detect(t, b)
		again, startAgain := detect(t, b)
		if c != again || start != startAgain {
			t.Fatalf("%q at %d and then %q at %d", c, start, again, startAgain)
		}
		if _, ok := Lookup(c); !ok && c != Unknown {
			t.Fatalf("%q is in no table", c)
		}
		if start < 0 || start > int64(len(b)) {
			t.Fatalf("%q starts at %d of %d", c, start, len(b))
		}
	})
}

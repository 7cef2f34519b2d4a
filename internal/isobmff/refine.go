package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Refine completes the first entry of t from the first packet, where the codec
// keeps its facts there and the sample description is filled in carelessly:
// MPEG audio.
func (t *Track) Refine(r *readat.Reader) error {
	if len(t.Entries) == 0 || t.Entries[0].Codec != "mp3" || t.Entries[0].Encrypted {
		return nil
	}
	p := t.Packets(r, &damage.Log{})
	k, ok := p.Next()
	if !ok {
		return p.Err()
	}
	h, err := r.Peek(k.Offset, 4)
	if err == nil && len(h) == 4 {
		t.Entries[0].mpegHeader(binary.BigEndian.Uint32(h))
	}
	return err
}

// mpegVersions are those of the 2-bit ID that MPEG-2.5 extends; 1 is reserved.
var mpegVersions = [4]struct {
	name  string
	rates [4]int // Hz; the last is reserved
}{
	0: {"MPEG-2.5", [4]int{11025, 12000, 8000}},
	2: {"MPEG-2", [4]int{22050, 24000, 16000}},
	3: {"MPEG-1", [4]int{44100, 48000, 32000}},
}

// mpegLayers are those of the 2-bit layer; 0 is reserved.
var mpegLayers = [4]struct {
	codec, name string
	frames      int64 // a packet
}{
	1: {"mp3", " Layer III", 1152},
	2: {"mp2", " Layer II", 1152},
	3: {"mp1", " Layer I", 384},
}

// mpegHeader reads the header of an MPEG audio frame; ISO/IEC 11172-3, 2.4.1.3,
// and ISO/IEC 13818-3, 2.4.2.3. A reserved one changes nothing.
func (e *Entry) mpegHeader(h uint32) {
	version, layer := mpegVersions[h>>19&3], mpegLayers[h>>17&3]
	rate := version.rates[h>>10&3]
	if h>>21 != 0x7ff || rate == 0 || layer.codec == "" {
		return
	}
	e.Codec, e.Profile, e.Rate = layer.codec, version.name+layer.name, rate
	e.PacketFrames = layer.frames
	if layer.codec == "mp3" && version.name != "MPEG-1" {
		e.PacketFrames = 576 // one granule; ISO/IEC 13818-3, 2.4.3.4
	}
	const singleChannel = 3
	e.Channels = 2
	if h>>6&3 == singleChannel {
		e.Channels = 1
	}
}

// Package amr walks the frames of an AMR or AMR-WB file. A frame of AMR, which
// codes 20 ms of sound, is a packet here.
//
// Source: RFC 4867, section 5.
package amr

import (
	"strings"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// Stream is what the packets add up to.
type Stream struct {
	Codec    string // "amr_nb" or "amr_wb"; empty where the header is broken
	Rate     int    // Hz
	Channels int
	Packets  int64 // of each channel
	Frames   int64
	Bytes    int64 // of the packets
}

// variant is one magic and what it stands for.
type variant struct {
	magic string
	codec string
	rate  int
	multi bool // a description of the channels follows
	sizes *[16]int8
}

// reserved marks a frame type that no encoder may use.
const reserved = -1

// Bytes of a packet behind its first one, by frame type: 3GPP TS 26.101, table
// A.1b, and TS 26.201, table 2, rounded up to bytes as RFC 4867, section 5.3,
// stores them.
var (
	narrow = [16]int8{12, 13, 15, 17, 19, 20, 26, 31, 5, reserved, reserved, reserved, reserved, reserved, reserved, 0}
	wide   = [16]int8{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, reserved, reserved, reserved, reserved, 0, 0}
)

var variants = []variant{
	{"#!AMR\n", "amr_nb", 8000, false, &narrow},
	{"#!AMR-WB\n", "amr_wb", 16000, false, &wide},
	{"#!AMR_MC1.0\n", "amr_nb", 8000, true, &narrow},
	{"#!AMR-WB_MC1.0\n", "amr_wb", 16000, true, &wide},
}

// packetsPerSecond follows from the 20 ms of a packet.
const packetsPerSecond = 50

// maxMagic holds the longest magic and the channel description.
const maxMagic = 19

// open reads the header at start and returns where the packets begin; false
// where they do not.
func open(r *readat.Reader, start int64, log *damage.Log) (v variant, s Stream, pos int64, err error) {
	h, err := r.Peek(start, maxMagic)
	if err != nil {
		return v, s, 0, err
	}
	for _, v := range variants {
		if !strings.HasPrefix(string(h), v.magic) {
			continue
		}
		n, chans := len(v.magic), 1
		if v.multi {
			n += 4
			if len(h) < n {
				log.Add(damage.MissingHeader, start, "the file ends in the description of its channels")
				return variant{}, s, 0, nil
			}
			chans = int(h[n-1] & 15)
		}
		if chans == 0 {
			log.Add(damage.BadStructure, start, "the header says 0 channels")
			return variant{}, s, 0, nil
		}
		return v, Stream{Codec: v.codec, Rate: v.rate, Channels: chans}, start + int64(n), nil
	}
	log.Add(damage.BadStructure, start, "%q is none of the headers of RFC 4867", h)
	return variant{}, s, 0, nil
}

// Head reads the header and reckons the frames of the whole stream from its
// first packets.
func Head(r *readat.Reader, start int64, log *damage.Log) (s Stream, frames int64, err error) {
	const sample = 1 << 10
	v, s, pos, err := open(r, start, log)
	if err != nil || s.Codec == "" {
		return s, 0, err
	}
	b, err := r.Peek(pos, sample)
	if err != nil {
		return s, 0, err
	}
	var packets, bytes int64
	for at := 0; at < len(b); packets++ {
		n := v.size(b[at])
		if n == 0 {
			break
		}
		at += n
		bytes += int64(n)
	}
	if bytes == 0 {
		return s, 0, nil
	}
	share := float64(r.Size()-pos) / float64(bytes)
	return s, int64(share*float64(packets)/float64(s.Channels)) * int64(s.Rate/packetsPerSecond), nil
}

// size returns the bytes of the packet that begins with head; 0 where there is
// no such packet.
func (v variant) size(head byte) int {
	const frameType, padding = 0x78, 0x83
	n := v.sizes[head&frameType>>3]
	if n == reserved || head&padding != 0 {
		return 0
	}
	return 1 + int(n)
}

// Walk visits every packet of the stream that begins at start, and logs what is
// wrong. Packets carry no sign to find them by, so that nothing behind a broken
// one is counted. The error is never about the content.
func Walk(r *readat.Reader, start int64, log *damage.Log) (Stream, error) {
	v, s, pos, err := open(r, start, log)
	if err != nil || s.Codec == "" {
		return s, err
	}
	var packets int64
	begin := pos
	for pos < r.Size() {
		b, err := r.Window(pos)
		if err != nil {
			return s, err
		}
		n := v.size(b[0])
		if n == 0 {
			tags, err := tag.Fills(r, pos)
			if err != nil {
				return s, err
			}
			if tags {
				break
			}
			log.Add(damage.LostSync, pos, "packet %d begins with 0x%02x, a reserved frame type; the %d bytes from there on are lost",
				packets, b[0], r.Size()-pos)
			break
		}
		if int64(n) > r.Size()-pos {
			log.Add(damage.Truncated, r.Size(), "packet %d is %d bytes long, %d bytes are there", packets, n, r.Size()-pos)
			break
		}
		packets++
		pos += int64(n)
	}
	s.Bytes = pos - begin
	s.Packets = packets / int64(s.Channels)
	s.Frames = s.Packets * int64(s.Rate/packetsPerSecond)
	if rest := packets % int64(s.Channels); rest != 0 && !log.Lost() {
		log.Add(damage.Truncated, pos, "the last 20 ms hold %d of %d channels", rest, s.Channels)
	}
	return s, nil
}

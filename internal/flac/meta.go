// Package flac reads the structure of native FLAC streams: metadata blocks and
// the packets behind them, without decoding any.
//
// A packet is what RFC 9639 calls a frame; a frame is one sample for each
// channel.
package flac

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

const (
	magic          = "fLaC"
	infoSize       = 34      // bytes of STREAMINFO; RFC 9639, 8.2
	maxBlock       = 65535   // frames; RFC 9639, 8.2
	maxBlocks      = 1 << 16 // metadata blocks: bounds the time that empty ones take
	typeStreamInfo = 0
	typeForbidden  = 127
)

// MaxPacket is the largest packet in bytes: what STREAMINFO can say.
const MaxPacket = 1<<24 - 1

// StreamInfo is the first metadata block. A 0 in the sizes and the total means
// not known.
type StreamInfo struct {
	MinBlock, MaxBlock   int   // frames a packet; MinBlock leaves out the last one
	MinPacket, MaxPacket int   // bytes
	Rate                 int   // Hz
	Channels             int   // 1 to 8
	Bits                 int   // a sample, 4 to 32
	Total                int64 // frames
	MD5                  [16]byte
}

// HasMD5 reports whether the encoder stored a checksum of the samples.
func (s *StreamInfo) HasMD5() bool { return s.MD5 != [16]byte{} }

// minBits is the least of a sample; RFC 9639, 8.2.
const minBits = 4

// Usable reports whether packets can be decoded by s.
func (s *StreamInfo) Usable() bool { return s.Rate > 0 && s.Bits >= minBits }

// Fits reports whether a packet with the header h is of the stream that s
// describes.
func (s *StreamInfo) Fits(h Header) bool {
	return h.Channels == s.Channels && (h.Rate == 0 || h.Rate == s.Rate) && (h.Bits == 0 || h.Bits == s.Bits)
}

// FirstBlock returns the body of the STREAMINFO block with which b, metadata
// blocks one after another, begins; nil where it begins with none.
func FirstBlock(b []byte) []byte {
	if len(b) < 4+infoSize || b[0]&0x7f != typeStreamInfo || blockSize(b) != infoSize {
		return nil
	}
	return b[4:][:infoSize]
}

// ParseStreamInfo reads the body of a STREAMINFO block; false when it is cut.
//
// Source: RFC 9639, 8.2.
func ParseStreamInfo(b []byte) (StreamInfo, bool) {
	if len(b) < infoSize {
		return StreamInfo{}, false
	}
	packed := binary.BigEndian.Uint64(b[10:])
	s := StreamInfo{
		MinBlock:  int(binary.BigEndian.Uint16(b)),
		MaxBlock:  int(binary.BigEndian.Uint16(b[2:])),
		MinPacket: int(binary.BigEndian.Uint32(b[3:]) & 0xffffff),
		MaxPacket: int(binary.BigEndian.Uint32(b[6:]) & 0xffffff),
		Rate:      int(packed >> 44),
		Channels:  int(packed>>41&7) + 1,
		Bits:      int(packed>>36&31) + 1,
		Total:     int64(packed & (1<<36 - 1)),
	}
	copy(s.MD5[:], b[18:infoSize])
	return s, true
}

// Head is what stands in front of the packets.
type Head struct {
	Info  StreamInfo
	Found bool  // Info was there
	At    int64 // where its block begins, or should
	Audio int64 // where the packets begin, or should

	// Open says that a metadata block goes on behind the end of the file: its
	// size is wrong when packets follow, else the file is cut. Audio is behind
	// the header of that block.
	Open bool
}

// ReadInfo reads STREAMINFO alone from the stream whose magic stands at start.
func ReadInfo(r *readat.Reader, start int64, log *damage.Log) (Head, error) {
	at := start + int64(len(magic))
	h := Head{At: at, Audio: at}
	b, err := r.Peek(h.Audio, 4+infoSize)
	if err != nil {
		return h, err
	}
	switch {
	case len(b) < 4+infoSize:
		log.Add(damage.Truncated, h.Audio, "the file ends %d bytes into STREAMINFO, which is %d bytes", len(b), 4+infoSize)
	case b[0]&0x7f != typeStreamInfo:
		log.Add(damage.MissingHeader, h.Audio, "the first metadata block is of type %d, want 0 (STREAMINFO)", b[0]&0x7f)
	default:
		h.Info, h.Found = ParseStreamInfo(b[4:])
		checkInfo(h.Info, blockSize(b), h.Audio, log)
	}
	return h, nil
}

func checkInfo(s StreamInfo, size, off int64, log *damage.Log) {
	const minBlock = 16 // RFC 9639, 8.2
	switch {
	case size != infoSize:
		log.Add(damage.BadStructure, off, "STREAMINFO is %d bytes, want %d", size, infoSize)
	case s.Rate == 0:
		log.Add(damage.BadStructure, off, "STREAMINFO has a rate of 0 Hz")
	case s.Bits < minBits:
		log.Add(damage.BadStructure, off, "STREAMINFO has %d bits a sample, want at least %d", s.Bits, minBits)
	case s.MaxBlock < minBlock || s.MinBlock > s.MaxBlock:
		log.Add(damage.CountOff, off, "STREAMINFO has block sizes of %d to %d frames", s.MinBlock, s.MaxBlock)
	}
}

// ReadHead reads STREAMINFO and skips the other metadata blocks by their sizes.
// Where a size is wrong, Audio is the place from which packets can be looked for.
func ReadHead(r *readat.Reader, start int64, log *damage.Log) (Head, error) {
	h, err := ReadInfo(r, start, log)
	if err != nil || !h.Found {
		return h, err
	}
	for range maxBlocks {
		b, err := r.Peek(h.Audio, 4)
		if err != nil {
			return h, err
		}
		if len(b) < 4 {
			h.Audio, h.Open = r.Size(), true
			return h, nil
		}
		last, kind, next := b[0]&0x80 != 0, b[0]&0x7f, h.Audio+4+blockSize(b)
		switch {
		case kind == typeForbidden:
			log.Add(damage.BadStructure, h.Audio, "metadata block of type 127, which is forbidden")
			return h, nil
		case next > r.Size():
			h.Audio, h.Open = h.Audio+4, true
			return h, nil
		}
		h.Audio = next
		if last {
			return h, nil
		}
	}
	log.Add(damage.BadStructure, h.Audio, "more than %d metadata blocks", maxBlocks)
	return h, nil
}

func blockSize(b []byte) int64 { return int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3]) }

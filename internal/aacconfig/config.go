// Package aacconfig reads the AudioSpecificConfig, which says what an MPEG-4
// audio stream holds.
//
// Source: ISO/IEC 14496-3:2019, 1.6.2.1 and 4.4.1.
package aacconfig

import (
	"errors"
	"fmt"
)

// MaxBytes is how much of a config is read; the longest that carries facts
// (a program config element with a comment) is shorter.
const MaxBytes = 512

// What is wrong with a config.
var (
	ErrTruncated = errors.New("the config ends early")
	ErrReserved  = errors.New("the config holds a reserved value")
)

// Config is what an AudioSpecificConfig says.
type Config struct {
	ObjectType int // of the core: 2 is AAC-LC; table 1.17
	CoreRate   int // Hz, before spectral band replication
	Rate       int // Hz, as a player that knows every signalled extension puts it out

	ChannelConfig int // 0 where a program config element counts the channels; table 1.19
	CoreChannels  int // before parametric stereo
	Channels      int // put out; 0 when the config does not say

	// Program is the program config element, where ChannelConfig is 0.
	Program Program

	// CoreFrames is what one packet holds before spectral band replication,
	// 0 when the object type has no constant length.
	CoreFrames int

	SBR   bool // spectral band replication is signalled
	NoSBR bool // its absence is signalled; where neither is, only the packets tell
	PS    bool // parametric stereo is signalled
	// Explicit tells the hierarchical signalling of SBR, which old decoders
	// reject, from the backward compatible one behind the config.
	Explicit bool
}

// rates are those of the 4-bit index; table 1.18.
var rates = [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// Rate returns the sampling rate in Hz that the 4-bit index stands for, and
// false for a reserved index and for the escape 15.
func Rate(index int) (hz int, ok bool) {
	if index < 0 || index >= len(rates) {
		return 0, false
	}
	return rates[index], true
}

// channels are those of the 4-bit channel configuration; table 1.19.
var channels = [16]int{1: 1, 2, 3, 4, 5, 6, 8, 11: 7, 12: 8, 13: 24, 14: 8}

// Channels returns how many channels a channel configuration stands for, and 0
// for 0 (a program config element says it) and for reserved values.
func Channels(configuration int) int {
	if configuration < 0 || configuration >= len(channels) {
		return 0
	}
	return channels[configuration]
}

// Audio object types; table 1.17.
const (
	aacMain     = 1
	AACLC       = 2
	aacSSR      = 3
	aacLTP      = 4
	sbr         = 5
	aacScalable = 6
	twinVQ      = 7
	erAACLC     = 17
	erAACLD     = 23
	parametric  = 29
	escape      = 31
	Layer1      = 32
	Layer2      = 33
	Layer3      = 34
	ALS         = 36
	erAACELD    = 39
	usac        = 42
)

var profiles = map[int]string{
	aacMain: "AAC Main", AACLC: "AAC-LC", aacSSR: "AAC-SSR", aacLTP: "AAC-LTP", sbr: "HE-AAC",
	aacScalable: "AAC Scalable", twinVQ: "TwinVQ", 8: "CELP", 9: "HVXC", erAACLC: "ER AAC-LC", 19: "ER AAC-LTP",
	20: "ER AAC Scalable", 21: "ER TwinVQ", 22: "ER BSAC", erAACLD: "AAC-LD", parametric: "HE-AAC v2",
	Layer1: "MPEG-4 Layer I", Layer2: "MPEG-4 Layer II", Layer3: "MPEG-4 Layer III", ALS: "MPEG-4 ALS", 37: "MPEG-4 SLS",
	38: "MPEG-4 SLS", erAACELD: "AAC-ELD", usac: "xHE-AAC",
}

// ProfileName returns the name of an audio object type such as "AAC-LC"; that
// of an ADTS header is its profile field plus 1. Types without a name of their
// own give "MPEG-4 audio object type N".
func ProfileName(objectType int) string {
	if name, ok := profiles[objectType]; ok {
		return name
	}
	return fmt.Sprintf("MPEG-4 audio object type %d", objectType)
}

// Profile returns the name of what c signals: "AAC-LC", "HE-AAC", "HE-AAC v2".
// SBR that is not signalled at all can be known from the packets only.
func (c Config) Profile() string {
	switch {
	case c.PS && c.ObjectType == AACLC:
		return profiles[parametric]
	case c.SBR && c.ObjectType == AACLC:
		return profiles[sbr]
	case c.SBR:
		return ProfileName(c.ObjectType) + " with SBR"
	}
	return ProfileName(c.ObjectType)
}

// Frames returns how many frames of rate c.Rate one packet gives, and 0 when
// it is not constant.
func (c Config) Frames() int {
	if c.CoreRate <= 0 {
		return c.CoreFrames
	}
	return int(int64(c.CoreFrames) * int64(c.Rate) / int64(c.CoreRate))
}

// Parse reads an AudioSpecificConfig. Bytes behind it are ignored.
//
// It returns ErrTruncated or ErrReserved beside what it had read so far.
func Parse(b []byte) (Config, error) {
	p := &parser{bits: bitReader{b: b[:min(len(b), MaxBytes)]}}
	p.parse()
	if p.err == nil && p.bits.over {
		p.err = ErrTruncated
	}
	return p.c, p.err
}

package aacconfig

import "fmt"

// parser goes through one config. After its first error it changes nothing.
type parser struct {
	bits bitReader
	c    Config
	err  error
}

// parse reads AudioSpecificConfig(); 1.6.2.1.
func (p *parser) parse() {
	p.c.ObjectType = p.objectType()
	p.c.CoreRate = p.rate()
	p.c.Rate = p.c.CoreRate
	p.c.ChannelConfig = p.bits.read(4)
	if p.c.ObjectType == sbr || p.c.ObjectType == parametric {
		p.c.SBR, p.c.Explicit = true, true
		p.c.PS = p.c.ObjectType == parametric
		p.extensionRate()
		p.c.ObjectType = p.objectType()
	}
	p.c.CoreChannels = Channels(p.c.ChannelConfig)
	if p.c.ChannelConfig != 0 && p.c.CoreChannels == 0 {
		p.reserved("channel configuration %d", p.c.ChannelConfig)
	}
	if p.err == nil && !p.bits.over {
		p.specific()
	}
	if p.err == nil && !p.bits.over && !p.c.Explicit {
		p.extension()
	}
	p.c.Channels = p.c.CoreChannels
	if p.c.PS && p.c.Channels == 1 {
		p.c.Channels = 2
	}
}

func (p *parser) reserved(format string, args ...any) {
	if p.err == nil && !p.bits.over {
		p.err = fmt.Errorf("%w: "+format, append([]any{ErrReserved}, args...)...)
	}
}

func (p *parser) objectType() int {
	t := p.bits.read(5)
	if t == escape {
		t = 32 + p.bits.read(6)
	}
	if t == 0 {
		p.reserved("audio object type 0")
	}
	return t
}

func (p *parser) rate() int {
	index := p.bits.read(4)
	if index == 15 {
		hz := p.bits.read(24)
		if hz == 0 {
			p.reserved("a sampling rate of 0 Hz")
		}
		return hz
	}
	hz, ok := Rate(index)
	if !ok {
		p.reserved("sampling frequency index %d", index)
	}
	return hz
}

// extensionRate reads the rate that SBR puts out: the core's, or twice that;
// 4.6.18.2.6.
func (p *parser) extensionRate() {
	hz := p.rate()
	if hz != p.c.CoreRate && hz != 2*p.c.CoreRate {
		p.reserved("SBR to %d Hz over a core of %d Hz", hz, p.c.CoreRate)
		return
	}
	p.c.Rate = hz
}

// specific reads the config of the object type as far as it carries facts.
func (p *parser) specific() {
	switch p.c.ObjectType {
	case aacMain, AACLC, aacSSR, aacLTP, aacScalable, twinVQ, erAACLC, 19, 20, 21, 22, erAACLD:
		p.generalAudio()
	case Layer1:
		p.c.CoreFrames = 384
	case Layer2, Layer3:
		p.c.CoreFrames = 1152
		if p.c.ObjectType == Layer3 && p.c.CoreRate < 32000 {
			p.c.CoreFrames = 576
		}
	case erAACELD:
		p.c.CoreFrames = 512
		if p.bits.read(1) == 1 {
			p.c.CoreFrames = 480
		}
	case ALS:
		p.als()
	}
}

// generalAudio reads GASpecificConfig(); 4.4.1, table 4.1.
func (p *parser) generalAudio() {
	p.c.CoreFrames = 1024
	short := p.bits.read(1) == 1
	if short {
		p.c.CoreFrames = 960
	}
	if p.c.ObjectType == erAACLD {
		p.c.CoreFrames = 512
		if short {
			p.c.CoreFrames = 480
		}
	}
	if p.bits.read(1) == 1 { // dependsOnCoreCoder
		p.bits.read(14)
	}
	extended := p.bits.read(1) == 1
	if p.c.ChannelConfig == 0 {
		p.c.Program = p.bits.program()
		p.c.CoreChannels = p.c.Program.Channels()
	}
	if p.c.ObjectType == aacScalable || p.c.ObjectType == 20 {
		p.bits.read(3) // layerNr
	}
	if !extended {
		return
	}
	switch p.c.ObjectType {
	case 22:
		p.bits.read(5 + 11)
	case erAACLC, 19, 20, erAACLD:
		p.bits.read(3)
	}
	p.bits.read(1)
}

// als reads the head of ALSSpecificConfig(); 11.4.1.
func (p *parser) als() {
	if p.c.ChannelConfig == 0 && p.bits.left() > 112 {
		p.bits.align()
		p.bits.read(32)
		p.c.CoreRate = p.bits.read(32)
		p.c.Rate = p.c.CoreRate
		p.bits.read(32)
		p.c.CoreChannels = p.bits.read(16) + 1
	}
}

// extension reads the backward compatible signalling behind the config;
// 1.6.5, table 1.15. It does not look further than the end of the config.
func (p *parser) extension() {
	const syncSBR, syncPS = 0x2b7, 0x548
	if p.bits.left() < 16 || p.bits.read(11) != syncSBR {
		return
	}
	if p.objectType() != sbr {
		return
	}
	p.c.SBR = p.bits.read(1) == 1
	if !p.c.SBR {
		p.c.NoSBR = true
		return
	}
	p.extensionRate()
	if p.bits.left() >= 12 && p.bits.read(11) == syncPS {
		p.c.PS = p.bits.read(1) == 1
	}
}

package probe

import (
	"slices"
	"testing"
)

// The source of each file is 0.5 s; internal/ogg has where Speex falls short.
func TestOggDepths(t *testing.T) {
	tests := []struct {
		name, codec   string
		rate          int
		frames, coded int64
		deepest       Depth
	}{
		{"vorbis.ogg", "vorbis", 16000, 8000, 8000, Packets},
		// 26 packets of 20 ms (opusinfo): what is heard begins 312 frames in.
		{"opus.opus", "opus", 48000, 24000, 26 * 960, Packets},
		{"flac.oga", "flac", 16000, 8000, 8000, Samples},
		{"speex.spx", "speex", 16000, 7857, 7857, Packets},
	}
	for _, tt := range tests {
		b := flacFile(t, "ogg", tt.name)
		h := flacRead(t, b, Header)
		if h.Frames != (Fact[int64]{tt.frames, Estimate}) || h.Codec.Value != tt.codec || h.Integrity != NotChecked {
			t.Errorf("%s at header: %+v", tt.name, h)
		}
		for _, d := range []Depth{Packets, Samples} {
			i := flacRead(t, b, d)
			basis, by := FromPackets, "crc"
			if d == Samples && tt.deepest == Samples {
				basis, by = FromSamples, "md5"
			}
			if i.Frames != (Fact[int64]{tt.frames, basis}) || i.CodedFrames.Value != tt.coded || i.Rate.Value != tt.rate ||
				i.Codec.Value != tt.codec || i.Channels.Value != 1 || len(i.Damage) > 0 {
				t.Errorf("%s at %s: %+v", tt.name, d, i)
			}
			if i.DepthReached != min(d, tt.deepest) || i.Integrity != Verified || i.VerifiedBy != by {
				t.Errorf("%s at %s: reached %s, %s by %q", tt.name, d, i.DepthReached, i.Integrity, i.VerifiedBy)
			}
		}
	}
}

func TestOggDamage(t *testing.T) {
	b := flacFile(t, "ogg", "vorbis.ogg")
	i := flacRead(t, b[:len(b)-10], Packets)
	if !slices.Equal(flacKinds(i), []string{"truncated"}) || i.Integrity != Damaged {
		t.Errorf("cut: %+v", i)
	}
	c := slices.Clone(b)
	c[len(c)-10] ^= 1
	i = flacRead(t, c, Packets)
	if !slices.Equal(flacKinds(i), []string{"bad_crc"}) || i.Integrity != Damaged {
		t.Errorf("flipped: %+v", i)
	}
	i = flacRead(t, []byte("OggS and nothing of the kind"), Packets)
	if i.Problem == "" || i.Codec.Known() {
		t.Errorf("not Ogg: %+v", i)
	}
}

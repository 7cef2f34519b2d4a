package alac

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// goldens are SHA-256s of what ffmpeg decodes, in the order of its channels;
// testdata/SOURCES.md has the commands.
var goldens = []struct{ file, sum string }{
	{"mp4/alac16.m4a", "72ff3455ea744d48fd6c0d2ccda86f2511c86a53934b72be719c372d65ef7ac7"},
	{"mp4/alac24.m4a", "65edd38e4317d60b6cb53405ea1a011786489d1c73799f97abe0b5cd9c92f29d"},
	{"catalog/lossless.m4a", "a353503817011e3bff5ed9e0c13bb391207f53c7df416ff301decc34745b9f62"},
	{"alac/c3.m4a", "962b2aed295eb00d2b917e0f4e92dcda4c55209445bbb083def686813eae1aa4"},
	{"alac/c4.m4a", "ff7da863d803cfc743fa3a8e99cef4577a130f8e031adea6013569fa334966db"},
	{"alac/c5.m4a", "08564ea74d3d76a0775492527f00d6ebb8afd6638ec32e5b97821e59e57b77d2"},
	{"alac/c6.m4a", "4417e8afb3c8002a92dce0779a1e910826766b73a728cc9152046df9762ffbae"},
	{"alac/c7.m4a", "d12ecc7bdc57a5bbb803c8e5bd17850ff89d6cb0c0a805422b511c5b580395f0"},
	{"alac/c8.m4a", "1e30185585acd4604f2a1bb50a153e32ceb04bd4a318b695d0979bcd384dce7c"},
	{"alac/noise16.m4a", "e6583783ae231591284fc22d393eac50cc35c5606dc4fdca14158cf329b3b9d5"},
	{"alac/noise24.m4a", "6d3ee65a2d6d7111b242c13e9322b5abf4fcdfc4b87c660dd3a75095b04b0683"},
	{"alac/square.m4a", "e2f2ac111334b458b737ced27562321d4cc6559ad8838be1735f10f2517c3126"},
	{"alac/verbatim.m4a", "5c4d09b94bff20934d16e162b626b5f410c804bba96f19a76385afc9139c9501"},
	{"alac/silence.m4a", "d7967a6f7d2dd3204ed70cc72c705e33a573aef8431b69c5bbd39e5b5cd67384"},
}

func TestFFmpegsSamples(t *testing.T) {
	for _, g := range goldens {
		s := fixture(t, g.file)
		if sum, err := digest(s); err != nil || sum != g.sum {
			t.Errorf("%s: samples have SHA-256 %s, %v; ffmpeg's %s", g.file, sum, err, g.sum)
		}
	}
}

// digest is the SHA-256 of all samples of s.
func digest(s stream) (string, error) {
	h, d := sha256.New(), NewDecoder(s.config)
	for _, p := range s.packets {
		samples, err := d.Decode(p)
		if err != nil {
			return "", err
		}
		h.Write(bytesOf(samples, s.config.Bits))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

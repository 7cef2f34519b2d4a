package flacdec

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// The example files of RFC 9639, appendix D, and the samples that it derives.
var standard = []struct{ clause, file, samples string }{
	{"D.1", `664c6143 80000022 10001000 00000f00 000f0ac4 42f00000 00013e84 b41807dc 69030758
		6a3dad1a 2e0ffff8 69180000 bf0358fd 03128baa 9a`,
		"25588 10416"},
	{"D.2", `664c6143 00000022 00100010 00001700 00440ac4 42f00000 0013d5b0 564975e9 8b8d8b93
		0422757b 81030300 00120000 00000000 00000000 00000000 00000010 0400003a 20000000
		72656665 72656e63 65206c69 62464c41 4320312e 332e3320 32303139 30383034 01000000
		0e000000 5449544c 453dd7a9 d79cd795 d79d8100 00060000 00000000 fff86998 000f9912
		08670162 3d144299 8f5df70d 6fe00c17 caeb2100 0ee7a77a 24a1590c 1217b603 097b784f
		aa9a33d2 85e070ad 5b1b4851 b4010d99 d2cd1a68 f1e6b810 fff86918 0102a402 c382c40b
		c14a03ee 48dd03b6 7c1330`,
		`10372 6070 18041 10545 14942 8743 17876 10449 15627 9143 17899 10463 16242 9502 18077 10569
		16824 9840 18263 10680 17295 10113 -14418 -8428 -15201 -8895 -14508 -8476 -15195 -8896 -14818 -8653
		-15486 -9072 -15349 -8958 -16054 -9410`},
	{"D.3", `664c6143 80000022 10001000 00001f00 001f07d0 00700000 0018f8f9 e396f5cb cfc6dc80
		7f997790 6b32fff8 68020017 e944004f 6f313d10 47d227cb 6d090831 452bdc28 22228057 a3`,
		"0 79 111 78 8 -61 -90 -68 -13 42 67 53 13 -27 -46 -38 -12 14 24 19 6 -4 -5 0"},
}

func TestStandardsExamples(t *testing.T) {
	for _, e := range standard {
		b, err := hex.DecodeString(strings.Join(strings.Fields(e.file), ""))
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, b)
		got := s.decode(t)
		if want := numbers(t, e.samples); !slices.Equal(got, want) {
			t.Errorf("%s: %d, want %d", e.clause, got, want)
		}
		if sum(got, s.info.Bits) != s.info.MD5 {
			t.Errorf("%s: the MD5 is not that of STREAMINFO", e.clause)
		}
	}
}

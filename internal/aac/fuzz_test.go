package aac

import (
	"math"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// poison fills what a packet must not take over from the one before.
func poison(d *Decoder) {
	nan := float32(math.NaN())
	for i := range d.elements {
		e := &d.elements[i]
		e.common = !e.common
		for b := range e.pair.used {
			e.pair.used[b] = true
		}
		for c := range e.streams {
			s := &e.streams[c]
			*s = stream{right: s.right, info: info{sequence: eightShort, shape: 1, maxSFB: 9, groups: 8, offsets: bandTables[0].short}}
			s.tns.present, s.pulse.count = true, 4
			for b := range s.books {
				s.books[b], s.factors[b] = noiseBook, 100
			}
			for n := range s.spectrum {
				s.spectrum[n] = nan
			}
			for w := range s.tns.windows {
				s.tns.windows[w].count = maxTNSFilters
			}
		}
	}
	for n := range d.half {
		d.half[n] = nan
	}
	for n := range d.z {
		d.z[n] = point{nan, nan}
	}
	for n := range d.out {
		d.out[n] = nan
	}
	for n := range d.seen {
		d.seen[n] = seen{singleChannel, 0}
	}
}

// FuzzDecode decodes three packets by each of two decoders, of which the second
// has its buffers poisoned before every one.
func FuzzDecode(f *testing.F) {
	for n, name := range []string{frag, "testdata/noise.m4a", "testdata/tools.m4a", "testdata/surround.m4a"} {
		file := readFile(f, name)
		rate, configuration := []int{16000, 48000, 44100, 16000}[n], []int{2, 1, 2, 6}[n]
		f.Add(rate, configuration, file.packet(2), file.packet(3))
		f.Add(rate, configuration, file.packet(4), file.packet(5))
	}
	for _, c := range malformed {
		f.Add(48000, c.configuration, write(c.packet...).b, write(quiet(c.configuration)...).b)
	}
	f.Fuzz(func(t *testing.T, rate, configuration int, first, second []byte) {
		c := aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: rate, CoreFrames: 1024, ChannelConfig: configuration & 15}
		var samples [2][]float32
		var texts [2]string
		for i := range samples {
			d, err := New(c)
			if err != nil {
				return
			}
			for _, packet := range [][]byte{first, second, first} {
				if i == 1 {
					poison(d)
				}
				out, err := d.Decode(packet)
				if err != nil {
					texts[i] += err.Error()
					continue
				}
				samples[i] = append(samples[i], out...)
			}
		}
		if texts[0] != texts[1] || !slices.Equal(samples[0], samples[1]) {
			t.Fatalf("%q and then %q, or other samples", texts[0], texts[1])
		}
		for i, v := range samples[0] {
			if v-v != 0 {
				t.Fatalf("sample %d is %v", i, v)
			}
		}
	})
}

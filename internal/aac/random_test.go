package aac

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// writer writes legal packets of random content, with every tool but noise: what
// no encoder at hand writes, pulses and rare codes among it, is compared with
// FFmpeg this way.
type writer struct {
	*rand.Rand
	bands    *bandTable
	sequence int // of the last packet
	codes    map[[2]int]bool
}

// packet writes one packet of one or two channels.
func (r *writer) packet(channels int) []byte {
	w := &bitWriter{}
	r.sequence = r.next()
	if channels == 1 {
		w.put(singleChannel, 3).put(0, 4)
		r.channel(w, r.info(), nil, false)
		return w.put(end, 3).b
	}
	w.put(channelPair, 3).put(0, 4)
	if r.IntN(4) == 0 {
		w.put(0, 1)
		r.channel(w, r.info(), nil, false)
		r.channel(w, r.info(), nil, false)
		return w.put(end, 3).b
	}
	i := r.info()
	w.put(1, 1)
	r.putInfo(w, i)
	mask := r.IntN(3)
	w.put(uint64(mask), 2)
	for range i.groups * i.maxSFB {
		if mask == maskListed {
			w.put(r.Uint64N(2), 1)
		}
	}
	r.channel(w, i, &i, false)
	r.channel(w, i, &i, true)
	return w.put(end, 3).b
}

// next returns a window sequence that may follow the last one.
func (r *writer) next() int {
	if r.sequence == longStart || r.sequence == eightShort {
		return []int{eightShort, longStop}[r.IntN(2)]
	}
	return []int{onlyLong, onlyLong, longStart}[r.IntN(3)]
}

func (r *writer) info() info {
	i := info{sequence: r.sequence, shape: r.IntN(2), groups: 1, groupLength: [8]int{1}, offsets: r.bands.long}
	if i.sequence == eightShort {
		i.offsets = r.bands.short
		i.group(r.IntN(128))
	}
	i.maxSFB = r.IntN(len(i.offsets))
	return i
}

func (r *writer) putInfo(w *bitWriter, i info) {
	w.put(0, 1).put(uint64(i.sequence), 2).put(uint64(i.shape), 1)
	if i.sequence != eightShort {
		w.put(uint64(i.maxSFB), 6).put(0, 1)
		return
	}
	w.put(uint64(i.maxSFB), 4)
	grouping := uint64(0)
	for _, n := range i.groupLength[:i.groups] {
		grouping = grouping<<n | (1<<(n-1) - 1)
	}
	w.put(grouping, 7)
}

// channel writes individual_channel_stream() for i, which common says was written
// before.
func (r *writer) channel(w *bitWriter, i info, common *info, intensity bool) {
	gain := 100 + r.IntN(40)
	w.put(uint64(gain), 8)
	if common == nil {
		r.putInfo(w, i)
	}
	books := r.sections(w, i, intensity)
	r.scaleFactors(w, gain, books)
	r.pulses(w, i)
	r.shaping(w, i)
	w.put(0, 1)
	r.spectrum(w, i, books)
}

func (r *writer) sections(w *bitWriter, i info, intensity bool) (books []int) {
	width := 5
	if i.sequence == eightShort {
		width = 3
	}
	for range i.groups {
		for sfb := 0; sfb < i.maxSFB; {
			book := r.IntN(lastBook + 1)
			if intensity && r.IntN(4) == 0 {
				book = intensityBook2 + r.IntN(2)
			}
			n := 1 + r.IntN(i.maxSFB-sfb)
			w.put(uint64(book), 4)
			left := n
			for ; left >= 1<<width-1; left -= 1<<width - 1 {
				w.put(1<<width-1, width)
			}
			w.put(uint64(left), width)
			books = append(books, slices.Repeat([]int{book}, n)...)
			sfb += n
		}
	}
	return books
}

func (r *writer) scaleFactors(w *bitWriter, gain int, books []int) {
	codes, lengths := scaleFactorBook.codes()
	factor, position := gain, 0
	put := func(at *int, low, high int) {
		next := min(max(*at+r.IntN(2*differenceBase+1)-differenceBase, low), high)
		n := next - *at + differenceBase
		w.put(codes[n], lengths[n])
		r.codes[[2]int{0, n}] = true
		*at = next
	}
	for _, book := range books {
		switch {
		case book >= intensityBook2:
			put(&position, -20, 60)
		case book != zeroBook:
			put(&factor, 80, 140)
		}
	}
}

func (r *writer) pulses(w *bitWriter, i info) {
	if i.sequence == eightShort || i.maxSFB < 2 || r.IntN(2) == 0 {
		w.put(0, 1)
		return
	}
	start, count := r.IntN(i.maxSFB), 1+r.IntN(4)
	line := int(i.offsets[start])
	w.put(1, 1)
	w.put(uint64(count-1), 2).put(uint64(start), 6)
	for range count {
		step := r.IntN(min(32, int(i.offsets[i.maxSFB])-line))
		line += step
		w.put(uint64(step), 5).put(r.Uint64N(16), 4)
	}
}

func (r *writer) shaping(w *bitWriter, i info) {
	if r.IntN(2) == 0 {
		w.put(0, 1)
		return
	}
	w.put(1, 1)
	countBits, lengthBits, orderBits, most := 2, 6, 5, 5
	if i.sequence == eightShort {
		countBits, lengthBits, orderBits, most = 1, 4, 3, 3
	}
	for range i.windows() {
		count := r.IntN(1 << countBits)
		w.put(uint64(count), countBits)
		if count == 0 {
			continue
		}
		resolution := r.IntN(2)
		w.put(uint64(resolution), 1)
		for range count {
			order := r.IntN(most + 1)
			w.put(r.Uint64N(1<<lengthBits), lengthBits).put(uint64(order), orderBits)
			if order == 0 {
				continue
			}
			compress := r.IntN(2)
			w.put(r.Uint64N(2), 1).put(uint64(compress), 1)
			for range order {
				w.put(r.Uint64(), 3+resolution-compress)
			}
		}
	}
}

// spectrum writes values of all sizes that the books have.
func (r *writer) spectrum(w *bitWriter, i info, books []int) {
	for b, book := range books {
		if book == zeroBook || book > lastBook {
			continue
		}
		l := spectrumLayouts[book-1]
		sfb, group := b%i.maxSFB, b/i.maxSFB
		lines := int(i.offsets[sfb+1]-i.offsets[sfb]) * i.groupLength[group]
		for n := 0; n < lines; n += l.dimension {
			values := make([]int, l.dimension)
			for k := range values {
				values[k] = r.value(book, l)
			}
			w.putValues(book, values)
			r.codes[[2]int{book, symbol(book, values)}] = true
		}
	}
}

func (r *writer) value(book int, l spectrumLayout) int {
	if l.signed {
		return r.IntN(l.base) - l.base/2
	}
	v := r.IntN(l.base)
	if book == escapeBook && v == escapeFlag {
		v = escapeFlag + int(math.Exp2(4+9*r.Float64()))
		v = min(v, maxQuantised-15) // what a pulse adds must fit
	}
	if r.IntN(2) == 0 {
		return -v
	}
	return v
}

// adts puts a header in front of a packet; 1.A.2.2.
func adts(packet []byte, rateIndex, channels int) []byte {
	w := &bitWriter{}
	w.put(0xfff1, 16).put(aacconfig.AACLC-1, 2).put(uint64(rateIndex), 4).put(0, 1).put(uint64(channels), 3).put(0, 4)
	w.put(uint64(len(packet)+7), 13).put(0x7ff, 11).put(0, 2)
	return append(w.b, packet...)
}

// TestRandomPackets compares packets of random content with FFmpeg, at each
// sampling frequency, until every code of every codebook has come up.
func TestRandomPackets(t *testing.T) {
	needFFmpeg(t)
	r := &writer{Rand: rand.New(rand.NewPCG(7, 8)), codes: map[[2]int]bool{}}
	for index := range 13 {
		rate, _ := aacconfig.Rate(index)
		channels := 1 + index%2
		c := aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: rate, CoreFrames: 1024, ChannelConfig: channels}
		d, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		r.bands, r.sequence = d.bands, onlyLong
		var stream []byte
		var got []float32
		for n := range 60 {
			packet := r.packet(channels)
			stream = append(stream, adts(packet, index, channels)...)
			samples, err := d.Decode(packet)
			if err != nil {
				t.Fatalf("packet %d: %v", n, err)
			}
			got = append(got, samples...)
		}
		compareStream(t, stream, got, channels)
	}
	for n, b := range books() {
		for symbol := range b.symbols {
			if !r.codes[[2]int{n, symbol}] {
				t.Errorf("book %d: the code of %d has not come up", n, symbol)
			}
		}
	}
}

// compareStream holds each packet against FFmpeg's, relative to the level of its
// own and of the one before, which it overlaps with. TNS filters that are almost
// unstable, as random ones can be, raise the rounding errors of both sides.
func compareStream(t *testing.T, stream []byte, got []float32, channels int) {
	t.Helper()
	cmd := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-flags2", "+skip_manual", "-f", "aac", "-i", "-", "-f", "f32le", "-")
	cmd.Stdin = bytes.NewReader(stream)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("ffmpeg: %v: %s", err, stderr.Bytes())
	}
	want := floats(out)
	if len(want) != len(got) {
		t.Fatalf("%d samples, FFmpeg has %d", len(got), len(want))
	}
	comparePackets(t, "random packets", got, want, frameLength*channels)
}

// comparePackets does so for packets of size samples.
func comparePackets(t *testing.T, name string, got, want []float32, size int) {
	t.Helper()
	before := 0.0
	for n := 0; n < len(got); n += size {
		level := 0.0
		for _, v := range want[n : n+size] {
			level = max(level, math.Abs(float64(v)))
		}
		if most, at, _ := distance(got[n:n+size], want[n:n+size]); most > 2e-4*max(level, before) {
			t.Errorf("%s: packet %d: sample %d is %v, FFmpeg's %v", name, n/size, at, got[n+at], want[n+at])
		}
		before = level
	}
}

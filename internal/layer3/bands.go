package layer3

// lines is the number of frequency lines, and of frames, in a granule.
const lines = 576

// Numbers of scalefactor bands, the one without a scalefactor included.
const (
	longBands  = 22
	shortBands = 13
	maxBands   = shortBands * windows
)

// windows is how many short blocks stand in place of a long one.
const windows = 3

// bandWidths are the widths of the scalefactor bands in lines, of a long block
// and of a short one.
type bandWidths struct {
	rate  int // in Hz
	long  [longBands]uint8
	short [shortBands]uint8
}

// widthsByRate: the bands of 11,025 and 12,000 Hz are those of 16,000 Hz.
//
// Source: ISO/IEC 11172-3, table B.8; ISO/IEC 13818-3, table B.2; the rates of
// MPEG-2.5 by common use.
var widthsByRate = [...]bandWidths{
	{
		16000,
		[...]uint8{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 38, 46, 52, 60, 68, 58, 54},
		[...]uint8{4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 30, 40, 18},
	},
	{
		44100,
		[...]uint8{4, 4, 4, 4, 4, 4, 6, 6, 8, 8, 10, 12, 16, 20, 24, 28, 34, 42, 50, 54, 76, 158},
		[...]uint8{4, 4, 4, 4, 6, 8, 10, 12, 14, 18, 22, 30, 56},
	},
	{
		48000,
		[...]uint8{4, 4, 4, 4, 4, 4, 6, 6, 6, 8, 10, 12, 16, 18, 22, 28, 34, 40, 46, 54, 54, 192},
		[...]uint8{4, 4, 4, 4, 6, 6, 10, 12, 14, 16, 20, 26, 66},
	},
	{
		32000,
		[...]uint8{4, 4, 4, 4, 4, 4, 6, 6, 8, 10, 12, 16, 20, 24, 30, 38, 46, 56, 68, 84, 102, 26},
		[...]uint8{4, 4, 4, 4, 6, 8, 12, 16, 20, 26, 34, 42, 12},
	},
	{
		22050,
		[...]uint8{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 38, 46, 52, 60, 68, 58, 54},
		[...]uint8{4, 4, 4, 6, 6, 8, 10, 14, 18, 26, 32, 42, 18},
	},
	{
		24000,
		[...]uint8{6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 18, 22, 26, 32, 38, 46, 54, 62, 70, 76, 36},
		[...]uint8{4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 32, 44, 12},
	},
	{
		8000,
		[...]uint8{12, 12, 12, 12, 12, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 76, 90, 2, 2, 2, 2, 2},
		[...]uint8{8, 8, 8, 12, 16, 20, 24, 28, 36, 2, 2, 2, 26},
	},
}

func widthsOf(rate int) *bandWidths {
	for i := range widthsByRate {
		if widthsByRate[i].rate == rate {
			return &widthsByRate[i]
		}
	}
	return &widthsByRate[0]
}

// layout says how the lines of a granule are divided into bands, in the order of
// the bitstream: those of long blocks, and behind them, for each band of short
// blocks, one a window.
type layout struct {
	ends  []int // the first line behind each band
	long  int   // how many of the bands are of long blocks
	from  int   // the first band of short blocks, by its number in the standard
	lines int   // of the long blocks
}

// layouts are those of one sampling rate: of long blocks alone, of short blocks
// alone, and mixed.
type layouts struct{ long, short, mixed layout }

// newLayouts returns the layouts of a rate. In a mixed granule the bands of long
// blocks end where the fourth of short blocks begins.
func newLayouts(rate int) *layouts {
	const mixedFrom = 3
	w := widthsOf(rate)
	long := 0
	for at, stop := 0, windows*sum(w.short[:mixedFrom]); at < stop; long++ {
		at += int(w.long[long])
	}
	return &layouts{
		long:  newLayout(w, longBands, shortBands),
		short: newLayout(w, 0, 0),
		mixed: newLayout(w, long, mixedFrom),
	}
}

func newLayout(w *bandWidths, long, from int) layout {
	l := layout{long: long, from: from}
	at := 0
	for _, n := range w.long[:long] {
		at += int(n)
		l.ends = append(l.ends, at)
	}
	l.lines = at
	for _, n := range w.short[from:] {
		for range windows {
			at += int(n)
			l.ends = append(l.ends, at)
		}
	}
	return l
}

func sum(b []uint8) (n int) {
	for _, v := range b {
		n += int(v)
	}
	return n
}

// of returns the layout of the granule g.
func (l *layouts) of(g *granule) *layout {
	switch {
	case g.kind != short:
		return &l.long
	case g.mixed:
		return &l.mixed
	}
	return &l.short
}

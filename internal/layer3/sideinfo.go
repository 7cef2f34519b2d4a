package layer3

import "github.com/audiocheck/audiocheck/internal/mpa"

// Granules of 576 frames in a packet: two in MPEG-1, else one.
const maxGranules = 2

func granules(h mpa.Header) int { return h.Frames() / lines }

// sideInfo is the side information of a packet.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7; ISO/IEC 13818-3, 2.4.1.7.
type sideInfo struct {
	begin    int              // main_data_begin, in bytes
	scfsi    [maxChannels]int // the first group of bands highest
	granules [maxGranules][maxChannels]granule
	buf      [32 + slack]byte
}

// granule is what the side information says of one channel in one granule.
type granule struct {
	length       int // part2_3_length, in bits
	bigValues    int // in lines, two for each pair
	gain         int // global_gain
	compress     int // scalefac_compress
	scale        int // intensity_scale, of the right channel in MPEG-2
	switched     bool
	kind         blockKind
	mixed        bool
	tables       [3]int // table_select
	subblockGain [3]int
	regions      [2]int // region0_count and region1_count
	preflag      bool   // in MPEG-2 the scalefactors set it
	coarse       bool   // scalefac_scale
	count1B      bool   // count1table_select
}

// blockKind is block_type.
type blockKind int

const (
	long blockKind = iota
	start
	short
	stop
)

// parse reads the side information of a packet with header h from b.
func (s *sideInfo) parse(h mpa.Header, b []byte) {
	copy(s.buf[:32], b)
	r := bitReader{b: s.buf[:]}
	channels := h.Channels()
	if h.Version() == mpa.MPEG1 {
		s.begin = r.read(9)
		r.read([...]int{1: 5, 2: 3}[channels]) // private_bits
		for ch := range channels {
			s.scfsi[ch] = r.read(4)
		}
	} else {
		s.begin = r.read(8)
		r.read(channels) // private_bits
	}
	for gr := range granules(h) {
		for ch := range channels {
			s.granules[gr][ch].parse(&r, h.Version() != mpa.MPEG1)
		}
	}
}

func (g *granule) parse(r *bitReader, low bool) {
	*g = granule{}
	g.length = r.read(12)
	g.bigValues = 2 * r.read(9)
	g.gain = r.read(8)
	g.compress = r.read(4)
	if low {
		g.compress = g.compress<<5 | r.read(5)
		g.scale = g.compress & 1
	}
	g.switched = r.flag()
	if g.switched {
		g.kind = blockKind(r.read(2))
		g.mixed = r.flag()
		g.tables = [3]int{r.read(5), r.read(5)}
		g.subblockGain = [3]int{r.read(3), r.read(3), r.read(3)}
	} else {
		g.tables = [3]int{r.read(5), r.read(5), r.read(5)}
		g.regions = [2]int{r.read(4), r.read(3)}
	}
	g.preflag = !low && r.flag()
	g.coarse = r.flag()
	g.count1B = r.flag()
}

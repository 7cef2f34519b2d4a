package layer3

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"os/exec"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

func TestTry2(t *testing.T) {
	path := os.Getenv("TRY")
	b, _ := os.ReadFile(path)
	get := func(c ...string) []float32 {
		out, _ := exec.Command(c[0], c[1:]...).Output()
		f := make([]float32, len(out)/4)
		for i := range f {
			f[i] = math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:]))
		}
		return f
	}
	mp := get("mpg123", "-q", "--no-gapless", "-e", "f32", "-s", path)
	ff := get("ffmpeg", "-v", "error", "-flags2", "+skip_manual", "-i", path, "-f", "f32le", "-")
	fmt.Println(len(mp), len(ff))
	d := New()
	at := 0
	for i := 0; len(b) > 4; i++ {
		h, _ := mpa.Parse(b)
		n := h.Length()
		p := mpa.Packet{Header: h, Data: b[:n], Whole: true}
		o, err := d.Decode(&p)
		var e1, e2, e3 float64
		for k, v := range o {
			if at+k < len(mp) {
				e1 = max(e1, math.Abs(float64(v-mp[at+k])))
			}
			if at+k < len(ff) {
				e2 = max(e2, math.Abs(float64(v-ff[at+k])))
			}
			if at+k < len(ff) && at+k < len(mp) {
				e3 = max(e3, math.Abs(float64(mp[at+k]-ff[at+k])))
			}
		}
		at += len(o)
		fmt.Printf("%d %x err %v mpg %.2g ff %.2g mpg-ff %.2g  ", i, uint32(h), err, e1, e2, e3)
		for gr := range granules(h) {
			for ch := range h.Channels() {
				g := d.side.granule[gr][ch]
				fmt.Printf(" k%d m%v big%d len%d", g.kind, g.mixed, g.bigValues, g.length)
			}
		}
		fmt.Println()
		b = b[n:]
	}
}

package layer3

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func TestTry(t *testing.T) {
	for _, path := range strings.Fields(os.Getenv("TRY")) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		st, _ := f.Stat()
		r := readat.New(context.Background(), f, st.Size())
		start, _, _ := mpa.Sync(r, 0, st.Size())
		var log damage.Log
		end, edited, _ := mpa.End(r, start, &log)
		w := mpa.NewWalker(r, start, end, edited, &log)
		d := New()
		var got []float32
		errs := 0
		for {
			p, err := w.Next()
			if err == io.EOF {
				break
			}
			o, err := d.Decode(&p)
			if err != nil {
				errs++
				if errs < 4 {
					fmt.Println(path, p.Offset, err)
				}
			}
			got = append(got, o...)
		}
		out, err := exec.Command("mpg123", "-q", "--no-gapless", "--no-resync", "-e", "f32", "-s", path).Output()
		_ = err
		n := len(out) / 4
		max, sum, at := 0.0, 0.0, 0
		for i := range min(n, len(got)) {
			v := math.Float32frombits(binary.LittleEndian.Uint32(out[4*i:]))
			dd := math.Abs(float64(v - got[i]))
			if dd > max {
				max, at = dd, i
			}
			sum += dd * dd
		}
		fmt.Printf("%s: errs %d n %d/%d max %.3g at %d rms %.1f dB %v\n", path, errs, len(got), n, max, at, 10*math.Log10(sum/float64(n)+1e-30), log.List())
	}
}

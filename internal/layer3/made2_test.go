package layer3

import (
	"flag"
	"math/rand/v2"
	"os"
	"testing"
)

var makeDir = flag.String("make", "", "write the made streams into this `folder`")

func TestMade(t *testing.T) {
	for i, s := range made {
		m := &maker{Rand: rand.New(rand.NewPCG(uint64(i), 1)), header: s.header, layouts: newLayouts(s.header.Rate())}
		b := m.stream(s.packets)
		if *makeDir != "" {
			os.WriteFile(*makeDir+"/"+s.name+".mp3", b, 0o644)
		}
	}
}

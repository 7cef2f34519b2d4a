package verify

import (
	"math"
	"math/rand/v2"

	"github.com/audiocheck/audiocheck/pcm"
)

// The signals of the tests are made from seeds, so that they are the same
// everywhere.
const (
	testRate    = 8000
	testSeconds = 10
)

// speech makes syllables of a gliding voice with noise between them.
func speech(seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]float32, testRate*testSeconds)
	for at := 0; at < len(out); {
		n := testRate/10 + r.IntN(testRate/4)
		pitch, glide, voiced := 90+120*r.Float64(), 60*(r.Float64()-0.5), r.Float64() < 0.7
		phase := 0.0
		for t := 0; t < n && at+t < len(out); t++ {
			share := float64(t) / float64(n)
			phase += 2 * math.Pi * (pitch + glide*share) / testRate
			v := 0.3 * r.NormFloat64()
			if voiced {
				v = 0.05 * r.NormFloat64()
				for k := 1.0; k <= 20; k++ {
					v += math.Sin(k*phase) / k
				}
			}
			out[at+t] = float32(v * math.Sin(math.Pi*share))
		}
		at += n + r.IntN(testRate/8)
	}
	return level10(out)
}

// music makes chords of decaying notes over a beat of noise.
func music(seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 2))
	out := make([]float32, testRate*testSeconds)
	beat := testRate/4 + r.IntN(testRate/4)
	for at := 0; at < len(out); at += beat {
		for range 3 {
			note := 110 * math.Pow(2, float64(r.IntN(36))/12)
			for t := 0; t < 2*beat && at+t < len(out); t++ {
				decay := math.Exp(-3 * float64(t) / float64(beat))
				x := 2 * math.Pi * note * float64(t) / testRate
				out[at+t] += float32(decay * (math.Sin(x) + 0.5*math.Sin(2*x) + 0.25*math.Sin(3*x)))
			}
		}
		for t := 0; t < beat/4 && at+t < len(out); t++ {
			out[at+t] += float32(0.4 * r.NormFloat64() * math.Exp(-20*float64(t)/float64(beat)))
		}
	}
	return level10(out)
}

// noise makes white noise.
func noise(seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 3))
	out := make([]float32, testRate*testSeconds)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return level10(out)
}

// level10 scales v to a root mean square of 0.1.
func level10(v []float32) []float32 {
	power := 0.0
	for _, x := range v {
		power += float64(x) * float64(x)
	}
	return scaled(v, 0.1/math.Sqrt(power/float64(len(v))))
}

func scaled(v []float32, gain float64) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(gain * float64(x))
	}
	return out
}

func added(a, b []float32) []float32 {
	out := make([]float32, len(a))
	for i, x := range a {
		out[i] = x + b[i]
	}
	return out
}

// later puts n zeros in front of v and cuts it to its length.
func later(v []float32, n int) []float32 {
	return append(make([]float32, n), v[:len(v)-n]...)
}

// int16s rounds v to 16 bits.
func int16s(v []float32) []float32 {
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(math.Round(float64(x)*32768) / 32768)
	}
	return out
}

// clipSource is a StemSource of samples in memory.
type clipSource struct{ pcm.Source }

func (clipSource) Close() error { return nil }

func stemFile(name string, channels int, samples []float32) StemFile {
	return stemAt(testRate, name, channels, samples)
}

func stemAt(rate int, name string, channels int, samples []float32) StemFile {
	return StemFile{Name: name, Path: name + ".wav", Open: func() (StemSource, error) {
		return clipSource{pcm.Clip{Format: pcm.Format{Rate: rate, Channels: channels}, Samples: samples}.Source()}, nil
	}}
}

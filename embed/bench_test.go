package embed

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// writeNPY writes rows x dim values of the type, 'f' and size, little endian.
func writeNPY(t testing.TB, path string, rows, dim, size int) {
	t.Helper()
	head := fmt.Sprintf("{'descr': '<f%d', 'fortran_order': False, 'shape': (%d, %d), }", size, rows, dim)
	head += fmt.Sprintf("%*s\n", 117-len(head), "")
	data := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), 0)
	data = append(data, head...)
	for i := range rows * dim {
		v := float32(i%1000)/1000 - 0.5
		switch size {
		case 2:
			data = binary.LittleEndian.AppendUint16(data, uint16(i*7%0x7c00))
		case 4:
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		case 8:
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(float64(v)))
		}
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func benchmarkLoad(b *testing.B, path string, bytes int64) {
	s := openSet(b, path)
	buf := make([]float32, 60*512)
	b.SetBytes(bytes)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Load(0, buf); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadNPY60x512(b *testing.B) {
	for _, size := range []int{2, 4, 8} {
		b.Run(fmt.Sprintf("f%d", size), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "x.npy")
			writeNPY(b, path, 60, 512, size)
			benchmarkLoad(b, path, int64(60*512*size))
		})
	}
}

func BenchmarkLoadJSON60x512(b *testing.B) {
	text := []byte(`{"embeddings":[`)
	for i := range 60 * 512 {
		switch {
		case i == 0:
			text = append(text, '[')
		case i%512 == 0:
			text = append(text, "],["...)
		default:
			text = append(text, ',')
		}
		text = fmt.Appendf(text, "%.17g", math.Sin(float64(i)))
	}
	text = append(text, "]]}"...)
	path := filepath.Join(b.TempDir(), "x.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	benchmarkLoad(b, path, int64(len(text)))
}

func BenchmarkLoadParquet60x512(b *testing.B) {
	row := trackRow{ID: 1}
	for i := range 60 {
		v := make([]float64, 512)
		for d := range v {
			v[d] = math.Sin(float64(512*i + d))
		}
		row.Embeddings, row.Starts = append(row.Embeddings, v), append(row.Starts, float64(i))
	}
	benchmarkLoad(b, writeParquet(b, []trackRow{row}), 60*512*8)
}

// BenchmarkLoadParquetTracks gives the time a track of going through a table of
// 200 tracks of 60 windows of 128 values, a row a window.
func BenchmarkLoadParquetTracks(b *testing.B) {
	var rows []windowRow
	for i := range 200 * 60 {
		v := make([]float32, 128)
		for d := range v {
			v[d] = float32(math.Sin(float64(128*i + d)))
		}
		rows = append(rows, windowRow{ID: fmt.Sprint(i / 60), Start: float64(i % 60), End: float64(i%60 + 8), Embedding: v})
	}
	s := openSet(b, writeParquet(b, rows))
	var buf []float32
	b.ReportAllocs()
	for b.Loop() {
		for i := range s.Len() {
			_, w, err := s.Load(i, buf)
			if err != nil {
				b.Fatal(err)
			}
			buf = w.Data
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/200, "µs/track")
}

// BenchmarkOpenFolder gives the time and the memory of opening 10,000 files.
func BenchmarkOpenFolder(b *testing.B) {
	dir := b.TempDir()
	const files = 10000
	for i := range files {
		writeNPY(b, filepath.Join(dir, fmt.Sprintf("track%05d.npy", i)), 2, 8, 4)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := openSet(b, dir)
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportAllocs()
	for b.Loop() {
		if s := openSet(b, dir); s.Len() != kept.Len() {
			b.Fatal(s.Len())
		}
	}
	b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/files, "B-kept/file")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/files, "µs/file")
}

package decode

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// testFile returns a file of the folder dir of testdata.
func testFile(t testing.TB, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func openBytes(b []byte) (*Stream, error) { return Open(bytes.NewReader(b), int64(len(b)), nil) }

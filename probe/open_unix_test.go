//go:build unix

package probe

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAPipeNeverBlocks opens a pipe that nobody writes to.
func TestAPipeNeverBlocks(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "a.wav")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	if _, err := File(context.Background(), fifo, nil); !errors.Is(err, ErrNotRegular) {
		t.Errorf("File: %v, want ErrNotRegular", err)
	}
}

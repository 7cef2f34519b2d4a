//go:build linux || darwin || freebsd

package regular

import (
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// A pipe that nobody writes to keeps its opener from nothing.
func TestAPipeNeverBlocks(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "a")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	for name, open := range map[string]func(string) (*File, error){"Open": Open, "OpenSeen": OpenSeen} {
		if _, err := open(pipe); !errors.Is(err, ErrNotRegular) {
			t.Errorf("%s: %v, want ErrNotRegular", name, err)
		}
	}
}

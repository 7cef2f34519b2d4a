package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestProgress reads what a terminal would get while eight files are read, the
// first of which takes a minute.
func TestProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		p := newProgress(&screen, "files", 8)
		p.watch()
		look := func() string {
			p.mu.Lock()
			defer p.mu.Unlock()
			defer screen.Reset()
			return screen.String()
		}
		next := func(d time.Duration) string {
			time.Sleep(d)
			synctest.Wait()
			return look()
		}
		if got := next(quietFor - 1); got != "" {
			t.Errorf("before a second is over: %q", got)
		}
		if got, want := next(interval), clearLine+"0 of 8 files, 1s so far"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		next(59 * time.Second)
		p.done.Store(1)
		if got := next(interval); !strings.HasPrefix(got, clearLine+"1 of 8 files, 0.0 a second, 7m1s left") {
			t.Errorf("after a minute: %q", got)
		}
		for range 2 {
			if err := p.beside(func() error { _, err := screen.WriteString("row\n"); return err }); err != nil {
				t.Error(err)
			}
		}
		if got, want := look(), clearLine+"row\nrow\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		next(interval)
		p.end()
		if got := look(); got != clearLine {
			t.Errorf("at the end: %q", got)
		}
		if got := next(time.Minute); got != "" {
			t.Errorf("after the end: %q", got)
		}
	})
}

// TestNoProgressWithoutATerminal: nothing but the rows.
func TestNoProgressWithoutATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := newProgress(&out, "files", 2)
		time.Sleep(time.Hour)
		p.beside(func() error { out.WriteString("row\n"); return nil }) //nolint:errcheck // it has none
		p.end()
		if got := out.String(); got != "row\n" {
			t.Errorf("got %q", got)
		}
	})
}

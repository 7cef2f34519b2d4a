package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/audiocheck/audiocheck/internal/walk"
	"github.com/audiocheck/audiocheck/probe"
)

// The tests leave the cache of whoever runs them alone.
var _ = os.Setenv(cacheEnv, cacheOff)

// cached is a workplace with a cache.
func cached(t *testing.T) (cache string) {
	t.Helper()
	cache = filepath.Join(workplace(t), "cache")
	t.Setenv(cacheEnv, cache)
	return cache
}

func shards(t *testing.T, cache string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(cache, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTheFactsComeBackWhole reads every file of testdata at every depth, and
// again with a context that is over, so that nothing can be read.
func TestTheFactsComeBackWhole(t *testing.T) {
	inRoot(t)
	dir := filepath.Join(t.TempDir(), "testdata")
	if err := os.CopyFS(dir, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	old(t, dir)
	t.Setenv(cacheEnv, filepath.Join(t.TempDir(), "cache"))
	note := func(s string) { t.Errorf("note: %s", s) }
	over, cancel := context.WithCancel(t.Context())
	cancel()
	items, err := walk.Files(t.Context(), []string{dir}, walk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(items) < 60 {
		t.Fatalf("only %d files", len(items))
	}
	for _, depth := range []probe.Depth{probe.Header, probe.Packets, probe.Samples} {
		o := &probe.Options{Depth: depth, DecodeLimit: time.Minute}
		first, second := newFacts(&plan{}, true, writer(note)), newFacts(&plan{}, true, writer(note))
		var want []probe.Info
		for _, it := range items {
			info, err := first.read(t.Context(), it, o)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, info)
		}
		first.save()
		for i, it := range items {
			got, err := second.read(over, it, o)
			if err != nil || !reflect.DeepEqual(got, want[i]) {
				t.Errorf("%s at %v: got %+v, %v\nwant %+v", it.Path, depth, got, err, want[i])
			}
		}
	}
}

type writer func(string)

func (w writer) Write(p []byte) (int, error) { w(string(p)); return len(p), nil }

func TestASecondRunPrintsTheSame(t *testing.T) {
	cache := cached(t)
	first := expect(t, "check catalog", 1)
	if len(shards(t, cache)) != 1 {
		t.Fatalf("shards: %v", shards(t, cache))
	}
	for _, format := range []string{"text", "json", "sarif"} {
		t.Setenv(cacheEnv, cacheOff)
		_, want, _ := command(t, "", "check", "--format", format, "catalog")
		t.Setenv(cacheEnv, cache)
		_, got, _ := command(t, "", "check", "--format", format, "catalog")
		if got != want {
			t.Errorf("%s from the cache is\n%s\nand not\n%s", format, got, want)
		}
	}
	if again := expect(t, "check catalog", 1); again != first {
		t.Errorf("the second run prints\n%s\nand the first\n%s", again, first)
	}
}

func TestAnotherProfileNeedsNoReading(t *testing.T) {
	cache := cached(t)
	expect(t, "check --profile trace catalog", 1)
	before := read(t, shards(t, cache)[0])
	expect(t, "check --profile audd catalog", 1)
	if read(t, shards(t, cache)[0]) != before {
		t.Error("another profile wrote other facts")
	}
	expect(t, "check --depth samples catalog", 1)
	if read(t, shards(t, cache)[0]) == before {
		t.Error("another depth wrote no facts")
	}
}

func TestAChangedFileIsJudgedAgain(t *testing.T) {
	cached(t)
	expect(t, "check catalog/renamed.mp3", 1, "AC104")
	write(t, "catalog/renamed.mp3", read(t, "catalog/single.mp3"))
	expect(t, "check catalog/renamed.mp3", 0)
	old(t, "catalog")
	expect(t, "check catalog/renamed.mp3", 0)
	expect(t, "check catalog/renamed.mp3", 0)
}

func TestNoCache(t *testing.T) {
	cache := cached(t)
	expect(t, "check --no-cache catalog", 1)
	if _, err := os.Stat(cache); err == nil {
		t.Error("--no-cache makes a cache")
	}
	if code, _, _ := command(t, read(t, "catalog/jingle.wav"), "check", "-"); code != 0 {
		t.Errorf("standard input: exit %d", code)
	}
	expect(t, "check missing.mp3", 1, "AC001")
	expect(t, "check --max-time 1ns catalog/single.mp3", 1, "AC005")
	if _, err := os.Stat(cache); err == nil {
		t.Error("standard input or an error is remembered")
	}
	expect(t, "check catalog/single.mp3", 0)
}

func TestACorruptCacheIsThrownAway(t *testing.T) {
	cache := cached(t)
	want := expect(t, "check catalog", 1)
	shard := shards(t, cache)[0]
	data := []byte(read(t, shard))
	data[len(data)/2] ^= 1
	if err := os.WriteFile(shard, data, 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := command(t, "", "check", "catalog")
	if code != 1 || out != want || !strings.Contains(errOut, "thrown away") || strings.Count(errOut, "\n") != 1 {
		t.Errorf("exit %d, standard error %q", code, errOut)
	}
	if code, out, errOut := command(t, "", "check", "catalog"); code != 1 || out != want || errOut != "" {
		t.Errorf("afterwards: exit %d, standard error %q", code, errOut)
	}
}

func TestCacheCommands(t *testing.T) {
	cache := cached(t)
	if got := expect(t, "cache path", 0); got != cache+"\n" {
		t.Errorf("path is %q", got)
	}
	expect(t, "check catalog", 1)
	write(t, filepath.Join(cache, "mine.txt"), "mine")
	expect(t, "cache clean", 0)
	if left, err := os.ReadDir(cache); err != nil || len(left) != 1 || left[0].Name() != "mine.txt" {
		t.Errorf("left: %v, %v", left, err)
	}
	expect(t, "cache clean", 0)
	t.Setenv(cacheEnv, cacheOff)
	if got := expect(t, "cache path", 0); got != "off\n" {
		t.Errorf("path is %q", got)
	}
	expect(t, "cache clean", 0)
	expect(t, "cache clena", 2)
}

// TestABrokenCacheIsSaidOnce: one cause, one line.
func TestABrokenCacheIsSaidOnce(t *testing.T) {
	inRoot(t)
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "no folder")
	t.Setenv(cacheEnv, file)
	code, _, errOut := command(t, "", "check", "testdata/catalog")
	if code != exitFindings || strings.Count(errOut, "audiocheck: cache:") != 1 || strings.Count(errOut, "\n") != 1 {
		t.Errorf("exit %d\n%s", code, errOut)
	}
}

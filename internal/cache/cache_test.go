package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

type facts struct {
	Text    string
	Damage  []string
	Seconds float64
}

// bench is a cache in a folder of its own beside a folder of old files.
type bench struct {
	t     *testing.T
	dir   string
	files string
	now   time.Time
	notes []string
}

func newBench(t *testing.T) *bench {
	root := t.TempDir()
	b := &bench{t: t, dir: filepath.Join(root, "cache"), files: filepath.Join(root, "files"), now: time.Now()}
	if err := os.Mkdir(b.files, 0o755); err != nil {
		t.Fatal(err)
	}
	return b
}

// file writes a file that is an hour old.
func (b *bench) file(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.files, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.age(path, time.Hour)
	return path
}

func (b *bench) age(path string, d time.Duration) {
	b.t.Helper()
	if err := os.Chtimes(path, b.now.Add(-d), b.now.Add(-d)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) open() *Cache[facts] {
	return Open[facts](Options{Dir: b.dir, Identity: "one", Now: b.now, Note: func(s string) { b.notes = append(b.notes, s) }})
}

// ask returns the facts of path and whether they were read.
func (b *bench) ask(c *Cache[facts], path, mode string) (facts, bool) {
	b.t.Helper()
	was := false
	v, err := c.Do(path, mode, func() (facts, error) {
		was = true
		text, err := os.ReadFile(path)
		return facts{Text: string(text), Damage: []string{"x", ""}, Seconds: 1.5}, err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return v, was
}

// want asks a new cache for path.
func (b *bench) want(path, mode, text string, read bool) {
	b.t.Helper()
	c := b.open()
	v, was := b.ask(c, path, mode)
	if v.Text != text || was != read {
		b.t.Errorf("%s: got %q, read %v; want %q, %v", filepath.Base(path), v.Text, was, text, read)
	}
	if !slices.Equal(v.Damage, []string{"x", ""}) || v.Seconds != 1.5 {
		b.t.Errorf("got %+v", v)
	}
	c.Save()
}

func (b *bench) shards() []string {
	b.t.Helper()
	all, err := filepath.Glob(filepath.Join(escaped(b.dir), "*", "*"))
	if err != nil {
		b.t.Fatal(err)
	}
	return all
}

func TestAnUnchangedFileIsReadOnce(t *testing.T) {
	b := newBench(t)
	one, two := b.file("a", "A"), b.file("b", "B")
	b.want(one, "m", "A", true)
	b.want(one, "m", "A", false)
	b.want(two, "m", "B", true)
	b.want(one, "m", "A", false)
	b.want(two, "m", "B", false)
	b.want(one, "other mode", "A", true)
	b.want(one, "m", "A", false)
	if len(b.notes) != 0 {
		t.Errorf("notes: %v", b.notes)
	}
	if n := len(b.shards()); n != 1 {
		t.Errorf("%d shards for one folder", n)
	}
}

func TestWithinOneRun(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	c := b.open()
	for i := range 2 {
		if _, was := b.ask(c, path, "m"); was != (i == 0) {
			t.Errorf("time %d: read %v", i, was)
		}
	}
}

func TestAChangedFileIsReadAgain(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	b.want(path, "m", "A", true)
	b.file("a", "AA") // same time, another size
	b.want(path, "m", "AA", true)
	b.file("a", "BB")
	b.age(path, 2*time.Hour) // same size, another time
	b.want(path, "m", "BB", true)
	b.want(path, "m", "BB", false)
}

// TestATimeThatWasSetBack exchanges a file by one of the same size and time,
// as cp -p and touch -r do: the inode tells.
func TestATimeThatWasSetBack(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	s, _ := stamp(path)
	if s.Inode == 0 {
		t.Skip("no inodes here")
	}
	b.want(path, "m", "A", true)
	if err := os.Rename(b.file("new", "B"), path); err != nil {
		t.Fatal(err)
	}
	b.want(path, "m", "B", true)
}

func TestAFreshFileIsNotRemembered(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	for _, age := range []time.Duration{0, time.Second, -time.Hour} {
		b.age(path, age)
		b.want(path, "m", "A", true)
		b.want(path, "m", "A", true)
	}
	b.age(path, 3*time.Second)
	b.want(path, "m", "A", true)
	b.want(path, "m", "A", false)
}

func TestErrorsAreNotRemembered(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	broken := errors.New("broken")
	c := b.open()
	if _, err := c.Do(path, "m", func() (facts, error) { return facts{}, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	c.Save()
	b.want(path, "m", "A", true)
	missing := filepath.Join(b.files, "missing")
	for range 2 {
		if _, err := c.Do(missing, "m", func() (facts, error) { return facts{}, broken }); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAFileThatChangesWhileItIsReadIsNotRemembered(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	c := b.open()
	_, err := c.Do(path, "m", func() (facts, error) {
		b.file("a", "longer")
		return facts{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Save()
	b.want(path, "m", "longer", true)
}

// TestCorruption changes and cuts a shard at every byte: the file is read
// again, and the shard is thrown away with a note.
func TestCorruption(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	b.want(path, "m", "A", true)
	shard := b.shards()[0]
	good, err := os.ReadFile(shard)
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, bad []byte) {
		t.Helper()
		if err := os.WriteFile(shard, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		b.notes = nil
		c := b.open()
		if v, was := b.ask(c, path, "m"); v.Text != "A" || !was {
			t.Errorf("%s: got %q, read %v", what, v.Text, was)
		}
		if len(b.notes) != 1 || !strings.Contains(b.notes[0], "thrown away") || !strings.Contains(b.notes[0], "corrupt") {
			t.Errorf("%s: notes %v", what, b.notes)
		}
		if _, err := os.Stat(shard); err == nil {
			t.Errorf("%s: it is still there", what)
		}
	}
	for i := range good {
		flipped := slices.Clone(good)
		flipped[i] ^= 1 << (i % 8)
		try(fmt.Sprintf("bit of byte %d", i), flipped)
		try(fmt.Sprintf("cut at %d", i), good[:i])
	}
	b.want(path, "m", "A", true)
	b.want(path, "m", "A", false)
}

func TestIdentities(t *testing.T) {
	b := newBench(t)
	path := b.file("a", "A")
	b.want(path, "m", "A", true)
	other := Open[facts](Options{Dir: b.dir, Identity: "two", Now: b.now})
	if _, was := b.ask(other, path, "m"); !was {
		t.Error("the facts of another version were taken")
	}
	other.Save()
	b.want(path, "m", "A", false)
	if n := len(b.shards()); n != 2 {
		t.Errorf("%d shards", n)
	}
}

// TestOldThingsGo makes a run long after: what it does not use goes, and so
// does the cache of a version that is used no more.
func TestOldThingsGo(t *testing.T) {
	b := newBench(t)
	used, unused, new := b.file("used", "U"), b.file("unused", "N"), b.file("new", "W")
	b.want(used, "m", "U", true)
	b.want(unused, "m", "N", true)
	b.now = b.now.Add(20 * 24 * time.Hour)
	b.want(used, "m", "U", false)
	b.now = b.now.Add(20 * 24 * time.Hour)
	b.want(new, "m", "W", true)
	b.want(used, "m", "U", false)
	b.want(unused, "m", "N", true)
	b.now = b.now.Add(60 * 24 * time.Hour)
	other := Open[facts](Options{Dir: b.dir, Identity: "two", Now: b.now})
	b.ask(other, used, "m")
	other.Save()
	if n := len(b.shards()); n != 1 {
		t.Errorf("%d shards", n)
	}
}

// TestTwoAtOnce lets several caches, as of several processes, write the same
// shard and read it meanwhile.
func TestTwoAtOnce(t *testing.T) {
	b := newBench(t)
	const caches, files = 8, 40
	var paths []string
	for i := range files {
		paths = append(paths, b.file(fmt.Sprint(i), fmt.Sprint(i)))
	}
	var wait sync.WaitGroup
	problems := make(chan string, 1000)
	for n := range caches {
		wait.Go(func() {
			for round := range 5 {
				c := Open[facts](Options{Dir: b.dir, Identity: "one", Now: b.now, Note: func(s string) { problems <- s }})
				for i := range paths {
					p := paths[(i+n*round)%files]
					v, err := c.Do(p, "m", func() (facts, error) { return facts{Text: filepath.Base(p)}, nil })
					if err != nil || v.Text != filepath.Base(p) {
						problems <- fmt.Sprintf("%s: %v, %v", p, v, err)
					}
				}
				c.Save()
			}
		})
	}
	wait.Wait()
	close(problems)
	for p := range problems {
		t.Error(p)
	}
	for _, p := range paths {
		v, was := b.ask(b.open(), p, "m")
		if was || v.Text != filepath.Base(p) {
			t.Errorf("%s: got %q, read %v", p, v.Text, was)
		}
	}
}

// TestMerge lets a second process write between the loading and the saving of
// the first.
func TestMerge(t *testing.T) {
	b := newBench(t)
	one, two := b.file("a", "A"), b.file("b", "B")
	first := b.open()
	b.ask(first, one, "m")
	b.want(two, "m", "B", true)
	first.Save()
	b.want(one, "m", "A", false)
	b.want(two, "m", "B", false)
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	b := newBench(t)
	if err := os.WriteFile(b.dir, nil, 0o644); err != nil { // a file in its place
		t.Fatal(err)
	}
	path := b.file("a", "A")
	b.want(path, "m", "A", true)
	if len(b.notes) == 0 || !strings.Contains(strings.Join(b.notes, "\n"), "cannot be written") {
		t.Errorf("notes: %v", b.notes)
	}
}

func TestClean(t *testing.T) {
	b := newBench(t)
	b.dir = filepath.Join(filepath.Dir(b.dir), "c[a]*che")
	path := b.file("a", "A")
	b.want(path, "m", "A", true)
	folder := filepath.Dir(b.shards()[0])
	others := []string{filepath.Join(b.dir, "mine.txt"), filepath.Join(folder, "mine.txt")}
	for _, p := range others {
		if err := os.WriteFile(p, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := Clean(b.dir); n != 1 || err != nil {
		t.Errorf("%d files went, %v", n, err)
	}
	for _, p := range others {
		if _, err := os.Stat(p); err != nil {
			t.Errorf("what is not the cache's went: %v", err)
		}
	}
	b.want(path, "m", "A", true)
	if n, err := Clean(filepath.Join(b.dir, "missing")); n != 0 || err != nil {
		t.Errorf("a cache that is not there: %d, %v", n, err)
	}
}

type everything struct {
	Yes, No  bool
	Small    int8
	Int      int
	Long     int64
	Word     uint32
	Huge     uint64
	Half     float32
	Double   float64
	Text     string
	Key      [3]byte
	Inner    []facts
	Nothing  []string
	Negative time.Duration
}

func TestPack(t *testing.T) {
	want := everything{
		Yes: true, Small: -128, Int: 1 << 30, Long: math.MinInt64, Word: math.MaxUint32, Huge: math.MaxUint64, Half: -0.5, Double: math.Inf(-1),
		Text: "\xff\x00 text", Key: [3]byte{0, 128, 255}, Inner: []facts{{Text: "a"}, {Damage: []string{"", "b"}, Seconds: 1.5}}, Negative: -1,
	}
	b := pack(nil, reflect.ValueOf(want))
	var got everything
	u := unpacker{rest: string(b)}
	u.value(reflect.ValueOf(&got).Elem())
	if u.err != nil || u.rest != "" || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v, %q left", got, u.err, u.rest)
	}
	for cut := range b {
		u := unpacker{rest: string(b[:cut])}
		if u.value(reflect.ValueOf(&everything{}).Elem()); u.err == nil {
			t.Errorf("cut at byte %d of %d: no error", cut, len(b))
		}
	}
}

// FuzzDecodeShard is given what stands behind the checksum.
func FuzzDecodeShard(f *testing.F) {
	f.Add(pack(nil, reflect.ValueOf(record[facts]{key{1}, entry[facts]{Value: facts{Text: "a", Damage: []string{"b"}}}})))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		shard := append([]byte(magic+"\x00\x00\x00\x00"), data...)
		binary.LittleEndian.PutUint32(shard[len(magic):], checksum(data))
		entries, err := decodeShard[facts](shard)
		if err != nil && !errors.Is(err, errCorrupt) || len(entries) > len(data) {
			t.Fatal(len(entries), err)
		}
	})
}

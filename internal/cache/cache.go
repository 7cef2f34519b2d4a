// Package cache remembers what was read of files that have not changed since.
//
// What it remembers is kept in 256 shards, each a file; files of one folder
// share a shard, so that a run over one folder loads one.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Options say where a cache is and what may be in it.
type Options struct {
	Dir string // holds all caches of the tool; made when it is not there

	// Identity names everything beside the file and the mode that a value
	// depends on: the version of the tool and of the values' form. Another
	// identity is another cache.
	Identity string

	// Now is when the run began. A file that was written to within racy before
	// it, or after, is not remembered: the next write could leave the same time.
	Now time.Time

	// Note takes what went wrong with the cache itself; nil drops it. It is
	// called by one goroutine at a time.
	Note func(string)
}

// racy is as coarse as the times of any file system in use: FAT counts in 2 s.
//
// Source: Microsoft, "File Times".
const racy = 2 * time.Second

// Cache remembers a T for each file and mode. It is safe for use by several
// goroutines, and by several processes with the same folder.
type Cache[T any] struct {
	o      Options
	dir    string // of the identity
	today  int32  // days since 1970
	shards [256]shard[T]
	notes  sync.Mutex
}

type shard[T any] struct {
	sync.Mutex
	loaded  bool
	entries map[key]entry[T]
	fresh   map[key]entry[T] // to be written
}

// key names a file and a mode.
type key [16]byte

// Stamp is what changes when a file does.
type Stamp struct {
	Size     int64
	Modified int64  // ns since 1970
	Changed  int64  // ns since 1970, when the inode changed; 0 where there is none
	Inode    uint64 // 0 where there is none
	Device   uint64
}

type entry[T any] struct {
	Stamp Stamp
	Used  int32 // days since 1970
	Value T
}

// Open returns the cache in o.Dir. Nothing is read or written yet.
func Open[T any](o Options) *Cache[T] {
	id := sha256.Sum256([]byte(o.Identity))
	return &Cache[T]{o: o, dir: filepath.Join(o.Dir, folderPrefix+hex.EncodeToString(id[:8])), today: days(o.Now)}
}

func days(t time.Time) int32 { return int32(t.Unix() / (24 * 60 * 60)) }

func (c *Cache[T]) note(format string, args ...any) {
	if c.o.Note == nil {
		return
	}
	c.notes.Lock()
	defer c.notes.Unlock()
	c.o.Note(fmt.Sprintf(format, args...))
}

// Do returns what read returned for the file at path in this mode, if the file
// is unchanged since; otherwise it calls read, and remembers its value unless
// there is an error, or the file changed meanwhile or a moment before.
func (c *Cache[T]) Do(path, mode string, read func() (T, error)) (T, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return read()
	}
	before, ok := stamp(path)
	if !ok {
		return read()
	}
	k, s := c.place(abs, mode)
	if v, ok := c.get(k, s, before); ok {
		return v, nil
	}
	v, err := read()
	if err != nil || time.Unix(0, before.Modified).After(c.o.Now.Add(-racy)) {
		return v, err
	}
	if after, ok := stamp(path); ok && after == before {
		c.put(k, s, entry[T]{Stamp: before, Used: c.today, Value: v})
	}
	return v, nil
}

// stamp returns the stamp of a regular file, and false for anything else.
func stamp(path string) (Stamp, bool) {
	st, err := os.Stat(path)
	if err != nil || !st.Mode().IsRegular() {
		return Stamp{}, false
	}
	s := Stamp{Size: st.Size(), Modified: st.ModTime().UnixNano()}
	identify(&s, st)
	return s, true
}

func (c *Cache[T]) place(abs, mode string) (key, *shard[T]) {
	whole := sha256.Sum256([]byte(abs + "\x00" + mode))
	folder := sha256.Sum256([]byte(filepath.Dir(abs)))
	s := &c.shards[folder[0]]
	s.Lock()
	defer s.Unlock()
	if !s.loaded {
		s.loaded = true
		s.entries = c.load(folder[0])
	}
	return key(whole[:16]), s
}

// stillUsed is how many days may pass until a use is written down again.
const stillUsed = 7

func (c *Cache[T]) get(k key, s *shard[T], now Stamp) (v T, ok bool) {
	s.Lock()
	defer s.Unlock()
	e, ok := s.entries[k]
	if !ok || e.Stamp != now {
		return v, false
	}
	if c.today-e.Used >= stillUsed {
		e.Used = c.today
		s.put(k, e)
	}
	return e.Value, true
}

func (c *Cache[T]) put(k key, s *shard[T], e entry[T]) {
	s.Lock()
	defer s.Unlock()
	s.put(k, e)
}

func (s *shard[T]) put(k key, e entry[T]) {
	if s.fresh == nil {
		s.fresh = map[key]entry[T]{}
	}
	s.entries[k], s.fresh[k] = e, e
}

// load returns the entries of a shard. A file that is none is thrown away.
func (c *Cache[T]) load(number byte) map[key]entry[T] {
	path := c.path(number)
	entries, err := readShard[T](path)
	switch {
	case err == nil:
		return entries
	case errors.Is(err, errCorrupt):
		c.note("%s is thrown away: %v", path, err)
		os.Remove(path) //nolint:errcheck // it will be replaced
	case !errors.Is(err, fs.ErrNotExist):
		c.note("%s cannot be read: %v", path, err)
	}
	return map[key]entry[T]{}
}

func (c *Cache[T]) path(number byte) string {
	return filepath.Join(c.dir, hex.EncodeToString([]byte{number})+shardSuffix)
}

// Save writes what is new. What another process wrote meanwhile is kept; of
// two that write one shard at the same moment, the second wins, and what is
// lost is read again some time.
func (c *Cache[T]) Save() {
	for i := range c.shards {
		s := &c.shards[i]
		s.Lock()
		if len(s.fresh) > 0 {
			if err := c.save(byte(i), s.fresh); err != nil {
				s.Unlock()
				c.note("the cache cannot be written: %v", err)
				return
			}
			s.fresh = nil
		}
		s.Unlock()
	}
}

// keptFor is how many days an entry stays that nobody uses.
const keptFor = 30

func (c *Cache[T]) save(number byte, fresh map[key]entry[T]) error {
	if err := c.makeFolder(); err != nil {
		return err
	}
	all := c.load(number)
	for k, e := range all {
		if c.today-e.Used > keptFor {
			delete(all, k)
		}
	}
	for k, e := range fresh {
		all[k] = e
	}
	err := writeShard(c.path(number), all)
	if errors.Is(err, errTooLarge) {
		err = writeShard(c.path(number), fresh)
	}
	return err
}

// makeFolder makes the folder of the identity. A new one is the time to remove
// those that no tool has used for long.
func (c *Cache[T]) makeFolder() error {
	if _, err := os.Stat(c.dir); err == nil {
		return nil
	}
	const private = 0o700
	if err := os.MkdirAll(c.dir, private); err != nil {
		return err
	}
	olds, err := filepath.Glob(filepath.Join(escaped(c.o.Dir), folderPrefix+"*"))
	if err != nil {
		return nil // only what is old stays a little longer
	}
	for _, old := range olds {
		if st, err := os.Stat(old); old != c.dir && err == nil && days(st.ModTime()) < c.today-keptFor {
			cleanFolder(old) //nolint:errcheck // as above
		}
	}
	return nil
}

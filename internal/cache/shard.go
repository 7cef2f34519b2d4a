package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"reflect"

	"github.com/audiocheck/audiocheck/internal/wholefile"
)

// A shard is the magic, the CRC-32C of the rest (4 bytes, little endian), and
// the records one after the other.
const magic = "audiocheck cache 2\n"

const headBytes = len(magic) + 4

// maxShard bounds a shard: some 200,000 files.
const maxShard = 64 << 20

var (
	errCorrupt  = errors.New("it is corrupt")
	errTooLarge = errors.New("the shard is too large")
)

type record[T any] struct {
	Key   key
	Entry entry[T]
}

func writeShard[T any](path string, entries map[key]entry[T]) error {
	b := []byte(magic + "\x00\x00\x00\x00")
	for k, e := range entries {
		b = pack(b, reflect.ValueOf(record[T]{k, e}))
	}
	if len(b) > maxShard {
		return errTooLarge
	}
	binary.LittleEndian.PutUint32(b[len(magic):], checksum(b[headBytes:]))
	const private = 0o600
	return wholefile.Write(path, private, b)
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// readShard returns the entries of a shard. The error matches errCorrupt when
// the file is none.
func readShard[T any](path string) (map[key]entry[T], error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxShard+1))
	if err != nil {
		return nil, err
	}
	return decodeShard[T](data)
}

func decodeShard[T any](data []byte) (map[key]entry[T], error) {
	switch {
	case len(data) > maxShard:
		return nil, fmt.Errorf("%w: over %d bytes", errCorrupt, maxShard)
	case len(data) < headBytes || string(data[:len(magic)]) != magic:
		return nil, fmt.Errorf("%w: it does not begin as a cache does", errCorrupt)
	case binary.LittleEndian.Uint32(data[len(magic):]) != checksum(data[headBytes:]):
		return nil, fmt.Errorf("%w: its checksum is wrong", errCorrupt)
	}
	entries := map[key]entry[T]{}
	for u := (unpacker{rest: string(data[headBytes:])}); u.rest != ""; {
		var r record[T]
		u.value(reflect.ValueOf(&r).Elem())
		if u.err != nil {
			return nil, fmt.Errorf("%w: %w", errCorrupt, u.err)
		}
		entries[r.Key] = r.Entry
	}
	return entries, nil
}

package parquet

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// codecs unpack src into dst, and return how many bytes that gave. None writes
// behind dst.
var codecs = map[format.CompressionCodec]func(dst, src []byte) (int, error){
	format.Snappy: unpackSnappy,
	format.Gzip:   unpackGzip,
	format.Zstd:   unpackZstd,
	format.Lz4Raw: func(dst, src []byte) (int, error) { return lz4.UncompressBlock(src, dst) },
}

// errLonger reports bytes that unpack to more than their page declares.
var errLonger = errors.New("more bytes")

func unpackSnappy(dst, src []byte) (int, error) {
	n, err := snappy.DecodedLen(src)
	if err != nil {
		return 0, err
	}
	if n > len(dst) {
		return 0, errLonger
	}
	_, err = snappy.Decode(dst, src)
	return n, err
}

func unpackGzip(dst, src []byte) (int, error) {
	z, err := gzip.NewReader(bytes.NewReader(src))
	if err != nil {
		return 0, err
	}
	if _, err := io.ReadFull(z, dst); err != nil {
		return 0, err
	}
	if more, err := z.Read(make([]byte, 1)); more > 0 {
		return 0, errLonger
	} else if !errors.Is(err, io.EOF) {
		return 0, err // the checksum
	}
	return len(dst), nil
}

var zstdDecoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxPage), zstd.WithDecodeAllCapLimit(true))
})

func unpackZstd(dst, src []byte) (int, error) {
	z, err := zstdDecoder()
	if err != nil {
		return 0, err
	}
	out, err := z.DecodeAll(src, dst[:0:len(dst)])
	return len(out), err
}

// unpack returns the n bytes that src, a part of a page, holds. They are valid
// until the next page.
func (r *chunkReader) unpack(src []byte, n int) ([]byte, error) {
	codec := r.chunk.codec
	if codec == format.Uncompressed || n == 0 { // some writers pack nothing into nothing
		return src[:min(len(src), n)], nil
	}
	call, ok := codecs[codec]
	if !ok {
		return nil, fail(tensor.ErrUnsupported, tensor.NoOffset, "pages are packed as %v", codec)
	}
	if cap(r.plain) < n {
		r.plain = make([]byte, n)
	}
	got, err := call(r.plain[:n], src)
	if err != nil {
		return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "a page of %d bytes packed as %v: %v", len(src), codec, err)
	}
	if got != n {
		return nil, fail(tensor.ErrMalformed, tensor.NoOffset, "a page unpacks to %d bytes, its header says %d", got, n)
	}
	return r.plain[:n], nil
}

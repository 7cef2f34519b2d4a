// Package safetensors reads the header of a safetensors file.
//
// Source: the format's own description in github.com/huggingface/safetensors,
// README.md, "Format".
package safetensors

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// maxHeader bounds the memory of the header; the format allows 100 MB. About
// 300,000 tensors fit.
const maxHeader = 32 << 20

// maxDims is far above any tensor's; it bounds what a message says.
const maxDims = 64

// Tensor is one named array.
type Tensor struct {
	tensor.Array        // little endian, C order; Type is zero where the values are no floating-point numbers
	Name         string // key in the header
	DType        string // as the header says it: "F32"
	Offset       int64  // of the first value, in bytes from the start of the file
	end          int64
}

// Header is what a safetensors file says of itself.
type Header struct {
	Metadata map[string]string // "__metadata__"
	Tensors  []Tensor          // in the order of their values in the file
}

// Types that are specified, with the bits of a value. Those that are no
// floating-point type that is read have the zero Type.
var types = map[string]struct {
	t    tensor.Type
	bits int64
}{
	"F16": {tensor.Float16, 16}, "BF16": {tensor.BFloat16, 16}, "F32": {tensor.Float32, 32}, "F64": {tensor.Float64, 64},
	"BOOL": {0, 8}, "U8": {0, 8}, "I8": {0, 8}, "F8_E5M2": {0, 8}, "F8_E4M3": {0, 8}, "F8_E8M0": {0, 8},
	"U16": {0, 16}, "I16": {0, 16}, "U32": {0, 32}, "I32": {0, 32}, "U64": {0, 64}, "I64": {0, 64}, "C64": {0, 64},
	"F4": {0, 4}, "F6_E2M3": {0, 6}, "F6_E3M2": {0, 6},
}

// Read reads the header of the file of size bytes that src holds. The values
// of all tensors lie within the file, without holes and without overlap.
//
// It returns ErrMalformed, ErrTruncated, ErrUnsupported or ErrTooLarge; anything else is an
// error of src.
func Read(src io.ReaderAt, size int64) (Header, error) {
	raw, err := readHeader(src, size)
	if err != nil {
		return Header{}, err
	}
	base := 8 + int64(len(raw))
	h, err := parse(raw, base)
	if err != nil {
		return Header{}, err
	}
	return h, checkLayout(h.Tensors, base, size)
}

func readHeader(src io.ReaderAt, size int64) ([]byte, error) {
	var word [8]byte
	if size < int64(len(word)) {
		return nil, fail(tensor.ErrTruncated, size, "the file has %d bytes, a safetensors file has at least 8", size)
	}
	if err := fill(src, word[:], 0); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint64(word[:])
	if n > maxHeader {
		return nil, fail(tensor.ErrTooLarge, 0, "the header declares %d bytes, at most %d are read", n, maxHeader)
	}
	if int64(n) > size-8 {
		return nil, fail(tensor.ErrTruncated, size, "the header ends at byte %d, the file has %d bytes", 8+n, size)
	}
	raw := make([]byte, n)
	if err := fill(src, raw, 8); err != nil {
		return nil, err
	}
	if n == 0 || raw[0] != '{' {
		return nil, fail(tensor.ErrMalformed, 8, "the header does not start with {")
	}
	return raw, nil
}

// parse reads the header's object key by key, so that a key that stands twice
// is seen.
func parse(raw []byte, base int64) (Header, error) {
	var h Header
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return h, jsonFail(dec, err)
	}
	seen := make(map[string]bool)
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return h, jsonFail(dec, err)
		}
		name, _ := token.(string)
		if seen[name] {
			return h, fail(tensor.ErrMalformed, 8+dec.InputOffset(), "the key %.80q stands twice", name)
		}
		seen[name] = true
		if err := h.entry(dec, name, base); err != nil {
			return h, err
		}
	}
	if _, err := dec.Token(); err != nil {
		return h, jsonFail(dec, err)
	}
	rest := raw[dec.InputOffset():]
	if len(bytes.Trim(rest, " \t\r\n\x00")) > 0 {
		return h, fail(tensor.ErrMalformed, 8+dec.InputOffset(), "bytes follow the header's object")
	}
	return h, nil
}

// entry reads the value of one key.
func (h *Header) entry(dec *json.Decoder, name string, base int64) error {
	at := 8 + dec.InputOffset()
	if name == "__metadata__" {
		if err := dec.Decode(&h.Metadata); err != nil {
			return jsonFail(dec, err)
		}
		return nil
	}
	var e struct {
		DType   string  `json:"dtype"`
		Shape   []int64 `json:"shape"`
		Offsets []int64 `json:"data_offsets"`
	}
	if err := dec.Decode(&e); err != nil {
		return jsonFail(dec, err)
	}
	if e.Shape == nil || len(e.Offsets) != 2 {
		return fail(tensor.ErrMalformed, at, "tensor %.80q has no shape or not two data_offsets", name)
	}
	if len(e.Shape) > maxDims {
		return fail(tensor.ErrUnsupported, at, "tensor %.80q has %d dimensions, at most %d are read", name, len(e.Shape), maxDims)
	}
	kind, known := types[e.DType]
	if !known {
		return fail(tensor.ErrMalformed, at, "tensor %.80q: dtype %.20q is not one that is specified", name, e.DType)
	}
	n, ok := tensor.Product(e.Shape)
	begin, end := e.Offsets[0], e.Offsets[1]
	if !ok || n > (1<<62)/64 {
		return fail(tensor.ErrTooLarge, at, "tensor %.80q: shape %v overflows", name, e.Shape)
	}
	if begin < 0 || end < begin || end > (1<<62) || (end-begin) != (n*kind.bits+7)/8 {
		return fail(tensor.ErrMalformed, at, "tensor %.80q: data_offsets %v, shape %v of %s needs %d bytes",
			name, e.Offsets, e.Shape, e.DType, (n*kind.bits+7)/8)
	}
	h.Tensors = append(h.Tensors, Tensor{
		Array: tensor.Array{Type: kind.t, Shape: e.Shape}, Name: name, DType: e.DType, Offset: base + begin, end: base + end,
	})
	return nil
}

// checkLayout sorts the tensors by their place and holds them against the file.
func checkLayout(tensors []Tensor, base, size int64) error {
	slices.SortFunc(tensors, func(a, b Tensor) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.end, b.end), strings.Compare(a.Name, b.Name))
	})
	at := base
	for _, t := range tensors {
		switch {
		case t.Offset < at:
			return fail(tensor.ErrMalformed, t.Offset, "tensor %.80q starts before byte %d, where the one before it ends", t.Name, at)
		case t.Offset > at:
			return fail(tensor.ErrMalformed, at, "no tensor holds the %d bytes in front of tensor %.80q", t.Offset-at, t.Name)
		case t.end > size:
			return fail(tensor.ErrTruncated, size, "tensor %.80q ends at byte %d, the file has %d bytes", t.Name, t.end, size)
		}
		at = t.end
	}
	if at != size {
		return fail(tensor.ErrMalformed, at, "no tensor holds the last %d bytes", size-at)
	}
	return nil
}

func fail(kind error, off int64, text string, args ...any) error {
	return tensor.Fail(kind, "safetensors", off, text, args...)
}

func jsonFail(dec *json.Decoder, err error) error {
	return fail(tensor.ErrMalformed, 8+dec.InputOffset(), "header: %v", err)
}

func fill(src io.ReaderAt, p []byte, off int64) error {
	n, err := src.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return fail(tensor.ErrTruncated, off+int64(n), "the file ends here, want %d bytes more", len(p)-n)
	}
	return err
}

package safetensors

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"testing"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// file puts the length of head in front of it, and n bytes of values behind.
func file(head string, n int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return append(append(b, head...), make([]byte, n)...)
}

// FuzzRead asks for one of the documented errors, or for tensors that follow
// one another from the header to the end of the file; twice alike.
func FuzzRead(f *testing.F) {
	for head, n := range map[string]int{
		`{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}`:                                                                            24,
		`{"__metadata__":{"x":"y"},"b":{"dtype":"F16","shape":[],"data_offsets":[4,6]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}  `: 6,
		`{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}`:                                                                                2,
		`{"a":{"dtype":"F32","shape":[0,9223372036854775807],"data_offsets":[0,0]}}`:                                                           0,
		`{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`:                                                                               8,
		`{"a":1,"a":2}`: 0,
		`{}`:            0,
	} {
		f.Add(file(head, n))
	}
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := Read(bytes.NewReader(b), int64(len(b)))
		again, errAgain := Read(bytes.NewReader(b), int64(len(b)))
		if !reflect.DeepEqual(h, again) || (err == nil) != (errAgain == nil) {
			t.Fatalf("%+v, %v, and then %+v, %v", h, err, again, errAgain)
		}
		if err != nil {
			documented(t, err)
			return
		}
		at := 8 + int64(binary.LittleEndian.Uint64(b))
		for _, x := range h.Tensors {
			n, ok := x.Bytes()
			if !ok || x.Offset != at || x.Type != 0 && x.end-x.Offset != n {
				t.Fatalf("%+v, want %d bytes at %d", x, n, at)
			}
			at = x.end
		}
		if at != int64(len(b)) {
			t.Fatalf("the tensors end at %d of %d", at, len(b))
		}
	})
}

func documented(t *testing.T, err error) {
	t.Helper()
	for _, kind := range []error{tensor.ErrMalformed, tensor.ErrTruncated, tensor.ErrTooLarge, tensor.ErrUnsupported} {
		if errors.Is(err, kind) {
			return
		}
	}
	t.Fatalf("error %v is of no kind", err)
}

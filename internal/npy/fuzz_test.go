package npy

import (
	"errors"
	"reflect"
	"testing"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// FuzzRead asks for one of the documented errors, or for a header whose values
// fill the rest of the file; twice alike.
func FuzzRead(f *testing.F) {
	for head, n := range map[string]int{
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n":    24,
		"{'descr': '>f8', 'fortran_order': True, 'shape': (2L,), }\n":      16,
		"{'descr': '<U3', 'fortran_order': False, 'shape': (), }\n":        12,
		"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n":       8,
		"{'descr': '<f2', 'fortran_order': False, 'shape': (4, 1 << 62)}":  0,
		"{'descr': '<f2', 'fortran_order': False, 'shape': (0, 9999999),}": 0,
	} {
		b := file(head, n)
		f.Add(b)
		second := append([]byte(magic), 2, 0, b[8], b[9], 0, 0) // version 2.0: 4 bytes of length
		f.Add(append(second, b[10:]...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readBytes(b)
		again, errAgain := readBytes(b)
		if !reflect.DeepEqual(h, again) || (err == nil) != (errAgain == nil) {
			t.Fatalf("%+v, %v, and then %+v, %v", h, err, again, errAgain)
		}
		if err != nil {
			documented(t, err)
			return
		}
		n, ok := tensor.Product(h.Shape)
		item := int64(h.Type.Size() + h.Text.Unit*h.Text.Chars)
		if !ok || h.Offset+n*item != int64(len(b)) {
			t.Fatalf("%+v does not end with the file of %d bytes", h, len(b))
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

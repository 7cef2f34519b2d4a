package npy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// file puts a header of version 1.0 in front of n bytes of values.
func file(head string, n int) []byte {
	b := append([]byte(magic), 1, 0)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(head)))
	return append(append(b, head...), make([]byte, n)...)
}

func readBytes(b []byte) (Header, error) { return Read(bytes.NewReader(b), int64(len(b))) }

// The ways in which headers differ that are the same to Python.
func TestHeaderForms(t *testing.T) {
	for _, head := range []string{
		"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }            \n",
		`{"shape":(2,3),"descr":"<f4","fortran_order":False}`,
		" { 'shape' : ( 2L , 3L , ) , 'fortran_order' : False , 'descr' : '<f4' } \n",
	} {
		h, err := readBytes(file(head, 24))
		if err != nil || h.Type != tensor.Float32 || h.Big || h.Fortran || !slices.Equal(h.Shape, []int64{2, 3}) || h.Offset != int64(10+len(head)) {
			t.Errorf("%s: %+v, %v", head, h, err)
		}
	}
}

// Without < and > the order is this machine's, as for numpy.dtype.
func TestNativeOrder(t *testing.T) {
	for _, descr := range []string{"=f4", "|f4", "f4"} {
		h, err := readBytes(file("{'descr':'"+descr+"','fortran_order':True,'shape':(1,)}", 4))
		if err != nil || h.Big != tensor.NativeBig() || !h.Fortran {
			t.Errorf("%s: %+v, %v", descr, h, err)
		}
	}
}

func TestBadHeaders(t *testing.T) {
	for _, c := range []struct {
		head string
		n    int
		kind error
	}{
		{"", 0, tensor.ErrMalformed},
		{"{}", 0, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(1,)", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(1,)} x", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False}", 0, tensor.ErrMalformed},
		{"{'descr':'<f4','descr':'<f4','fortran_order':False,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(1,),'x':1}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':0,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(1)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(-1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f4','fortran_order':False,'shape':(1 2)}", 4, tensor.ErrMalformed},
		{"{'descr':'','fortran_order':False,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<','fortran_order':False,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<U-1','fortran_order':False,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f\\x34','fortran_order':False,'shape':(1,)}", 4, tensor.ErrMalformed},
		{"{'descr':'<f16','fortran_order':False,'shape':(1,)}", 16, tensor.ErrUnsupported},
		{"{'descr':'|O','fortran_order':False,'shape':(1,)}", 4, tensor.ErrUnsupported},
		{"{'descr':[('a','<f4')],'fortran_order':False,'shape':(1,)}", 4, tensor.ErrUnsupported},
		{"{'descr':'<f4','fortran_order':False,'shape':(99999999999999999999,)}", 4, tensor.ErrTooLarge},
		{"{'descr':'<f4','fortran_order':False,'shape':(4611686018427387904,)}", 4, tensor.ErrTooLarge},
		{"{'descr':'<f4','fortran_order':False,'shape':(3,)}", 8, tensor.ErrTruncated},
		{"{'descr':'<f4','fortran_order':False,'shape':(3,)}", 16, tensor.ErrMalformed},
	} {
		if _, err := readBytes(file(c.head, c.n)); !errors.Is(err, c.kind) {
			t.Errorf("%s: error %v, want %v", c.head, err, c.kind)
		}
	}
	bad := file("{'descr':'<f4','fortran_order':False,'shape':(1,)}", 4)
	bad[6] = 4
	if _, err := readBytes(bad); !errors.Is(err, tensor.ErrUnsupported) {
		t.Errorf("version 4.0: error %v", err)
	}
}

func TestText(t *testing.T) {
	head := "{'descr':'>U3','fortran_order':False,'shape':()}"
	b := file(head, 0)
	for _, r := range []uint32{'a', 'é', 0} {
		b = binary.BigEndian.AppendUint32(b, r)
	}
	h, err := readBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := h.ReadText(bytes.NewReader(b)); err != nil || s != "aé" {
		t.Errorf("%q, %v", s, err)
	}
	if h, err := readBytes(file("{'descr':'<S9999','fortran_order':False,'shape':()}", 9999)); err != nil {
		t.Error(err)
	} else if _, err := h.ReadText(bytes.NewReader(nil)); !errors.Is(err, tensor.ErrTooLarge) {
		t.Errorf("long text: error %v", err)
	}
}

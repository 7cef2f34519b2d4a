package npy

import (
	"bytes"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// maxDims is numpy's own limit of dimensions (NPY_MAXDIMS of numpy 2).
const maxDims = 64

// dict is the header's dictionary.
type dict struct {
	descr   string
	fortran bool
	shape   []int64
	seen    map[string]bool

	descrAt, shapeAt int64 // in bytes from the start of the file
}

// typeInto reads the type string, as in "<f4".
//
// Source: the array interface protocol of NumPy, "typestr": byte order, kind,
// bytes a value. The orders "=" and "|" and none mean this machine's, as numpy
// reads them.
func (d dict) typeInto(h *Header) error {
	s, big := d.descr, tensor.NativeBig()
	if s != "" {
		switch s[0] {
		case '<':
			s, big = s[1:], false
		case '>':
			s, big = s[1:], true
		case '=', '|':
			s = s[1:]
		}
	}
	if s == "" {
		return fail(tensor.ErrMalformed, d.descrAt, "descr %q is no type", d.descr)
	}
	h.Big = big
	switch s {
	case "f2":
		h.Type = tensor.Float16
	case "f4":
		h.Type = tensor.Float32
	case "f8":
		h.Type = tensor.Float64
	default:
		return d.otherType(h, s)
	}
	return nil
}

// otherType reads a text type or says why the type is not read.
func (d dict) otherType(h *Header, s string) error {
	switch s[0] {
	case 'O':
		return fail(tensor.ErrUnsupported, d.descrAt, "descr %q: Python objects are pickled code and are not read; save the array as float32", d.descr)
	case 'U', 'S':
		n, err := strconv.ParseInt(s[1:], 10, 32)
		if err != nil || n < 0 || s[1] == '+' {
			return fail(tensor.ErrMalformed, d.descrAt, "descr %q: %q is no length", d.descr, s[1:])
		}
		h.Text = Text{Unit: 4, Chars: int(n)}
		if s[0] == 'S' {
			h.Text.Unit = 1
		}
		return nil
	}
	return fail(tensor.ErrUnsupported, d.descrAt, "descr %q, want f2, f4 or f8", d.descr)
}

// parser reads the Python literal of the header.
type parser struct {
	b   []byte
	pos int
	off int64 // of b in the file
}

// parse reads a dictionary with exactly the keys descr, fortran_order and
// shape. Blanks and a newline may follow it.
func parse(b []byte, off int64) (dict, error) {
	p := &parser{b: b, off: off}
	d := dict{seen: make(map[string]bool)}
	if err := p.expect('{'); err != nil {
		return d, err
	}
	for !p.accept('}') {
		if err := p.pair(&d); err != nil {
			return d, err
		}
		if p.accept(',') {
			continue
		}
		if err := p.expect('}'); err != nil {
			return d, err
		}
		break
	}
	if p.skip(); p.pos < len(b) {
		return d, p.fail("%q follows the dictionary", b[p.pos])
	}
	for _, key := range []string{"descr", "fortran_order", "shape"} {
		if !d.seen[key] {
			return d, p.fail("the header has no %q", key)
		}
	}
	return d, nil
}

func (p *parser) pair(d *dict) error {
	at := p.at()
	key, err := p.str()
	if err != nil {
		return err
	}
	if d.seen[key] {
		return fail(tensor.ErrMalformed, at, "the key %q stands twice", key)
	}
	d.seen[key] = true
	if err := p.expect(':'); err != nil {
		return err
	}
	switch key {
	case "descr":
		d.descrAt = p.at()
		d.descr, err = p.descr()
	case "fortran_order":
		d.fortran, err = p.boolean()
	case "shape":
		d.shapeAt = p.at()
		d.shape, err = p.tuple()
	default:
		err = fail(tensor.ErrMalformed, at, "key %q, want descr, fortran_order or shape", key)
	}
	return err
}

func (p *parser) descr() (string, error) {
	if p.peek() == '[' || p.peek() == '(' {
		return "", fail(tensor.ErrUnsupported, p.at(), "structured values, want f2, f4 or f8")
	}
	return p.str()
}

// str reads a quoted string. Type strings and keys hold no escapes.
func (p *parser) str() (string, error) {
	quote := p.peek()
	if quote != '\'' && quote != '"' {
		return "", p.fail("want a quoted string")
	}
	rest := p.b[p.pos+1:]
	n := bytes.IndexByte(rest, quote)
	if n < 0 {
		return "", p.fail("the quoted string has no end")
	}
	if n > 256 || bytes.IndexByte(rest[:n], '\\') >= 0 {
		return "", p.fail("the quoted string is longer than 256 bytes or holds an escape")
	}
	p.pos += n + 2
	return string(rest[:n]), nil
}

func (p *parser) boolean() (bool, error) {
	p.skip()
	switch rest := p.b[p.pos:]; {
	case bytes.HasPrefix(rest, []byte("True")):
		p.pos += 4
		return true, nil
	case bytes.HasPrefix(rest, []byte("False")):
		p.pos += 5
		return false, nil
	}
	return false, p.fail("want True or False")
}

// tuple reads the shape, as in (60, 512) or (60,) or ().
func (p *parser) tuple() ([]int64, error) {
	if err := p.expect('('); err != nil {
		return nil, err
	}
	var shape []int64
	for !p.accept(')') {
		n, err := p.length()
		if err != nil {
			return nil, err
		}
		if shape = append(shape, n); len(shape) > maxDims {
			return nil, p.fail("the shape has more than %d dimensions", maxDims)
		}
		if p.accept(',') {
			continue
		}
		if len(shape) == 1 {
			return nil, p.fail("the shape (%d) is a number, want a tuple", n)
		}
		if err := p.expect(')'); err != nil {
			return nil, err
		}
		break
	}
	return shape, nil
}

// length reads a decimal number; Python 2 wrote an L behind long ones.
func (p *parser) length() (int64, error) {
	p.skip()
	start := p.pos
	for p.pos < len(p.b) && (p.b[p.pos] >= '0' && p.b[p.pos] <= '9') {
		p.pos++
	}
	digits := string(p.b[start:p.pos])
	if digits == "" {
		return 0, p.fail("want a length of 0 or more")
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		p.pos = start
		return 0, fail(tensor.ErrTooLarge, p.at(), "a length of %.40s overflows", digits)
	}
	if p.pos < len(p.b) && p.b[p.pos] == 'L' {
		p.pos++
	}
	return n, nil
}

func (p *parser) skip() {
	for p.pos < len(p.b) && bytes.IndexByte([]byte(" \t\r\n"), p.b[p.pos]) >= 0 {
		p.pos++
	}
}

// peek returns the next byte that is no blank, 0 at the end.
func (p *parser) peek() byte {
	if p.skip(); p.pos < len(p.b) {
		return p.b[p.pos]
	}
	return 0
}

func (p *parser) accept(c byte) bool {
	if p.peek() != c || p.pos >= len(p.b) {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(c byte) error {
	if !p.accept(c) {
		return p.fail("want %q", c)
	}
	return nil
}

func (p *parser) at() int64 { p.skip(); return p.off + int64(p.pos) }

func (p *parser) fail(text string, args ...any) error {
	return fail(tensor.ErrMalformed, p.at(), "header: "+text, args...)
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is one of the two widths of vectors.
type isa struct {
	name   string
	lanes  int
	vector func() reg.VecVirtual
}

var (
	avx2   = isa{"AVX2", 8, YMM}
	avx512 = isa{"AVX512", 16, ZMM}
)

// tile is a kernel for rows of the candidate and vectors of query rows.
type tile struct {
	isa
	rows    int
	vectors int
}

// panelBytes is the step from one value to the next in a panel of 16 rows.
const panelBytes = 16 * 4

// unroll is the number of values that one turn of the loop takes.
const unroll = 4

// The offsets of the fields of the Go struct tile.
const (
	fieldA = 8 * iota
	fieldAStride
	fieldB
	fieldB2
	fieldCount
	fieldFrom
	fieldFromStride
	fieldTo
	fieldToStride
	fieldScale
	fieldRowPart
	fieldColMax
)

// generate writes one kernel: sums of products in registers, then what to do with
// them.
func (t tile) generate() {
	TEXT(fmt.Sprintf("tile%dx%d%s", t.rows, t.vectors*t.lanes, t.name), NOSPLIT, "func(t *byte)")
	Pragma("noescape")
	args := Mem{Base: Load(Param("t"), GP64())}
	sums := make([][]reg.VecVirtual, t.rows)
	for r := range sums {
		for range t.vectors {
			v := t.vector()
			sums[r] = append(sums[r], v)
			t.zero(v)
		}
	}
	t.multiply(args, sums)
	t.finish(args, sums)
	VZEROUPPER()
	RET()
}

func (t tile) zero(v reg.VecVirtual) {
	if t.lanes == 8 {
		VXORPS(v, v, v)
	} else {
		VPXORD(v, v, v)
	}
}

func field(args Mem, offset int) reg.GPVirtual {
	r := GP64()
	MOVQ(args.Offset(offset), r)
	return r
}

// rowsOf returns the addresses of rows that lie stride apart.
func rowsOf(base, stride reg.Register, rows int) []Mem {
	var all []Mem
	var bases []reg.Register
	for r := range rows {
		if r%3 == 0 {
			if r > 0 {
				next := GP64()
				LEAQ(Mem{Base: bases[len(bases)-1], Index: stride, Scale: 2}, next)
				ADDQ(stride, next)
				base = next
			}
			bases = append(bases, base)
		}
		m := Mem{Base: base}
		if r%3 > 0 {
			m.Index, m.Scale = stride, uint8(r%3)
		}
		all = append(all, m)
	}
	return all
}

// multiply adds up the products of count values of the candidate's rows and of the
// panel.
func (t tile) multiply(args Mem, sums [][]reg.VecVirtual) {
	a := rowsOf(field(args, fieldA), field(args, fieldAStride), t.rows)
	b := t.panels(args)
	count := field(args, fieldCount)
	name := fmt.Sprintf("t%dx%d%s", t.rows, t.vectors, t.name)
	CMPQ(count, Imm(unroll))
	JL(LabelRef(name + "_rest"))
	Label(name + "_loop")
	t.step(a, b, sums, unroll)
	SUBQ(Imm(unroll), count)
	CMPQ(count, Imm(unroll))
	JGE(LabelRef(name + "_loop"))
	Label(name + "_rest")
	TESTQ(count, count)
	JZ(LabelRef(name + "_sums"))
	Label(name + "_one")
	t.step(a, b, sums, 1)
	DECQ(count)
	JNZ(LabelRef(name + "_one"))
	Label(name + "_sums")
}

// panels returns the addresses of the vectors of one value of the query's rows: a
// panel is two vectors of AVX2 or one of AVX512.
func (t tile) panels(args Mem) []Mem {
	first := Mem{Base: field(args, fieldB)}
	if t.vectors == 1 {
		return []Mem{first}
	}
	if t.lanes == 8 {
		return []Mem{first, first.Offset(32)}
	}
	return []Mem{first, {Base: field(args, fieldB2)}}
}

// step takes some values of each row and moves the pointers behind them.
func (t tile) step(a, b []Mem, sums [][]reg.VecVirtual, values int) {
	bv, av := make([]reg.VecVirtual, t.vectors), t.vector()
	for v := range bv {
		bv[v] = t.vector()
	}
	for u := range values {
		for v := range bv {
			VMOVUPS(b[v].Offset(u*panelBytes), bv[v])
		}
		for r := range sums {
			VBROADCASTSS(a[r].Offset(u*4), av)
			for v, x := range bv {
				VFMADD231PS(x, av, sums[r][v])
			}
		}
	}
	for r := 0; r < len(a); r += 3 {
		ADDQ(Imm(uint64(values*4)), a[r].Base)
	}
	ADDQ(U32(values*panelBytes), b[0].Base)
	if t.vectors == 2 && t.lanes == 16 {
		ADDQ(U32(values*panelBytes), b[1].Base)
	}
}

// finish adds what was there before; in the last block of a row it also scales the
// sums and takes the maxima.
func (t tile) finish(args Mem, sums [][]reg.VecVirtual) {
	from := rowsOf(field(args, fieldFrom), field(args, fieldFromStride), t.rows)
	for r := range sums {
		for v, s := range sums[r] {
			VADDPS(from[r].Offset(v*t.lanes*4), s, s)
		}
	}
	name := fmt.Sprintf("t%dx%d%s_store", t.rows, t.vectors, t.name)
	scale := field(args, fieldScale)
	TESTQ(scale, scale)
	JZ(LabelRef(name))
	t.scale(Mem{Base: scale}, sums)
	t.rowMaxima(Mem{Base: field(args, fieldRowPart)}, sums)
	t.colMaxima(Mem{Base: field(args, fieldColMax)}, sums)
	Label(name)
	to := rowsOf(field(args, fieldTo), field(args, fieldToStride), t.rows)
	for r := range sums {
		for v, s := range sums[r] {
			VMOVUPS(s, to[r].Offset(v*t.lanes*4))
		}
	}
}

func (t tile) scale(scale Mem, sums [][]reg.VecVirtual) {
	for r := range sums {
		f := t.vector()
		VBROADCASTSS(scale.Offset(r*4), f)
		for _, s := range sums[r] {
			VMULPS(f, s, s)
		}
	}
}

// rowMaxima keeps 8 partial maxima a row.
func (t tile) rowMaxima(part Mem, sums [][]reg.VecVirtual) {
	for r := range sums {
		most := sums[r][0]
		if t.vectors == 2 {
			m := t.vector()
			VMAXPS(most, sums[r][1], m)
			most = m
		}
		eight := YMM()
		if t.lanes == 16 {
			high := YMM()
			VEXTRACTF64X4(Imm(1), most, high)
			VMAXPS(most.AsY(), high, eight)
			VMAXPS(part.Offset(r*32), eight, eight)
		} else {
			VMAXPS(part.Offset(r*32), most, eight)
		}
		VMOVUPS(eight, part.Offset(r*32))
	}
}

func (t tile) colMaxima(most Mem, sums [][]reg.VecVirtual) {
	for v := range t.vectors {
		m := t.vector()
		VMAXPS(most.Offset(v*t.lanes*4), sums[0][v], m)
		for r := 1; r < t.rows; r++ {
			VMAXPS(sums[r][v], m, m)
		}
		VMOVUPS(m, most.Offset(v*t.lanes*4))
	}
}

// peak runs as many independent sums as a tile has, on registers alone: the most
// that the processor can do.
func peak(i isa, sums int) {
	TEXT("peak"+i.name, NOSPLIT, "func(turns int)")
	turns := Load(Param("turns"), GP64())
	t := tile{isa: i}
	a, b := i.vector(), i.vector()
	t.zero(a)
	t.zero(b)
	all := make([]reg.VecVirtual, sums)
	for k := range all {
		all[k] = i.vector()
		t.zero(all[k])
	}
	Label("peak" + i.name + "_loop")
	for _, s := range all {
		VFMADD231PS(a, b, s)
	}
	DECQ(turns)
	JNZ(LabelRef("peak" + i.name + "_loop"))
	VZEROUPPER()
	RET()
}

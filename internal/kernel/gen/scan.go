package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Moves of scalars are VMOVSS and VMOVD throughout: the generator's Load and Store
// of floats write the old MOVSS, which costs a change of state among AVX code.

// Predicates of VCMPPS.
var (
	equal = Imm(0x00)
	less  = Imm(0x11)
)

// address returns where a parameter or result lies.
func address(c gotypes.Component) Mem {
	b, err := c.Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// constants writes a vector of the values 0 to 7 and one of the largest int32.
func constants() (ascending, largest, eights Mem) {
	ascending = GLOBL("ascending", RODATA|NOPTR)
	for i := range 8 {
		DATA(i*4, U32(i))
	}
	largest = GLOBL("largest", RODATA|NOPTR)
	for i := range 8 {
		DATA(i*4, U32(math.MaxInt32))
	}
	eights = GLOBL("eights", RODATA|NOPTR)
	for i := range 8 {
		DATA(i*4, U32(8))
	}
	return ascending, largest, eights
}

// infinite sets all lanes to +Inf.
func infinite() reg.VecVirtual {
	bits, v := GP32(), YMM()
	MOVL(U32(math.Float32bits(float32(math.Inf(1)))), bits)
	VMOVD(bits, v.AsX())
	VBROADCASTSS(v.AsX(), v)
	return v
}

// leastOf sets all lanes to the least one by folding the vector three times.
func leastOf(v reg.VecVirtual, least func(a, b, to Op)) reg.VecVirtual {
	out, turned := YMM(), YMM()
	VPERM2F128(Imm(1), v, v, turned)
	least(turned, v, out)
	VPERMILPS(Imm(0x4E), out, turned)
	least(turned, out, out)
	VPERMILPS(Imm(0xB1), out, turned)
	least(turned, out, out)
	return out
}

func minFloat(a, b, to Op) { VMINPS(a, b, to) }
func minInt(a, b, to Op)   { VPMINSD(a, b, to) }

// lowestAt returns the least value in all lanes, and in all lanes the lowest of
// the columns that have it.
func lowestAt(values, columns reg.VecVirtual, largest Mem) (least, at reg.VecVirtual) {
	least = leastOf(values, minFloat)
	same, lowest := YMM(), YMM()
	VCMPPS(equal, least, values, same)
	VMOVUPS(largest, lowest)
	VBLENDVPS(same, columns, lowest, lowest)
	return least, leastOf(lowest, minInt)
}

var ascending, largest, eights Mem

// relax is the assembly of Relax.
func relax() {
	ascending, largest, eights = constants()
	TEXT("relaxAVX2", NOSPLIT, "func(dist, w, busy *float32, prev *int32, s *float32, count int, h float32, row, done int32) (least float32, at int32, leastFree float32)")
	Pragma("noescape")
	dist, w, busy := Load(Param("dist"), GP64()), Load(Param("w"), GP64()), Load(Param("busy"), GP64())
	prev, s, count := Load(Param("prev"), GP64()), Load(Param("s"), GP64()), Load(Param("count"), GP64())
	h, row, column := YMM(), YMM(), YMM()
	VBROADCASTSS(address(Param("h")), h)
	VBROADCASTSS(address(Param("row")), row)
	done, inf := YMM(), infinite()
	VBROADCASTSS(address(Param("done")), done)
	VMOVUPS(ascending, column)
	step := YMM()
	VMOVUPS(eights, step)
	best, bestFree, at := infinite(), infinite(), YMM()
	VPXOR(at, at, at)
	i := GP64()
	XORQ(i, i)
	each := func(base reg.Register) Mem { return Mem{Base: base, Index: i, Scale: 4} }
	Label("relax_loop")
	d, c, p, shorter, free, final, minusV := YMM(), YMM(), YMM(), YMM(), YMM(), YMM(), YMM()
	VPCMPEQD(done, column, final)
	VMOVUPS(each(w), minusV)
	VBLENDVPS(final, inf, minusV, minusV)
	VMOVUPS(minusV, each(w))
	VSUBPS(each(s), h, c)
	VADDPS(minusV, c, c)
	VMOVUPS(each(dist), d)
	VBLENDVPS(final, inf, d, d)
	VMOVUPS(each(prev), p)
	VCMPPS(less, d, c, shorter)
	VMINPS(d, c, d)
	VBLENDVPS(shorter, row, p, p)
	VMOVUPS(d, each(dist))
	VMOVUPS(p, each(prev))
	VCMPPS(less, best, d, shorter)
	VMINPS(best, d, best)
	VBLENDVPS(shorter, column, at, at)
	VADDPS(each(busy), d, free)
	VMINPS(bestFree, free, bestFree)
	VPADDD(step, column, column)
	ADDQ(Imm(8), i)
	CMPQ(i, count)
	JL(LabelRef("relax_loop"))
	least, lowest := lowestAt(best, at, largest)
	VMOVSS(least.AsX(), address(Return("least")))
	VMOVSS(lowest.AsX(), address(Return("at")))
	VMOVSS(leastOf(bestFree, minFloat).AsX(), address(Return("leastFree")))
	VZEROUPPER()
	RET()
}

// nearest is the assembly of Nearest.
func nearest() {
	TEXT("nearestAVX2", NOSPLIT, "func(w, s *float32, count int) (least float32, at int32, second float32)")
	Pragma("noescape")
	w, s, count := Load(Param("w"), GP64()), Load(Param("s"), GP64()), Load(Param("count"), GP64())
	column, step := YMM(), YMM()
	VMOVUPS(ascending, column)
	VMOVUPS(eights, step)
	best, next, at := infinite(), infinite(), YMM()
	VPXOR(at, at, at)
	i := GP64()
	XORQ(i, i)
	Label("nearest_loop")
	c, more, nearer := YMM(), YMM(), YMM()
	VMOVUPS(Mem{Base: w, Index: i, Scale: 4}, c)
	VSUBPS(Mem{Base: s, Index: i, Scale: 4}, c, c)
	VMAXPS(best, c, more)
	VMINPS(next, more, next)
	VCMPPS(less, best, c, nearer)
	VMINPS(best, c, best)
	VBLENDVPS(nearer, column, at, at)
	VPADDD(step, column, column)
	ADDQ(Imm(8), i)
	CMPQ(i, count)
	JL(LabelRef("nearest_loop"))
	least, lowest := lowestAt(best, at, largest)
	same, others := YMM(), YMM()
	VPCMPEQD(lowest, at, same)
	VBLENDVPS(same, next, best, others)
	VMOVSS(least.AsX(), address(Return("least")))
	VMOVSS(lowest.AsX(), address(Return("at")))
	VMOVSS(leastOf(others, minFloat).AsX(), address(Return("second")))
	VZEROUPPER()
	RET()
}

// highest is the assembly of Highest.
func highest() {
	TEXT("highestAVX2", NOSPLIT, "func(most, s *float32, count int)")
	Pragma("noescape")
	most, s, count := Load(Param("most"), GP64()), Load(Param("s"), GP64()), Load(Param("count"), GP64())
	Label("highest_loop")
	x := YMM()
	VMOVUPS(Mem{Base: s}, x)
	VMAXPS(Mem{Base: most}, x, x)
	VMOVUPS(x, Mem{Base: most})
	ADDQ(Imm(32), s)
	ADDQ(Imm(32), most)
	SUBQ(Imm(8), count)
	JNZ(LabelRef("highest_loop"))
	VZEROUPPER()
	RET()
}

// ahead is how far in front of the values in use sumSquares asks for more, in
// bytes. It is the first to read a candidate: two pages hide most of the wait for
// memory, and beyond the end of the memory the request does nothing.
const ahead = 8192

// sumSquares is the assembly of SumSquares.
func sumSquares() {
	TEXT("sumSquaresAVX2", NOSPLIT, "func(row *float32, count int) float32")
	Pragma("noescape")
	row, count := Load(Param("row"), GP64()), Load(Param("count"), GP64())
	sums := []reg.VecVirtual{YMM(), YMM(), YMM(), YMM()}
	for _, s := range sums {
		VXORPS(s, s, s)
	}
	JMP(LabelRef("squares_test"))
	Label("squares_loop")
	for i, s := range sums {
		x := YMM()
		VMOVUPS(Mem{Base: row, Disp: i * 32}, x)
		VFMADD231PS(x, x, s)
	}
	PREFETCHT0(Mem{Base: row, Disp: ahead})
	PREFETCHT0(Mem{Base: row, Disp: ahead + 64})
	ADDQ(Imm(128), row)
	SUBQ(Imm(32), count)
	Label("squares_test")
	CMPQ(count, Imm(32))
	JGE(LabelRef("squares_loop"))
	VADDPS(sums[1], sums[0], sums[0])
	VADDPS(sums[3], sums[2], sums[2])
	VADDPS(sums[2], sums[0], sums[0])
	high := XMM()
	VEXTRACTF128(Imm(1), sums[0], high)
	low := sums[0].AsX()
	VADDPS(high, low, low)
	VHADDPS(low, low, low)
	VHADDPS(low, low, low)
	TESTQ(count, count)
	JZ(LabelRef("squares_done"))
	Label("squares_one")
	x := XMM()
	VMOVSS(Mem{Base: row}, x)
	VFMADD231SS(x, x, low)
	ADDQ(Imm(4), row)
	DECQ(count)
	JNZ(LabelRef("squares_one"))
	Label("squares_done")
	VMOVSS(low, address(ReturnIndex(0)))
	VZEROUPPER()
	RET()
}

//go:build amd64 && !purego

#include "textflag.h"

// TAKE makes unit u what is taken out at its place: the old u, the unit two
// behind it, the bytes of the message, and what was taken out last.
#define TAKE(at, u, behind, last) \
	VPXOR behind, u, u \
	VPXOR at(SI), u, u \
	VPXOR last, u, u

// func foldAVX2(t *taken, p *byte, blocks int)
//
// The 16 units stay in the 16 registers.
TEXT ·foldAVX2(SB), NOSPLIT, $0-24
	MOVQ t+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ blocks+16(FP), CX

	VMOVDQU 0(DI), Y0
	VMOVDQU 32(DI), Y1
	VMOVDQU 64(DI), Y2
	VMOVDQU 96(DI), Y3
	VMOVDQU 128(DI), Y4
	VMOVDQU 160(DI), Y5
	VMOVDQU 192(DI), Y6
	VMOVDQU 224(DI), Y7
	VMOVDQU 256(DI), Y8
	VMOVDQU 288(DI), Y9
	VMOVDQU 320(DI), Y10
	VMOVDQU 352(DI), Y11
	VMOVDQU 384(DI), Y12
	VMOVDQU 416(DI), Y13
	VMOVDQU 448(DI), Y14
	VMOVDQU 480(DI), Y15

block:
	TAKE(0, Y0, Y2, Y15)
	TAKE(32, Y1, Y3, Y0)
	TAKE(64, Y2, Y4, Y1)
	TAKE(96, Y3, Y5, Y2)
	TAKE(128, Y4, Y6, Y3)
	TAKE(160, Y5, Y7, Y4)
	TAKE(192, Y6, Y8, Y5)
	TAKE(224, Y7, Y9, Y6)
	TAKE(256, Y8, Y10, Y7)
	TAKE(288, Y9, Y11, Y8)
	TAKE(320, Y10, Y12, Y9)
	TAKE(352, Y11, Y13, Y10)
	TAKE(384, Y12, Y14, Y11)
	TAKE(416, Y13, Y15, Y12)
	TAKE(448, Y14, Y0, Y13)
	TAKE(480, Y15, Y1, Y14)
	ADDQ $512, SI
	DECQ CX
	JNZ  block

	VMOVDQU Y0, 0(DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, 64(DI)
	VMOVDQU Y3, 96(DI)
	VMOVDQU Y4, 128(DI)
	VMOVDQU Y5, 160(DI)
	VMOVDQU Y6, 192(DI)
	VMOVDQU Y7, 224(DI)
	VMOVDQU Y8, 256(DI)
	VMOVDQU Y9, 288(DI)
	VMOVDQU Y10, 320(DI)
	VMOVDQU Y11, 352(DI)
	VMOVDQU Y12, 384(DI)
	VMOVDQU Y13, 416(DI)
	VMOVDQU Y14, 448(DI)
	VMOVDQU Y15, 480(DI)
	VZEROUPPER
	RET

// Command gen writes the assembly of package kernel:
//
//	go run . -out ../kernels_amd64.s -stubs ../kernels_amd64.go -pkg kernel
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	ConstraintExpr("amd64,!purego")
	for vectors := 1; vectors <= 2; vectors++ {
		for rows := 1; rows <= 6; rows++ {
			tile{avx2, rows, vectors}.generate()
		}
	}
	for vectors := 1; vectors <= 2; vectors++ {
		for rows := 1; rows <= 12; rows++ {
			tile{avx512, rows, vectors}.generate()
		}
	}
	relax()
	nearest()
	highest()
	sumSquares()
	peak(avx2, 12)
	peak(avx512, 24)
	Generate()
}

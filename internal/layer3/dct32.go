package layer3

// Half secants: 1/(2cos(π/2n (2k+1))) for n = 32, 16, 8, 4 and 2.
var (
	halfSecant32 = [16]float32{
		0.50060299823519627260, 0.50547095989754364798, 0.51544730992262455249, 0.53104259108978413284, 0.55310389603444454210,
		0.58293496820613388554, 0.62250412303566482475, 0.67480834145500567800, 0.74453627100229857749, 0.83934964541552681272,
		0.97256823786196078263, 1.16943993343288465958, 1.48416461631416618516, 2.05778100995341084456, 3.40760841846871898042,
		10.19000812354803287008,
	}
	halfSecant16 = [8]float32{
		0.50241928618815567820, 0.52249861493968885462, 0.56694403481635768927, 0.64682178335999007679, 0.78815462345125020249,
		1.06067768599034706334, 1.72244709823833419549, 5.10114861868915525633,
	}
)

const (
	halfSecant8x0 = 0.50979557910415918
	halfSecant8x1 = 0.60134488693504529
	halfSecant8x2 = 0.89997622313641557
	halfSecant8x3 = 2.56291544774150548
	halfSecant4x0 = 0.54119610014619701
	halfSecant4x1 = 1.30656296487637635
	halfSecant2   = 0.70710678118654746
)

// dct32 sets y[n] to Σ x[k] cos(π/64 n(2k+1)).
//
// A transform of n divides into two of half the size: the even results are that of
// x[k]+x[n-1-k]; the odd ones are sums of two neighbours of that of the
// differences, divided by 2cos(π/2n (2k+1)). Two such steps are taken at once.
//
// Source: B. G. Lee, A New Algorithm to Compute the Discrete Cosine Transform, 1984.
func dct32(y, x *[subbands]float32) {
	const n = subbands / 4
	var a, b, c, d [n + 1]float32 // of which the last stay 0
	for k := range n {
		s, u := x[k]+x[4*n-1-k], x[2*n-1-k]+x[2*n+k]
		v, w := (x[k]-x[4*n-1-k])*halfSecant32[k], (x[2*n-1-k]-x[2*n+k])*halfSecant32[2*n-1-k]
		a[k], b[k] = s+u, (s-u)*halfSecant16[k]
		c[k], d[k] = v+w, (v-w)*halfSecant16[k]
	}
	dct8((*[n]float32)(a[:]))
	dct8((*[n]float32)(b[:]))
	dct8((*[n]float32)(c[:]))
	dct8((*[n]float32)(d[:]))
	for k := range n {
		odd := d[k] + d[k+1]
		y[4*k], y[4*k+1] = a[k], c[k]+odd
		y[4*k+2], y[4*k+3] = b[k]+b[k+1], odd+c[k+1]
	}
}

// dct8 replaces x[n] by Σ x[k] cos(π/16 n(2k+1)).
func dct8(x *[8]float32) {
	a0, a1, a2, a3 := dct4(x[0]+x[7], x[1]+x[6], x[2]+x[5], x[3]+x[4])
	b0, b1, b2, b3 := dct4((x[0]-x[7])*halfSecant8x0, (x[1]-x[6])*halfSecant8x1, (x[2]-x[5])*halfSecant8x2, (x[3]-x[4])*halfSecant8x3)
	x[0], x[2], x[4], x[6] = a0, a1, a2, a3
	x[1], x[3], x[5], x[7] = b0+b1, b1+b2, b2+b3, b3
}

// dct4 returns Σ x[k] cos(π/8 n(2k+1)) for n = 0 to 3.
func dct4(x0, x1, x2, x3 float32) (y0, y1, y2, y3 float32) {
	s, t := x0+x3, x1+x2
	u, v := (x0-x3)*halfSecant4x0, (x1-x2)*halfSecant4x1
	y3 = (u - v) * halfSecant2
	return s + t, u + v + y3, (s - t) * halfSecant2, y3
}

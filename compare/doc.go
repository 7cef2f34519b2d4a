// Package compare turns two tracks' window embeddings into scores: max,
// max_then_mean and hungarian_mean of their cosine similarities.
//
// # Formulas
//
// A query has m windows and a candidate has n, each window one row of d values.
// Rows are divided by their Euclidean norm; S is the m x n matrix of the rows'
// inner products, so S[i][j] is the cosine of query window i and candidate
// window j, and k = min(m, n). A is a set of k pairs (i, j) in which no i and no
// j stands twice, with the largest total of S (a maximum weight assignment).
//
//	max            = max over i, j of S[i][j]
//	max_then_mean  = 1/m * sum over i of (max over j of S[i][j])
//	hungarian_mean = 1/k * sum over (i, j) in A of S[i][j]
//	coverage       = k / max(m, n)
//
// All scores lie in [-1, 1] but for rounding; coverage lies in (0, 1]. With one
// window on each side the three scores are the same number. A score of the fast
// engine differs from that of [Reference] by less than 1e-5.
//
// # Readings
//
// What a vendor's documentation leaves open is a [Reading]; its zero value is
// the definition above. max_then_mean may run over the candidate's windows, or be
// the mean or the larger of both directions. hungarian_mean may be divided by m,
// n or max(m, n). Similarities below zero may count as zero, which can choose
// other pairs. Similarities may be (1+cos)/2, in [0, 1]. [Readings] lists them by
// name and [Comparison.Readings] computes all of them from one S.
//
// # Inequalities
//
// H(x) is the total of A divided by x, MTMq and MTMc are max_then_mean over the
// windows of the query and of the candidate. For any S:
//
//	I1  max >= MTMq, max >= MTMc, max >= H(k)
//	I2  MTMq >= H(k) if m <= n;  MTMc >= H(k) if n <= m
//	I3  over the longer side there is no order between max_then_mean and H(k)
//	I5  H(k), MTMq and MTMc >= the mean of S
//
// and only where no similarity is negative:
//
//	I4  MTMq >= H(m), MTMc >= H(n), min(MTMq, MTMc) >= H(max(m, n)),
//	    max >= H(max(m, n)), H(k) >= max/k, MTMq >= max/m
//
// So a hungarian_mean above max_then_mean is no mistake where m > n.
//
// # Edge cases
//
// A track without windows is [ErrEmpty], tracks of different dimensions are
// [ErrDims], a row that has no direction is [ErrZeroRow], NaN and Inf are
// [ErrNotFinite]; the error is an [*Error] that names the track and the row. More
// than 2^28 pairs of windows are [ErrTooLarge].
// Rows need not have unit length. The total of A is unique, A need not be: among
// equal totals the pairs are those of internal/lap's tie rule, the same on every
// machine that computes the same S.
package compare

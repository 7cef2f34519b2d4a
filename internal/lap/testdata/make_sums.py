#!/usr/bin/env python3
"""Writes sums.txt: the largest assignment total of 3,200 generated matrices, by scipy.

Needs: python3-numpy, python3-scipy (made with numpy 1.24.2, scipy 1.10.1)
Use:   python3 internal/lap/testdata/make_sums.py > internal/lap/testdata/sums.txt

Matrix number i (from 0) is of kind i % 8 and of shape shape(i). Its values come from
splitmix64 with the state i * 2^32: value(x) = (x >> 40) / 2^24, in [0, 1), rounded to
float32 after the arithmetic below. matrices_test.go has the same formulas.
"""
import numpy as np
from scipy.optimize import linear_sum_assignment

M = (1 << 64) - 1

def splitmix(state, count):
    with np.errstate(over='ignore'):
        z = np.uint64(state) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

def shape(i):
    a, b = i // 8 % 20 + 1, i // 160 % 20 + 1     # 1..20 each
    if i % 8 == 1: return a, a + 3 * b              # wide
    if i % 8 == 2: return a + 3 * b, a              # tall
    if i % 8 == 7: return 3 * a, 3 * a + b - 10 if 3 * a + b > 10 else 1
    n = a + 2 * b
    return (n, n) if i // 8 % 3 else (n, n + a)

def matrix(i):
    rows, cols = shape(i)
    u = (splitmix(i << 32, rows * cols) >> np.uint64(40)).astype(np.float64).reshape(rows, cols) / 2.0**24
    r, c = np.arange(rows)[:, None], np.arange(cols)[None, :]
    kind = i % 8
    if kind in (0, 1, 2): s = 2 * u - 1                                       # cosines of any sign
    elif kind == 3: s = -u                                                    # negative
    elif kind == 4: s = np.floor(u * 8) / 8 - 0.25                            # ties
    elif kind == 5: s = np.full((rows, cols), -0.25)                          # constant
    elif kind == 6: s = np.where((r - c) % 7 == 0, 0.99, 0.5) + u / 4096      # near-duplicates
    else: s = u[r // 4, c // 4] * 0.5 + u * 0.25                              # sections, as in music
    return s.astype(np.float32)

print('# largest assignment totals, one a matrix, in order: python3 internal/lap/testdata/make_sums.py')
for i in range(3200):
    s = matrix(i)
    r, c = linear_sum_assignment(s.astype(np.float64), maximize=True)
    print('%.8f' % s[r, c].astype(np.float64).sum())

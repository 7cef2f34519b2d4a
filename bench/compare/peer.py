#!/usr/bin/env python3
"""What one would write instead of package compare: the three scores with numpy and scipy.

Needs: python3-numpy, python3-scipy
Use:   peer.py make FOLDER TRACKS WINDOWS DIM   writes float32 files, little endian:
           tracks.f32   TRACKS + 1 tracks of WINDOWS x DIM unit rows, the first one is the query
           s60.f32      200 similarity matrices of the query with the first candidates
           s300.f32     20 similarity matrices of music-like tracks of 300 windows
       peer.py serve FOLDER WINDOWS DIM         reads the name of a role a line from standard input,
           runs it, and answers with the CPU seconds that it took

One BLAS thread. `obvious` goes pair by pair; `batched` is the best that we know how to write.
`lsa60` and `lsa300` solve assignments alone, of float64 matrices, which scipy need not convert.
"""
import os, sys, time
os.environ['OPENBLAS_NUM_THREADS'] = '1'
import numpy as np
from scipy.optimize import linear_sum_assignment as lsa

def unit(x):
    return (x / np.linalg.norm(x, axis=1, keepdims=True)).astype(np.float32)

class Music:
    """Tracks of n windows in about n/8 sections, in order or mixed, that share a direction."""
    def __init__(self, seed, d):
        self.rng = np.random.default_rng(seed)
        self.d = d
        self.mean = self.rng.standard_normal(d).astype(np.float32)

    def track(self, n):
        k = max(1, n // 8)
        sections = self.rng.standard_normal((k, self.d), dtype=np.float32)
        order = np.sort(self.rng.integers(0, k, n))
        if self.rng.random() < .7:
            order = self.rng.permutation(k)[order]
        noise = self.rng.standard_normal((n, self.d), dtype=np.float32)
        return unit(sections[order] * .8 + noise * .35 + self.mean * np.float32(self.rng.uniform(.8, 1.6)))

def make(folder, tracks, n, d):
    os.makedirs(folder, exist_ok=True)
    music = Music(7, d)
    q = music.track(n)
    with open(os.path.join(folder, 'tracks.f32'), 'wb') as out, open(os.path.join(folder, 's60.f32'), 'wb') as s60:
        out.write(q.astype('<f4').tobytes())
        for c in range(tracks):
            x = music.track(n)
            if c % 431 == 0:  # a track that resembles the query
                shifted = q[np.clip(np.arange(n) + c % 20, 0, n - 1)]
                x = unit(shifted + music.rng.standard_normal((n, d)).astype(np.float32) * .05)
            out.write(x.astype('<f4').tobytes())
            if c < 200:
                s60.write((x @ q.T).astype('<f4').tobytes())
    long = music.track(300)
    with open(os.path.join(folder, 's300.f32'), 'wb') as s300:
        for _ in range(20):
            s300.write((music.track(300) @ long.T).astype('<f4').tobytes())

def obvious(q, X):
    out = []
    for c in X:
        a = q / np.linalg.norm(q, axis=1, keepdims=True)
        b = c / np.linalg.norm(c, axis=1, keepdims=True)
        S = a @ b.T
        r, k = lsa(S, maximize=True)
        out.append((S.max(), S.max(1).mean(), S[r, k].mean()))
    return np.array(out)

def batched(q, X):
    out = np.empty((len(X), 3))
    for s in range(0, len(X), 250):
        e = min(len(X), s + 250)
        S = np.matmul(X[s:e].reshape(-1, q.shape[1]), q.T).reshape(e - s, -1, len(q))
        m = S.max(1)
        out[s:e, 0] = m.max(1)
        out[s:e, 1] = m.mean(1)
        for c in range(s, e):
            r, k = lsa(S[c - s], maximize=True)
            out[c, 2] = S[c - s][r, k].mean()
    return out

def maxima(q, X):
    """max and max_then_mean alone."""
    out = np.empty((len(X), 2))
    for s in range(0, len(X), 250):
        e = min(len(X), s + 250)
        m = np.matmul(X[s:e].reshape(-1, q.shape[1]), q.T).reshape(e - s, -1, len(q)).max(1)
        out[s:e, 0] = m.max(1)
        out[s:e, 1] = m.mean(1)
    return out

def assign(matrices):
    return np.array([s[lsa(s, maximize=True)].sum() for s in matrices])

def serve(folder, n, d):
    load = lambda name, *shape: np.fromfile(os.path.join(folder, name), '<f4').reshape(-1, *shape)
    tracks = load('tracks.f32', n, d)
    s60, s300 = load('s60.f32', n, n).astype(np.float64), load('s300.f32', 300, 300).astype(np.float64)
    roles = {
        'obvious': lambda: obvious(tracks[0], tracks[1:]),
        'batched': lambda: batched(tracks[0], tracks[1:]),
        'maxima': lambda: maxima(tracks[0], tracks[1:]),
        'lsa60': lambda: assign(s60),
        'lsa300': lambda: assign(s300),
    }
    batched(tracks[0], tracks[1:251])
    for line in sys.stdin:
        role = line.strip()
        start = time.process_time()
        answer = roles[role]()
        seconds = time.process_time() - start
        np.asarray(answer, '<f8').tofile(os.path.join(folder, role + '.f64'))
        print(seconds, flush=True)

if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2], *map(int, sys.argv[3:6]))
    else:
        serve(sys.argv[2], *map(int, sys.argv[3:5]))

#!/usr/bin/env python3
"""Makes the embeddings of this folder and what numpy and scipy make of them.

    apt-get install python3-numpy python3-scipy && python3 make.py

cover.npy holds the windows 2 to 6 of song.npy with noise; the others have nothing to do with it.
"""
import json
import os

import numpy as np
from scipy.optimize import linear_sum_assignment

rng = np.random.default_rng(20261122)
DIM = 16
queries = {"song": rng.standard_normal((9, DIM)), "other": rng.standard_normal((5, DIM))}
candidates = {
    "cover": queries["song"][2:7] + 0.2 * rng.standard_normal((5, DIM)),
    "long": rng.standard_normal((12, DIM)),
    "short": rng.standard_normal((1, DIM)),
    "tune": rng.standard_normal((7, DIM)),
}
for folder, tracks in (("queries", queries), ("candidates", candidates)):
    os.makedirs(folder, exist_ok=True)
    for name, rows in tracks.items():
        np.save(f"{folder}/{name}.npy", rows.astype("<f4"))

truth = []
for q in queries:
    for c in candidates:
        a = np.load(f"queries/{q}.npy").astype("f8")
        b = np.load(f"candidates/{c}.npy").astype("f8")
        s = (a / np.linalg.norm(a, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
        i, j = linear_sum_assignment(-s)
        truth.append({"query": q, "candidate": c, "max": s.max(), "max_then_mean": s.max(axis=1).mean(),
                      "hungarian_mean": s[i, j].mean(), "coverage": min(s.shape) / max(s.shape),
                      "hungarian_mean_by_query": s[i, j].sum() / len(a),
                      "max_then_mean_candidate": s.max(axis=0).mean(),
                      "pairs": sorted([int(x), int(y)] for x, y in zip(i, j))})
with open("../embeddings-truth.json", "w") as f:
    json.dump(truth, f, indent=1)

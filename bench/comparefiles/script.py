#!/usr/bin/env python3
"""The obvious script: scores of one query against a folder of .npy files, written as CSV.

make FOLDER TRACKS writes the files; QUERY FOLDER scores them. Needs python3-numpy, python3-scipy.
"""
import glob
import os
import sys

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from scipy.optimize import linear_sum_assignment


def make(folder, tracks):
    rng = np.random.default_rng(7)
    os.makedirs(folder + "/candidates", exist_ok=True)
    for i in range(tracks + 1):
        sections = rng.standard_normal((8, 512))
        rows = sections[np.sort(rng.integers(0, 8, 60))] * 0.8 + rng.standard_normal((60, 512)) * 0.35 + 1
        name = folder + ("/query.npy" if i == 0 else f"/candidates/{i:05}.npy")
        np.save(name, rows.astype("<f4"))


def score(query, folder):
    q = np.load(query)
    for path in sorted(glob.glob(folder + "/*.npy")):
        c = np.load(path)
        a = q / np.linalg.norm(q, axis=1, keepdims=True)
        b = c / np.linalg.norm(c, axis=1, keepdims=True)
        s = a @ b.T
        i, j = linear_sum_assignment(s, maximize=True)
        print(f"{path},{s.max():.6f},{s.max(axis=1).mean():.6f},{s[i, j].mean():.6f}")


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] != "nothing":
    score(sys.argv[1], sys.argv[2])

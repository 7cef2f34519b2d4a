#!/usr/bin/env python3
"""Makes everything in this folder with NumPy and SciPy, which know nothing of audiocheck's code.

queries.npz, candidates.npz   made embeddings, seeded: 3 queries, 12 candidates, 3 to 9 windows of 16 values
readings.tsv                  for each pair the value of each reading of the three scores
windows.tsv                   for each pair the windows of the assignment, with their similarity
other.json                    a Trace answer by another encoder: the same tracks after a random map and noise
ranks.json                    vectors with ties; Spearman, Kendall's tau-b and the isotonic fit of each pair of them

Run: /usr/bin/python3 verify/testdata/make.py
"""
import json, os
import numpy as np
from scipy import stats
from scipy.optimize import linear_sum_assignment, nnls

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(20261123)
DIM = 16


themes = rng.normal(size=(6, DIM))


def track():
    rows = int(rng.integers(3, 10))
    return np.stack([themes[rng.integers(6)] * rng.uniform(0.2, 1.6) + rng.normal(size=DIM) for _ in range(rows)]).astype("<f4")


queries = {f"query_{i}": track() for i in range(3)}
candidates = {f"candidate_{i:02d}": track() for i in range(12)}
np.savez("queries.npz", **queries)
np.savez("candidates.npz", **candidates)


def unit(w):
    w = w.astype(float)
    return w / np.linalg.norm(w, axis=1, keepdims=True)


def readings(q, c):
    cos = unit(q) @ unit(c).T
    m, n = cos.shape
    out = {}
    for suffix, s in (("", cos), ("_clamped", np.maximum(cos, 0)), ("_shifted", (1 + cos) / 2)):
        rows, cols = linear_sum_assignment(s, maximize=True)
        total = s[rows, cols].sum()
        over_q, over_c = s.max(axis=1).mean(), s.max(axis=0).mean()
        out["max" + suffix] = s.max()
        out["max_then_mean" + suffix] = over_q
        out["max_then_mean_candidate" + suffix] = over_c
        out["max_then_mean_both" + suffix] = (over_q + over_c) / 2
        out["max_then_mean_larger" + suffix] = max(over_q, over_c)
        out["hungarian_mean" + suffix] = total / min(m, n)
        out["hungarian_mean_by_query" + suffix] = total / m
        out["hungarian_mean_by_candidate" + suffix] = total / n
        out["hungarian_mean_by_longer" + suffix] = total / max(m, n)
    return out, cos


with open("readings.tsv", "w") as f, open("windows.tsv", "w") as g:
    g.write("query\tcandidate\tquery_index\tcandidate_index\tcosine\n")
    first = True
    for qn, q in queries.items():
        for cn, c in candidates.items():
            values, cos = readings(q, c)
            if first:
                f.write("query\tcandidate\t" + "\t".join(values) + "\n")
                first = False
            f.write(f"{qn}\t{cn}\t" + "\t".join(f"{v:.6f}" for v in values.values()) + "\n")
            for i, j in list(zip(*linear_sum_assignment(cos, maximize=True)))[:2]:
                g.write(f"{qn}\t{cn}\t{i}\t{j}\t{cos[i, j]:.6f}\n")

# Another encoder: a random linear map into another space, and noise.
mixing = rng.normal(size=(DIM, 24))


def heard(w):
    return w @ mixing + rng.normal(scale=2.0, size=(len(w), 24))


other_q = {k: heard(w) for k, w in queries.items()}
other_c = {k: heard(w) for k, w in candidates.items()}
vendor, local, found = [], [], []
for qn in queries:
    matches = []
    for cn in candidates:
        far, _ = readings(other_q[qn], other_c[cn])
        near, _ = readings(queries[qn], candidates[cn])
        score = round(far["max_then_mean"], 3)
        vendor.append(score)
        local.append(near["max_then_mean"])
        matches.append({
            "id": f"dataset/{cn}.wav", "score": score, "percentage": round(100 * score, 1),
            "payload": {"filename": f"{cn}.wav", "dataset_id": "made", "metric": "max_then_mean"},
            "full_audio_latent_scores": {k: round(far[k], 3) for k in ("max", "max_then_mean", "hungarian_mean")},
        })
    matches.sort(key=lambda m: -m["score"])
    found.append({"query_audio_id": f"dataset/{qn}.wav", "matches": matches})
answer = {"success": True, "data": {"job_id": "made", "status": "completed", "search_type": "m:n", "error": None, "results": {
    "status": "success", "timestamp": "2026-11-23 05:00:00", "search_type": "m:n", "results": found}}}
with open("other.json", "w") as f:
    json.dump(answer, f)
    f.write("\n")


def isotonic(x, y):
    """The nearest non-decreasing curve as a non-negative least squares problem over its steps: no pooling involved."""
    ux, inverse = np.unique(x, return_inverse=True)
    design = np.tril(np.ones((len(ux), len(ux))))[inverse]
    design = np.hstack([design[:, :1], -design[:, :1], design[:, 1:]])
    steps, _ = nnls(design, y, maxiter=100000)
    return design @ steps


def statistics(x, y):
    return {"x": list(map(float, x)), "y": list(map(float, y)), "spearman": stats.spearmanr(x, y)[0],
            "kendall": stats.kendalltau(x, y)[0], "isotonic": [round(v, 9) for v in isotonic(np.array(x), np.array(y))]}


cases = []
for n in (5, 8, 20, 60):
    x, noise = rng.normal(size=n).round(3), rng.normal(size=n)
    cases.append(statistics(x, (x + noise).round(3)))
    cases.append(statistics((2 * x).round(0), (x - noise).round(0)))
    cases.append(statistics(x, (-x).round(3)))
with open("ranks.json", "w") as f:
    json.dump({"cases": cases, "other": {"spearman": stats.spearmanr(vendor, local)[0], "kendall": stats.kendalltau(vendor, local)[0]}}, f)
    f.write("\n")

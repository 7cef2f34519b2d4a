#!/usr/bin/env python3
"""Writes the JSON files of this folder with Python's json module. Run in this folder."""
import json

a = dict(id="a", encoder="clews", embeddings=[[0.5, -1.25e-3, 3], [1e-10, 2.0, 0.1]], start_seconds=[0, 4], end_seconds=[8, 12.5])
b = dict(encoder="clews", more={"deep": [1, {"x": None}, "}]\"\\"], "no": False}, embedding=[[1, 2, 3]], id="b \u00e9\n", start_seconds=None)
with open("tracks.jsonl", "w") as f:
    f.write(json.dumps(a) + "\n" + json.dumps(b) + "\n" + json.dumps(dict(id=17, embeddings=[7, 8, 9])) + "\n")
with open("tracks.json", "w") as f:
    json.dump([a, b], f, indent=1)
with open("one.json", "w") as f:
    json.dump(dict(embeddings=[[1, 2], [3, 4]]), f)

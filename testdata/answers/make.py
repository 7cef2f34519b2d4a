#!/usr/bin/env python3
"""Makes the answers of this folder: one for each rule about answers, named after the rule that it breaks.

They have the shapes of the vendors' documents (Soundverse Trace: comprehensive search status, ingest status, dataset; Slipstream
AudioVerify: poll for the result; CAMB.AI: separation status and results), with values of this project. Each starts from a clean
answer and edits its text. AC68x.json go with ../embeddings, whose truth.json SciPy made; AC665.json to AC669.json with ../catalog.

    python3 make.py
"""
import csv
import json
import os

import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
TRUTH = {(t["query"], t["candidate"]): t for t in json.load(open("../embeddings-truth.json"))}


def text(x):
    return json.dumps(x, separators=(",", ":")) + "\n"


def write(name, content):
    with open(name, "w") as f:
        f.write(content)


def edited(doc, *edits):
    for old, new in edits:
        assert old in doc, (old, doc)
        doc = doc.replace(old, new, 1)
    return doc


def job(queries, kind="1:n", summary=None):
    results = {"status": "success", "timestamp": "2026-06-19 22:45:00", "search_type": kind, "results": queries}
    if summary:
        results["summary"] = summary
    return {"data": {"job_id": "search_job_1", "status": "completed", "search_type": kind, "error": None, "results": results}}


def query(name, *matches):
    return {"query_audio_id": name, "matches": list(matches)}


def match(name, score, full=None, **more):
    m = {"id": name, "score": score, "percentage": round(100 * score, 1)}
    if full:
        m["full_audio_latent_scores"] = full
    return {**m, **more}


def scores(top, mean, hung, windows=None):
    s = {"max": top, "max_then_mean": mean, "hungarian_mean": hung}
    if windows:
        s["matched_windows"] = windows
    return s


def window(q, c, s, start_q=None, start_c=None):
    w = {"query_index": q, "candidate_index": c, "similarity_score": s}
    if start_q is not None:
        w["query_audio_timestamps"] = [[start_q], [start_q + 8]]
        w["candidate_audio_timestamps"] = [[start_c], [start_c + 8]]
    return w


A, Q = "dataset/song_1.wav", "dataset/new.wav"
FULL = scores(0.9, 0.8, 0.7)
BASE = text(job([query(Q, match(A, 0.8, FULL))]))
META = text(job([query(Q, match(A, 0.8, FULL, payload={"filename": "song_1.wav", "dataset_id": "d", "metric": "max_then_mean"}))]))
WINDOW = text(job([query(Q, match(A, 0.8, scores(0.9, 0.8, 0.7, [window(7, 4, 0.7, 56, 32)])))]))
TWO = text(job([query(Q, match(A, 0.8, FULL), match("dataset/song_2.wav", 0.7, scores(0.9, 0.7, 0.6)))]))
MOTIF = text(job([query(Q, match(A, 0.8, FULL, motif_matches={"vocals_stem": {"total_matches": 1, "matches": [
    {"similarity_score": 0.6, "query": {"motif_audio_timestamps": [20, 31]}, "candidate": {"motif_audio_timestamps": [40, 49]}}]}}))]))
SUM = {"full_audio_max_then_mean": 0.8, "vocal_max": 0.6, "motif_matches_other_count": 0, "motif_matches_vocals_count": 0}
SUMMARY = text(job([query(Q, match(A, 0.8, FULL, vocal_latent_scores=scores(0.6, 0.5, 0.4)))], summary=SUM))
SUMMARY_MOTIF = text(job([query(Q, match(A, 0.8, FULL, motif_matches={"vocals_stem": {"total_matches": 2, "matches": []}}))],
                         summary={**SUM, "motif_matches_vocals_count": 2}))
PENDING = text({"data": {"job_id": "search_job_1", "status": "pending", "search_type": "1:n", "error": None}})
INGEST = text({"success": True, "data": {"job_id": "ingest_job_1", "status": "completed", "tasks_requested": ["full_audio_latent"],
               "artifacts": [{"audio_id": "song_1.wav", "artifact_type": "full_audio_latent", "status": "complete"}]}})
DATASET = text({"dataset_id": "d", "user_id": "u", "name": "mine", "description": "", "created_at": "2026-06-19T12:00:00Z",
                "ingested_tasks": ["full_audio_latent"], "encoder_types": ["type1"]})
UUID = "7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10"
TRACK = {"id": "2f1c7d0e-5a34-4b7e-8d11-0c9f6a3b2e55", "title": "Harbour Lights", "artist": "The Tide", "internal": True,
         "isrc": "QZAAA2600001", "score": 96.5, "external_label": None}
VIDEO = text({"job_id": UUID, "status": "completed", "track": TRACK})
OUTSIDE = text({"job_id": UUID, "status": "completed", "track": {**TRACK, "id": None, "internal": False, "external_label": "Stock House"}})
STATUS = text({"status": "SUCCESS", "run_id": 1001})
URLS = {"foreground_audio_url": "https://files.example.com/1001/fg.flac", "background_audio_url": "https://files.example.com/1001/bg.flac"}
RUN, BULK = text(URLS), text({"1001": URLS})

write("clean.json", META)
write("pending.json", PENDING)
write("failed.json", edited(PENDING, ("pending", "failed"), ("null", '"audio could not be decoded"')))
write("recognised.json", VIDEO)
write("separated.json", STATUS)
write("catalog.csv", "isrc,title,artist\nQZAAA2600001,Harbour Lights,The Tide\nQZAAA2600002,Night Train,The Tide\n")

W = '"matched_windows":['
for rule, doc, *edits in [
    ("AC601", BASE, ('"score":0.8', '"score":"0.8"')),
    ("AC602", BASE, ('"percentage":80.0,', '')),
    ("AC603", BASE, ('"score":0.8', '"rank":1,"score":0.8')),
    ("AC604", BASE, ('"score":0.8', '"score":0.1,"score":0.8')),
    ("AC605", PENDING, ("pending", "running")),
    ("AC606", PENDING, ("pending", "completed")),
    ("AC607", BASE, ('"error":null', '"error":"out of memory"')),
    ("AC608", PENDING, ("pending", "failed")),
    ("AC609", BASE, ("completed", "processing")),
    ("AC610", PENDING, ("1:n", "n:m")),
    ("AC611", BASE, ("1:n", "m:n")),
    ("AC612", BASE, ("success", "partial")),
    ("AC613", BASE, ("2026-06-19 22:45:00", "19.06.2026")),
    ("AC614", BASE, ('{"data"', '{"success":false,"data"')),
    ("AC615", BASE, ('"max":0.9', '"max":NaN')),
    ("AC616", BASE, ('"max":0.9', '"max":1.5')),
    ("AC617", BASE, ('"hungarian_mean":0.7', '"hungarian_mean":-0.1')),
    ("AC618", BASE, ('"max":0.9', '"max":0.75')),
    ("AC619", BASE, ('"hungarian_mean":0.7', '"hungarian_mean":0.95')),
    ("AC620", BASE, ('"score":0.8', '"score":-0.4'), ('80.0', '-40.0'), ('"max":0.9', '"max":-0.3'),
     ('"max_then_mean":0.8', '"max_then_mean":-0.4'), ('"hungarian_mean":0.7', '"hungarian_mean":-0.2')),
    ("AC621", BASE, ('"hungarian_mean":0.7', '"hungarian_mean":0.85')),
    ("AC622", BASE, ("80.0", "81.0")),
    ("AC623", BASE, ("80.0", "80.07")),
    ("AC624", BASE, ('"score":0.8', '"score":1.0005'), ("80.0", "100.05"), ('"max":0.9', '"max":1'), ('"max_then_mean":0.8', '"max_then_mean":1')),
    ("AC625", META, ('"metric":"max_then_mean"', '"metric":"max"')),
    ("AC630", WINDOW, ('"similarity_score":0.7', '"similarity_score":0.95')),
    ("AC631", WINDOW, ('"query_index":7', '"query_index":-7')),
    ("AC632", WINDOW, ("[[56],[64]]", "[[64],[56]]")),
    ("AC633", WINDOW, ("[[56],[64]]", "[[305],[313]]")),
    ("AC634", WINDOW, (W, W + text(window(7, 5, 0.6, 60, 40)).strip() + ",")),
    ("AC635", WINDOW, (W, W + text(window(6, 3, 0.6, 64, 24)).strip() + ",")),
    ("AC636", WINDOW, ("[[56],[64]]", "[[56],[62]]")),
    ("AC637", WINDOW, (W, W + text(window(7, 4, 0.7, 56, 32)).strip() + ",")),
    ("AC638", WINDOW, (W, W + text(window(0, 3, 0.9)).strip() + "," + text(window(1, 3, 0.7)).strip() + '],"x":[')),
    ("AC639", WINDOW, (W, W + text(window(0, 3, 0.8)).strip() + "," + text(window(1, 4, 0.6)).strip() + '],"x":[')),
    ("AC640", WINDOW, ("[[32],[40]]", "[[56.5],[64.5]]")),
    ("AC641", WINDOW),
    ("AC642", text(job([query(Q, match(A, 0.8, scores(0.9, 0.8, 0.7, [window(7, 4, 0.9, 56, 32)])),
                              match("dataset/song_2.wav", 0.7, scores(0.9, 0.7, 0.6, [window(7, 4, 0.9, 57, 32)])))]))),
    ("AC645", MOTIF, ('"total_matches":1', '"total_matches":0')),
    ("AC646", MOTIF, ('"total_matches":1', '"total_matches":-1')),
    ("AC647", MOTIF, ("[20,31]", "[31,20]")),
    ("AC650", TWO, ("song_2", "song_1")),
    ("AC651", TWO, ('"score":0.8,"percentage":80.0', '"score":0.6,"percentage":60.0'), ('"max_then_mean":0.8', '"max_then_mean":0.6'),
     ('"hungarian_mean":0.7', '"hungarian_mean":0.5')),
    ("AC652", TWO),
    ("AC653", TWO, ("1:n", "1:1"), ("1:n", "1:1")),
    ("AC654", BASE, ('[{"query', '[{"query_audio_id":"dataset/old.wav","matches":[]},{"query')),
    ("AC655", SUMMARY, ('"motif_matches_other_count":0', '"motif_matches_other_count":-1')),
    ("AC656", SUMMARY_MOTIF, ('"motif_matches_vocals_count":2', '"motif_matches_vocals_count":1')),
    ("AC657", SUMMARY, ('"full_audio_max_then_mean":0.8', '"full_audio_max_then_mean":0.5')),
    ("AC658", SUMMARY, ('"vocal_max":0.6', '"vocal_max":0.3')),
    ("AC659", SUMMARY, ('"motif_matches_other_count":0', '"motif_matches_other_count":3')),
    ("AC660", INGEST, ('"status":"completed"', '"status":"processing"')),
    ("AC661", INGEST, ('"status":"complete"}', '"status":"completed"}')),
    ("AC662", INGEST, ('"artifact_type":"full_audio_latent"', '"artifact_type":"lyrics"')),
    ("AC663", INGEST, ('"status":"completed"', '"status":"failed"')),
    ("AC664", DATASET, ("type1", "type3")),
    ("AC690", ""),
    ("AC691", "<!DOCTYPE html>\n<title>502 Bad Gateway</title>\n"),
    ("AC692", "upstream connect error\n"),
    ("AC693", BASE[:100]),
    ("AC694", "null\n"),
    ("AC695", text({"weather": "fine"})),
    ("AC696", "[" * 100 + "]" * 100 + "\n"),
    ("AC701", VIDEO, ('"internal":true', '"internal":"true"')),
    ("AC702", VIDEO, ('"title":"Harbour Lights",', '')),
    ("AC703", VIDEO, ('"title"', '"genre":"folk","title"')),
    ("AC704", VIDEO, ('"title"', '"title":"x","title"')),
    ("AC705", text({"job_id": UUID, "status": "failed", "track": None})),
    ("AC706", VIDEO, ("completed", "processing")),
    ("AC707", VIDEO, ('"2f1c7d0e-5a34-4b7e-8d11-0c9f6a3b2e55"', "null")),
    ("AC708", VIDEO, ('"external_label":null', '"external_label":"Stock House"')),
    ("AC709", OUTSIDE, ('"id":null', '"id":"2f1c7d0e-5a34-4b7e-8d11-0c9f6a3b2e55"')),
    ("AC710", VIDEO, ("96.5", '"NaN"')),
    ("AC711", VIDEO, ("96.5", "100.5")),
    ("AC712", VIDEO, ("QZAAA2600001", "QZ-AAA-26-00001")),
    ("AC713", VIDEO, (UUID, "42")),
    ("AC720", VIDEO, ("Harbour Lights", "Midnight Sun")),
    ("AC721", VIDEO, ("Harbour Lights", "Midnight Sun"), ("QZAAA2600001", "QZAAA2600009")),
    ("AC722", OUTSIDE),
    ("AC723", VIDEO, ("Harbour Lights", "Harbour Lights (Live)")),
    ("AC801", STATUS, ("1001", '"1001"')),
    ("AC802", RUN, ('"https://files.example.com/1001/fg.flac"', "null")),
    ("AC803", STATUS, ('"run_id"', '"eta":1,"run_id"')),
    ("AC804", STATUS, ('"run_id"', '"run_id":1,"run_id"')),
    ("AC805", STATUS, ("SUCCESS", "DONE")),
    ("AC806", STATUS, ("1001", "null")),
    ("AC807", RUN, ("https://files.example.com/1001/fg.flac", "")),
    ("AC808", RUN, ("https://files.example.com/1001/fg.flac", "1001/fg.flac")),
    ("AC809", RUN, ("fg.flac", "bg.flac")),
    ("AC810", RUN, ("fg.flac", "fg.wav")),
    ("AC811", BULK, ('"1001"', '"run 1001"')),
    ("AC812", BULK),
    ("AC813", STATUS, ("1001", "NaN")),
]:
    write(rule + ".json", edited(doc, *edits))

# Requests, for --request.
SEARCH = {"search_type": "1:n", "depth": "track", "query_url": Q, "candidate_dataset_name": "mine"}
for rule, request in [
    ("AC652", {**SEARCH, "limit": 1}),
    ("AC671", {"dataset_name": "mine", "audio_blobs": [f"dataset/{i}.wav" for i in range(11)]}),
    ("AC672", {"dataset_name": "mine", "audio_blobs": [A], "tasks": ["lyrics"]}),
    ("AC673", {**SEARCH, "depth": "stem", "stem_types": ["choir"]}),
    ("AC674", {**SEARCH, "depth": "deep"}),
    ("AC675", {**SEARCH, "query_url": ""}),
    ("AC676", {**SEARCH, "search_type": "n:m"}),
    ("AC679", {**SEARCH, "limit": -1}),
    ("AC715", {"storage_key": "clip.mp4"}),
    ("AC716", {"filename": "song.wav"}),
    ("AC812", {"run_ids": [1001, 1002]}),
]:
    write(rule + ".request.json", text(request))

# Answers about ../catalog: ballad.flac lasts 0.5 s, single.mp3 1 s, epic.flac 310 s; download.mp3 is an HTML page.
def heard(name, candidate):
    return text(job([query("dataset/ballad.flac", match(name, 0.8, FULL, motif_matches={"vocals_stem": {"total_matches": 1, "matches": [
        {"similarity_score": 0.6, "query": {"motif_audio_timestamps": [0, 0.4]}, "candidate": {"motif_audio_timestamps": candidate}}]}}))]))


write("AC665.json", heard("dataset/lost.flac", [0, 0.4]))
write("AC666.json", heard("dataset/single.mp3", [100, 108]))
write("AC667.json", heard("dataset/single.mp3", [0, 8]))
write("AC668.json", heard("dataset/epic.flac", [0, 0.4]))
write("AC669.json", heard("dataset/download.mp3", [0, 0.4]))


# Answers about ../embeddings, read in the plain way.
def seen(q, c, windows=None):
    t = TRUTH[q, c]
    return match(c, round(t["max_then_mean"], 3), scores(*(round(t[k], 3) for k in ("max", "max_then_mean", "hungarian_mean")), windows))


def answer(*queries):
    return text(job(list(queries), "m:n"))


SONG = query("song", seen("song", "cover"), seen("song", "long"), seen("song", "tune"))
OTHER = query("other", seen("other", "tune"), seen("other", "long"), seen("other", "cover"))
write("embeddings.json", answer(SONG, OTHER))
write("AC626.json", edited(answer(SONG, OTHER), ('"score":0.409,"percentage":40.9', '"score":0.509,"percentage":50.9')))
write("AC680.json", answer(query("song", seen("song", "cover"), {**seen("song", "long"), "id": "lost"})))
write("AC681.json", answer(query("song", seen("song", "cover"))))
write("AC682.json", edited(answer(SONG, OTHER), ('"max":0.551', '"max":0.751')))
none = json.loads(answer(SONG, OTHER))
for q in none["data"]["results"]["results"]:
    for m in q["matches"]:
        m["full_audio_latent_scores"]["hungarian_mean"] = round(m["full_audio_latent_scores"]["hungarian_mean"] * 0.8, 3)
write("AC683.json", text(none))


def cosine(q, i, c, j):
    a, b = (np.load(f"../embeddings/{name}.npy").astype(float)[k] for name, k in ((f"queries/{q}", i), (f"candidates/{c}", j)))
    return round(float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)), 3)


write("AC684.json", answer(query("song", seen("song", "cover", [window(2, 0, cosine("song", 2, "cover", 0)), window(3, 4, 0.5)]))))
write("AC685.json", answer(query("song", seen("song", "cover", [window(20, 0, 0.5), window(40, 1, 0.5)]))))
os.makedirs("broken", exist_ok=True)
np.save("broken/cover.npy", np.zeros((3, 16), "<f4"))

far = json.loads(answer(query("song", *(seen("song", c) for c in ("cover", "long", "tune", "short"))),
                        query("other", *(seen("other", c) for c in ("tune", "long", "cover", "short")))))


def strange(doc, values):
    doc = json.loads(json.dumps(doc))
    values = iter(values)
    for q in doc["data"]["results"]["results"]:
        for m in q["matches"]:
            s = next(values)
            m.update(score=s, percentage=round(100 * s, 1), full_audio_latent_scores=scores(round(s + 0.05, 3), s, round(s - 0.05, 3)))
        q["matches"].sort(key=lambda m: -m["score"])
    return text(doc)


write("AC689.json", strange(far, [0.93, 0.81, 0.74, 0.61, 0.79, 0.77, 0.69, 0.63]))
write("AC686.json", strange(far, [0.61, 0.74, 0.81, 0.93, 0.63, 0.69, 0.77, 0.79]))
write("AC688.json", strange(far, [0.93, 0.81, 0.74, 0.61, 0.63, 0.77, 0.69, 0.79]))

# An answer about ../../verify/testdata, whose readings.tsv SciPy made: another encoder that follows a straight line, and one pair off it.
with open("../../verify/testdata/readings.tsv") as f:
    rows = [r for r in csv.DictReader(f, delimiter="\t") if r["query"] == "query_0"]
line = [round(0.4 + 0.5 * float(r["max_then_mean"]), 3) for r in rows]
line[3] = round(line[3] - 0.2, 3)
off = [match(r["candidate"], v, scores(0.95, v, 0.2)) for r, v in zip(rows, line)]
write("AC687.json", text(job([query("query_0", *sorted(off, key=lambda m: -m["score"]))])))

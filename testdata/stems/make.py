#!/usr/bin/env python3
"""Makes every file of testdata/stems.

Run it in this folder. It needs numpy, flac and lame:
    apt-get install python3-numpy flac lame && python3 make.py
"""
import os
import subprocess
import wave

import numpy as np

rng = np.random.default_rng(20261123)


def speech(rate, seconds):
    """Syllables of a gliding voice with noise between them."""
    out, at = np.zeros(int(rate * seconds)), 0
    while at < len(out):
        n = int(rate * rng.uniform(0.1, 0.35))
        share = np.arange(n) / n
        phase = 2 * np.pi * np.cumsum(rng.uniform(90, 210) + rng.uniform(-30, 30) * share) / rate
        v = 0.2 * rng.normal(size=n)
        if rng.uniform() < 0.7:
            v += sum(np.sin(k * phase) / k for k in range(1, 21) if 250 * k < rate / 2)
        k = min(n, len(out) - at)
        out[at:at + k] = (v * np.sin(np.pi * share))[:k]
        at += n + int(rate * rng.uniform(0, 0.1))
    return out / np.sqrt(np.mean(out**2))


def music(rate, seconds):
    """Chords of decaying notes over a beat of noise."""
    out, beat = np.zeros(int(rate * seconds)), int(rate * rng.uniform(0.25, 0.5))
    for at in range(0, len(out), beat):
        t = np.arange(min(2 * beat, len(out) - at))
        for _ in range(3):
            x = 2 * np.pi * 110 * 2 ** (rng.integers(0, 24) / 12) * t / rate
            out[at:at + len(t)] += np.exp(-3 * t / beat) * (np.sin(x) + 0.5 * np.sin(2 * x))
        out[at:at + len(t)] += 0.5 * rng.normal(size=len(t)) * np.exp(-12 * t / beat)
    return out / np.sqrt(np.mean(out**2))


def flac(path, samples, rate=2000, bits=8, *flags):
    """Writes integers of that many bits: one row a channel, or one channel."""
    rows = np.atleast_2d(samples)
    limit = 1 << bits - 1
    rows = np.clip(rows, -limit, limit - 1).astype({8: "<i1", 16: "<i2"}[bits])
    subprocess.run(["flac", "--silent", "--force", "--best", "--no-padding", "--no-seektable", "--force-raw-format", "--endian=little",
                    "--sign=signed", f"--channels={len(rows)}", f"--bps={bits}", f"--sample-rate={rate}", *flags, "-", "-o", path],
                   input=rows.T.tobytes(), check=True)


def late(v, n):
    return np.concatenate([np.zeros(n, v.dtype), v[:-n]])


def sums():
    """A mix of 5 s at 2 kHz, its stems, and what can be wrong with them."""
    s, m, o = (np.round(10 * f(2000, 5)).astype(int) for f in (speech, music, music))
    mix = s + m
    for name, v in {
        "mix": mix, "speech": s, "music": m,
        "music-inverted": -m,
        "other": o,  # another song
        "speech-late": late(s, 20), "music-late": late(m, 20),  # 10 ms
        "speech-half": np.round(s / 2), "music-half": np.round(m / 2),
        "speech-loud": 20 * s,  # clips
        "speech-padded": np.concatenate([s, np.zeros(1000, int)]),
        "speech-short": s[:6000],
        "speech-leaky": s + np.round(0.2 * m), "music-leaky": m - np.round(0.2 * m),  # 20 % of the music; they still sum to the mix
        "mix-noisy": mix + np.round(3.2 * rng.normal(size=len(mix))),
        "mix-wide": np.stack([mix + o // 2, mix - o // 2]),  # its mono is the mix
        "silent": 0 * s,
    }.items():
        flac(name + ".flac", v)
    flac("long.flac", np.zeros(1201 * 2000), 2000, 8, "--lax", "--blocksize=65535")
    return {"speech-leaky": (s, s + np.round(0.2 * m)), "music-leaky": (m, m - np.round(0.2 * m)),
            "speech-half": (s, np.round(s / 2)), "speech-late": (s, late(s, 20))}


def codec():
    """A mix of 1 s at 16 kHz, and its stems as MP3 files that do not tell the encoder's delay."""
    s, m = (np.round(1500 * f(16000, 1)).astype(int) for f in (speech, music))
    flac("codec-mix.flac", s + m, 16000, 16)
    for name, v in {"codec-speech": s, "codec-music": m}.items():
        with wave.open("tmp.wav", "wb") as w:
            w.setparams((1, 2, 16000, 0, "NONE", ""))
            w.writeframes(v.astype("<i2").tobytes())
        subprocess.run(["lame", "--quiet", "-t", "-m", "m", "-b", "80", "--cbr", "tmp.wav", name + ".mp3"], check=True)
    os.remove("tmp.wav")


def ratio(a, b):
    return 10 * np.log10(np.sum(a**2) / np.sum(b**2))


def scores(s, e):
    """SI-SDR and SDR of estimate e of s, after the formulas of Le Roux et al. 2019."""
    target = np.dot(e, s) / np.dot(s, s) * s
    return ratio(target, e - target), ratio(s, s - e)


def truth(pairs):
    with open("truth.tsv", "w") as f:
        print("stem\tsi_sdr\tsdr\tmedian_si_sdr\tmedian_sdr", file=f)
        for name, (s, e) in pairs.items():
            s, e = s / 128, e / 128
            windows = np.array([scores(s[i:i + 2000], e[i:i + 2000]) for i in range(0, len(s), 2000)])
            print(name, *(f"{v:.9f}" for v in (*scores(s, e), *np.median(windows, axis=0))), sep="\t", file=f)


if __name__ == "__main__":
    truth(sums())
    codec()

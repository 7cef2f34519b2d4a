#!/usr/bin/env python3
"""Makes every file of testdata/catalog and testdata/rules.

Run it in this folder. It needs ffmpeg, lame and flac:
    apt-get install ffmpeg lame flac && python3 make.py
"""
import os
import random
import struct
import subprocess

TUNE = "aevalsrc=0.4*sin(440*2*PI*t)+0.2*sin(1330*2*PI*t+sin(9*t)):s={rate}:d={seconds}"


def ffmpeg(*args):
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *args], check=True)


def tune(path, *args, rate=44100, seconds=1.0):
    ffmpeg("-f", "lavfi", "-i", TUNE.format(rate=rate, seconds=seconds), "-map_metadata", "-1",
           "-fflags", "+bitexact", "-flags:a", "+bitexact", *args, path)


def read(path):
    with open(path, "rb") as f:
        return bytearray(f.read())


def write(path, data):
    with open(path, "wb") as f:
        f.write(bytes(data))


def wav(path, fmt, data, data_size=None, extra=b"", tail=b""):
    """A WAV file from its parts; data_size overrides what the data chunk says."""
    size = len(data) if data_size is None else data_size
    chunks = b"" if fmt is None else b"fmt " + struct.pack("<I", len(fmt)) + fmt
    chunks += extra + b"data" + struct.pack("<I", size) + data
    write(path, b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks + tail)


def fmt(tag=1, channels=1, rate=8000, bits=16, byte_rate=None):
    align = channels * bits // 8
    return struct.pack("<HHIIHH", tag, channels, rate, rate * align if byte_rate is None else byte_rate, align, bits)


def mp3_frames(data):
    """Offsets and lengths of the layer III frames of data."""
    kbits = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    out, at = [], 0
    if data[:3] == b"ID3":
        at = 10 + (data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9])
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] & 0xE0 == 0xE0:
        n = 144 * kbits[data[at + 2] >> 4] * 1000 // 44100 + (data[at + 2] >> 1 & 1)
        out.append((at, n))
        at += n
    return out


def flac_frames(data):
    """Offsets of the frames of a FLAC file with a fixed block size, by its sync code and frame number."""
    at, number, out = data.find(b"\xff\xf8"), 0, []
    while at >= 0:
        if data[at + 4] == number:
            out.append(at)
            number += 1
        at = data.find(b"\xff\xf8", at + 2)
    return out


def catalog():
    os.makedirs("catalog", exist_ok=True)
    os.chdir("catalog")
    tune("ballad.flac", "-ac", "2", "-c:a", "flac", "-sample_fmt", "s16", seconds=0.5)
    tune("interlude.m4a", "-ac", "2", "-c:a", "aac", "-b:a", "64k", seconds=1)
    tune("lossless.m4a", "-c:a", "alac", seconds=0.2)
    tune("jingle.wav", "-c:a", "pcm_s24le", seconds=0.1)
    tune("tmp.wav", seconds=1)
    subprocess.run(["lame", "--quiet", "-m", "m", "-b", "64", "tmp.wav", "single.mp3"], check=True)
    subprocess.run(["lame", "--quiet", "-m", "m", "-V", "7", "--resample", "44.1", "tmp.wav", "variable.mp3"], check=True)
    os.remove("tmp.wav")
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=310", "-c:a", "flac", "-fflags", "+bitexact", "-map_metadata", "-1", "epic.flac")
    tune("answering-machine.wav", "-c:a", "pcm_mulaw", rate=8000, seconds=0.5)
    write("download.mp3", b"<!DOCTYPE html>\n<html><body><h1>404 Not Found</h1></body></html>\n")
    good = read("ballad.flac")
    write("unfinished.flac", good[:len(good) * 8 // 10])
    bad = bytearray(good)
    bad[len(bad) * 3 // 4] ^= 0x10  # in a packet, behind the padding
    write("scratched.flac", bad)
    write("renamed.mp3", read("jingle.wav"))
    write("trailer.mp3", read("single.mp3") + b"bought at example.com, thank you! " * 8)
    write("notes.txt", b"Not audio and not named like it: passed over.\n")
    os.chdir("..")


def rules():
    os.makedirs("rules", exist_ok=True)
    os.chdir("rules")
    write("AC007.wav", b"")
    random.seed(102)
    write("AC102.mp3", bytes(random.randrange(128, 255) for _ in range(300)))
    tune("AC103.ogg", "-c:a", "libvorbis", seconds=0.2)
    tune("AC107.m4a", "-c:a", "aac", "-b:a", "32k", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 32,
         "-encryption_kid", "1" * 32, seconds=0.3)
    film = ["-f", "lavfi", "-i", "color=black:s=16x16:r=5:d=0.6", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-c:v", "mpeg4"]
    ffmpeg(*film, "-f", "mp4", "AC108.m4a")
    wav("AC109.wav", fmt(), b"")
    ffmpeg("-f", "lavfi", "-i", TUNE.format(rate=44100, seconds=0.6), *film, "-c:a", "aac", "-b:a", "32k", "-f", "mp4", "AC110.m4a")
    tune("AC111.m4a", "-map", "0:a", "-map", "0:a", "-c:a", "aac", "-b:a", "32k", seconds=0.3)
    tune("AC112.mp4", "-c:a", "aac", "-b:a", "32k", seconds=0.3)
    ffmpeg("-f", "lavfi", "-i", TUNE.format(rate=8000, seconds=0.3), *film, "-c:a", "pcm_u8", "AC113.avi")

    aac = read("../catalog/interlude.m4a")
    mdat = aac.find(b"mdat")
    for i in range(mdat + 3000, mdat + 3064):
        aac[i] ^= 0x5A
    write("AC203.m4a", aac)
    good = read("../catalog/ballad.flac")
    frames = flac_frames(good)
    write("AC206.flac", good[:frames[2]] + good[frames[3]:])
    wrong = bytearray(good)
    for i in range(26, 42):  # the MD5 of STREAMINFO
        wrong[i] ^= 0xFF
    write("AC205.flac", wrong)

    single = read("../catalog/single.mp3")
    frames = mp3_frames(single)
    at, n = frames[10]
    write("AC202.mp3", single[:at] + b"\0" * n * 2 + single[at + 2 * n:])
    tune("tmp.wav", "-af", "volume='if(between(t,0.4,0.6),1,0.02)':eval=frame", seconds=1)
    subprocess.run(["lame", "--quiet", "-m", "m", "-b", "64", "tmp.wav", "tmp.mp3"], check=True)
    loud = read("tmp.mp3")
    frames_l = mp3_frames(loud)
    cut = len(frames_l) // 2
    write("AC207.mp3", loud[:frames_l[cut][0]] + loud[frames_l[cut + 2][0]:])
    write("AC259.mp3", loud[frames_l[cut][0]:])
    os.remove("tmp.wav")
    os.remove("tmp.mp3")
    vbr = read("../catalog/variable.mp3")
    xing = max(vbr.find(b"Xing"), vbr.find(b"Info"))
    count = struct.unpack(">I", vbr[xing + 8:xing + 12])[0]
    lie = bytearray(vbr)
    lie[xing + 8:xing + 12] = struct.pack(">I", count * 2)
    write("AC208.mp3", lie)
    frames = mp3_frames(vbr)
    priming = vbr[:frames[6][0]]  # the tag and five packets
    priming[xing + 8:xing + 12] = struct.pack(">I", 5)
    lame = priming.find(b"LAME")
    priming[lame + 21:lame + 24] = b"\xff\xff\xff"  # 4095 frames of delay and 4095 of padding
    write("AC260.mp3", priming)
    off = bytearray(vbr)
    off[xing + 8:xing + 12] = struct.pack(">I", count + 1)
    write("AC257.mp3", off)
    tune("tmp.wav", rate=22050, seconds=0.5)
    subprocess.run(["lame", "--quiet", "-m", "m", "-b", "32", "tmp.wav", "tmp.mp3"], check=True)
    write("AC209.mp3", single + read("tmp.mp3"))
    os.remove("tmp.wav")
    os.remove("tmp.mp3")
    write("AC304.mp3", vbr[mp3_frames(vbr)[1][0]:])
    write("AC251.mp3", b"some words that do not belong here. " * 4 + single)
    write("AC252.mp3", single + b"glue between two songs " * 8 + single)
    write("AC258.mp3", single + b"APETAGEX" + struct.pack("<IIII", 2000, 1 << 30, 1, 0) + b"\0" * 8)

    samples = struct.pack("<400h", *[((i * 37) % 2000) - 1000 for i in range(400)])
    floats = [0.1] * 100
    floats[50] = float("nan")
    wav("AC210.wav", fmt(tag=3, bits=32), struct.pack("<100f", *floats))
    wav("AC211.wav", fmt(channels=0), samples)
    wav("AC212.wav", None, samples)
    wav("AC254.wav", fmt(byte_rate=1), samples)
    wav("AC255.wav", fmt(), samples + b"\1", extra=b"")
    wav("AC256.wav", fmt(), samples, data_size=0xFFFFFFFF)
    tune("AC305.m4a", "-c:a", "aac", "-b:a", "32k", "-movflags", "empty_moov+frag_keyframe", seconds=0.3)
    os.chdir("..")


catalog()
rules()

#!/bin/sh
# Makes the files of this folder. flac 1.4.2, python3.
set -e
cd "$(dirname "$0")"
rm -f ./*.flac
python3 - <<'P'
import math, struct, random
random.seed(1)
def wave(n, ch, amp, noise):
    return [int(amp * (0.6 * math.sin(0.05 * i * (c + 1)) + noise * random.uniform(-1, 1))) for i in range(n) for c in range(ch)]
def wav(name, rate, ch, bits, samples):
    """WAVE_FORMAT_EXTENSIBLE: valid bits at the top of whole bytes."""
    width = (bits + 7) // 8
    shift = 8 * width - bits
    body = b"".join(((v << shift) + (128 if width == 1 else 0) & (1 << 8 * width) - 1).to_bytes(width, "little") for v in samples)
    guid = bytes.fromhex("0100000000001000800000aa00389b71")
    fmt = struct.pack("<HHIIHHHHI", 0xFFFE, ch, rate, rate * ch * width, ch * width, 8 * width, 22, bits, (1 << ch) - 1) + guid
    with open(name + ".wav", "wb") as f:
        f.write(b"RIFF" + struct.pack("<I", 4 + 8 + len(fmt) + 8 + len(body)) + b"WAVEfmt " + struct.pack("<I", len(fmt)) + fmt)
        f.write(b"data" + struct.pack("<I", len(body)) + body)
wav("s16", 44100, 2, 16, wave(1200, 2, 20000, 0.1))
wav("m8", 8000, 1, 8, wave(900, 1, 100, 0.2))
wav("m12", 24000, 1, 12, wave(900, 1, 1800, 0.2))
wav("s20", 48000, 2, 20, wave(600, 2, 400000, 0.05))
wav("s24", 176400, 2, 24, [v << 3 for v in wave(600, 2, 800000, 0.05)])
wav("m32", 44100, 1, 32, wave(400, 1, 2000000000, 0.05))
w = wave(400, 1, 2000000000, 0.3)
wav("s32", 44100, 2, 32, [x for v in w for x in (v, v + 1000)])
wav("c6", 48000, 6, 16, wave(300, 6, 20000, 0.1))
wav("m4", 8000, 1, 4, wave(100, 1, 7, 0.1))
wav("f16", 16000, 1, 16, [v for n in range(5) for v in (int(3000 * math.cos(i / 40) ** n) + random.randint(-1, 1) for i in range(192))])
wav("l32", 48000, 2, 24, [int(sum(4e5 * math.sin(i * 0.19 * (k + 1) + c * k) for k in range(15))) for i in range(1200) for c in (0, 1)])
noise = lambda a: random.randint(-a, a - 1)
wav("c8", 12345, 8, 24, [v for i in range(130) for v in (0, -i, noise(1 << 23), noise(1 << 20), noise(3), 1 << 20, 8388607, noise(1 << 10) << 8)])
P
for spec in "s16 -8 -b 256" "m8 -b 192" "m12 -b 256" "s20 -b 256" "s24 -b 256 --lax" "m32 -b 256" "s32 -b 256 -m" "c6 -b 128" \
	"m4 --lax -b 64" "f16 -l 0 -b 192 --lax" "l32 -8 -e -p --lax -l 32 -b 1152" "c8 --lax -b 97 --channel-map=none"; do
	set -- $spec
	name=$1; shift
	flac -s -f --no-padding --no-seektable "$@" -o "$name.flac" "$name.wav"
done
# What is written to a pipe has no MD5, and of raw samples no total.
flac -s --no-padding --no-seektable -b 256 -c - < s16.wav > nomd5.flac
tail -c +69 s16.wav | flac -s --no-padding --no-seektable -b 256 --force-raw-format --endian=little --sign=signed \
	--sample-rate=44100 --channels=2 --bps=16 -c - > total0.flac
rm ./*.wav

#!/usr/bin/env bash
# Makes the small WAV, AIFF, ADTS and AMR files of the tests and truth.tsv, in
# which other programs say what their samples are. Run in testdata/wav.
# Needs ffmpeg 5.1, sox 14.4.2 (Debian bookworm).
set -euo pipefail
cd "$(dirname "$0")"
S="aevalsrc=0.4*sin(440*2*PI*t)+0.2*sin(1330*2*PI*t)|0.5*sin(900*2*PI*t):s=8000:d=0.02"
ff() { ffmpeg -nostdin -v error -y -f lavfi -i "$S" -fflags +bitexact -flags +bitexact -map_metadata -1 "$@"; }
A=../aiff
for c in pcm_u8 pcm_s16le pcm_s24le pcm_s32le pcm_s64le pcm_f32le pcm_f64le pcm_alaw pcm_mulaw; do ff -c:a $c $c.wav; done
ff -c:a pcm_s16le s16.w64
ff -c:a pcm_s24le -rf64 always s24_rf64.wav
ff -c:a pcm_f32le -f wav - > f32_pipe.wav
ff -c:a pcm_s16le -f w64 - > s16_pipe.w64
ff -af apad=whole_len=1200 -c:a adpcm_ms ms.wav
ff -af apad=whole_len=600 -ac 1 -c:a adpcm_ms ms_mono.wav
for c in pcm_s8 pcm_s16be pcm_s24be pcm_s32be; do ff -c:a $c $A/$c.aiff; done
for c in pcm_s16le pcm_f32be pcm_f64be pcm_mulaw pcm_alaw adpcm_ima_qt; do ff -c:a $c -f aiff $A/$c.aifc; done
ff -c:a pcm_s16be -f aiff - > $A/pipe.aiff
for b in 16 24 32; do sox -D pcm_s32le.wav -B -b $b rifx$b.wav; done
sox -D pcm_s16le.wav -e ima-adpcm ima.wav
sox -D pcm_s16le.wav -c 1 -e ima-adpcm ima_mono.wav
sox -D pcm_s16le.wav -c 1 -e gsm-full-rate gsm.wav
for law in alaw mulaw; do # each of the 256 codes once
  for i in $(seq 0 255); do printf "\\x$(printf %02x "$i")"; done |
    ffmpeg -nostdin -v error -y -f $law -ar 8000 -ac 1 -i pipe:0 -c copy -fflags +bitexact -map_metadata -1 codes_$law.wav
done
ff -c:a libmp3lame -b:a 32k mp3.wav
ff -af apad=whole_len=4000 -c:a aac -b:a 24k ../adts/lc.aac
sox -D pcm_s16le.wav -c 1 pad.wav pad 0 0.1
sox -D pad.wav -t amr-nb ../amr/nb.amr
rm pad.wav

# file, frames, the program that decoded it, its sample format, SHA-256
: > truth.tsv
row() { # file tool format
  local bytes=4
  case $2 in
    ffmpeg) ffmpeg -nostdin -v error -i "$1" -f "$3le" - > out.raw ;;
    # SoX plays the padding of the last ADPCM block, which the fact chunk excludes.
    sox) sox -D -V1 "$1" -t raw -e signed -b 32 -L out.raw trim 0 160s ;;
  esac
  local ch; ch=$(ffprobe -v error -show_entries stream=channels -of csv=p=0 "$1" 2>/dev/null || soxi -c "$1")
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" $(( $(stat -c %s out.raw) / bytes / ch )) "$2" "$3" "$(sha256sum out.raw | cut -d' ' -f1)" >> truth.tsv
  rm out.raw
}
for f in pcm_u8 pcm_s16le pcm_s24le pcm_s32le pcm_alaw pcm_mulaw s24_rf64 ms ms_mono; do row $f.wav ffmpeg s32; done
for f in s16.w64 $A/pcm_s8.aiff $A/pcm_s16be.aiff $A/pcm_s24be.aiff $A/pcm_s32be.aiff \
  $A/pcm_s16le.aifc $A/pcm_mulaw.aifc $A/pcm_alaw.aifc $A/adpcm_ima_qt.aifc; do row $f ffmpeg s32; done
for f in pcm_f32le.wav pcm_f64le.wav f32_pipe.wav $A/pcm_f32be.aifc $A/pcm_f64be.aifc; do row $f ffmpeg f32; done
row codes_alaw.wav ffmpeg s32
row codes_mulaw.wav ffmpeg s32
for f in rifx16 rifx24 rifx32 ima ima_mono; do row $f.wav sox s32; done

#!/bin/sh
# Makes the 310 s files that are measured: noise beside a tone, and a chord
# that codes small. ffmpeg 5.1, flac 1.4.2.
set -e
mkdir -p "$1" && cd "$1"
ffmpeg -v error -y -f lavfi -i "anoisesrc=d=310:c=pink:a=0.3:r=44100:seed=1" \
	-f lavfi -i "aevalsrc=0.3*sin(440*2*PI*t)+0.2*sin(997*2*PI*t):s=44100:d=310" \
	-filter_complex "[0][1]amerge=inputs=2" -bitexact -c:a pcm_s16le noise.wav
ffmpeg -v error -y -f lavfi -i "aevalsrc=0.2*sin(220*2*PI*t)*(1+sin(3*t))+0.1*sin(661*2*PI*t)|0.2*sin(221*2*PI*t)+0.02*random(0):s=44100:d=310" \
	-bitexact -c:a pcm_s16le chord.wav
flac -s -f noise.wav -o noise.flac
flac -s -f chord.wav -o chord.flac
rm noise.wav chord.wav

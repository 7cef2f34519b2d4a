#!/bin/sh
# Makes the files of this folder and counts what the reference decoders give.
# Needs: apt-get install ffmpeg lame twolame mpg123 sox
set -eu
ffmpeg -nostdin -v error -y -f lavfi -i "aevalsrc=0.3*sin(440*2*PI*t+3*sin(9*t))+0.2*random(0)|0.3*sin(660*2*PI*t)+0.2*random(1):s=44100:d=0.25" -c:a pcm_s16le src.wav
l() { out=$1; shift; lame --quiet --noreplaygain "$@" src.wav "$out"; }
l cbr.mp3 -b 64
l cbr-crc.mp3 -b 64 -p
l vbr.mp3 -V 5
l vbr-crc.mp3 -V 7 -p
l abr.mp3 --abr 72
l mono-crc.mp3 -m m -b 40 -p
l notag.mp3 -t -b 64
l free.mp3 --freeformat -b 100
l mpeg2.mp3 --resample 22.05 -b 32
l mpeg2-crc.mp3 --resample 24 -m m -b 48 -p
l mpeg25.mp3 --resample 11.025 -m m -b 16
twolame --quiet -b 64 -m m -p src.wav layer2-crc.mp2 >/dev/null
twolame --quiet -b 128 -m j -p src.wav layer2-joint-crc.mp2 >/dev/null
rm src.wav
for f in *.mp[23]; do
	lame --quiet --decode "$f" out.wav && n=$(soxi -s out.wav) || n=none
	mpg123 -q -w out.wav "$f" 2>/dev/null && m=$(soxi -s out.wav) || m=none
	mpg123 -q --no-gapless -w out.wav "$f" 2>/dev/null && c=$(soxi -s out.wav) || c=none
	echo "$f bytes=$(stat -c %s "$f") rate=$(soxi -r out.wav) lame=$n mpg123=$m coded=$c mp3val=$(mp3val "$f" | grep -c -i warning || true)"
done
rm -f out.wav

#!/bin/sh
# Makes the files of this folder with ffmpeg 5.1.9, and prints the SHA-256 of
# the samples that it decodes from each.
set -eu
cd "$(dirname "$0")"

make() { # name, source, options
  name=$1.m4a src=$2
  shift 2
  ffmpeg -v error -nostdin -y -bitexact -f lavfi -i "$src" "$@" -c:a alac "$name"
}

tones() { # layout, channels
  i=0 exprs=
  while [ $i -lt "$2" ]; do
    exprs="$exprs${exprs:+|}0.4*sin(2*PI*t*($i*170+200))+0.02*random($i)"
    i=$((i + 1))
  done
  echo "aevalsrc='$exprs':c=$1:s=16000:d=0.015"
}

make c3 "$(tones 3.0 3)" -sample_fmt s16p
make c4 "$(tones 4.0 4)" -sample_fmt s16p
make c5 "$(tones 5.0 5)" -sample_fmt s16p
make c6 "$(tones 5.1 6)" -sample_fmt s32p
make c7 "$(tones '6.1(back)' 7)" -sample_fmt s16p
make c8 "$(tones '7.1(wide)' 8)" -sample_fmt s32p
make noise16 "aevalsrc='2*random(0)-1|2*random(1)-1':s=16000:d=0.01" -sample_fmt s16p # not compressed
make noise24 "aevalsrc='2*random(0)-1':s=16000:d=0.01" -sample_fmt s32p
make square "aevalsrc='2*gt(sin(2*PI*t*440),0)-1|1-2*gt(sin(2*PI*t*310),0)':s=16000:d=0.26" -sample_fmt s16p
make silence "anullsrc=r=16000:cl=stereo,atrim=end_sample=9000" -sample_fmt s16p
make verbatim "$(tones stereo 2)" -sample_fmt s16p -compression_level 0 # its cookie has no parameters of codes

for f in *.m4a; do
  bits=$(ffprobe -v error -show_entries stream=bits_per_raw_sample -of csv=p=0 "$f")
  echo "$f $(ffmpeg -v error -nostdin -i "$f" -f "s${bits}le" - | sha256sum)"
done

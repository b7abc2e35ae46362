#!/bin/sh
# usage: run-images.sh MODEL.mlir IMAGES.raw RESULTS.raw TARGET [TRIPLE]
# Compiles the model to an object file, links images.c to it and runs that over
# the images, in qemu where TARGET or TRIPLE is of Arm and this machine is not.
set -e
machine="--target=$4 ${5:+--triple=$5}"
compiler=cc
runner=
case "$4 $5" in
*aarch64*)
  if [ "$(uname -m)" != aarch64 ]; then
    compiler=aarch64-linux-gnu-gcc
    runner="qemu-aarch64 -L /usr/aarch64-linux-gnu"
  fi
  ;;
esac
quant-compile "$1" -o "$3.o" --header "$3.h" --prefix=net $machine
$compiler -std=c99 -O2 -DHEADER="\"$3.h\"" -DFUNCTION=net_main \
  "$(dirname "$0")/images.c" "$3.o" -lm -o "$3.exe"
$runner "$3.exe" <"$2" >"$3"

#!/bin/sh
# usage: quantize.sh MODEL.onnx IMAGES OUT-PREFIX
# Imports the model and quantizes it with the first 32 images: OUT-PREFIX.float.mlir
# and OUT-PREFIX.int8.mlir.
set -e
quant-translate --import-onnx "$1" -o "$3.float.mlir"
quant-calibrate "$3.float.mlir" --inputs "$2" --limit 32 -o "$3.json" > "$3.log"
quant-opt "$3.float.mlir" --quantx-quantize-pipeline="statistics=$3.json" -o "$3.int8.mlir"

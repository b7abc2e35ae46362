#!/usr/bin/env bash
# Installs what is missing, builds, and takes the bundled float network through
# the whole compiler: import, calibrate, quantize, run, score.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<EOF
usage: utils/quickstart.sh

On Debian 12: installs missing packages (apt, needs root only if something is
missing), builds into build/, quantizes test/Models/fashion_mobilenet.onnx with
512 training images of Fashion-MNIST, and scores the float and the integer code
on the 10,000 test images. Prints a table; the same figures go to
build/reports/quickstart.json, and the IR of each stage to build/quickstart/.
EOF
  exit 0
fi
[ $# -eq 0 ] || fail "unknown argument '$1'; see --help"

install_packages
exec "$ROOT/utils/report.sh" quickstart

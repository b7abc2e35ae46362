#!/usr/bin/env bash
# Installs what is missing, builds everything, runs every test.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<EOF
usage: utils/check.sh [LIT-ARGUMENT...]

On Debian 12: installs missing packages (apt, needs root only if something is
missing), builds into build/, and runs every test: lit, GoogleTest, the
downstream project. Prints the names of failed and skipped tests, then a line
'N passed, N failed, N skipped'. Further arguments go to lit, e.g.
--filter=requantize.
EOF
  exit 0
fi

install_packages
build_targets all
results=$BUILD/test/results.json
rm -f "$results"
status=0
"$LLVM_BIN/lit" -sv --time-tests --output "$results" "$@" "$BUILD/test" \
  >"$BUILD/logs/lit.log" 2>&1 || status=$?
[ -f "$results" ] || { tail -n 60 "$BUILD/logs/lit.log" >&2; fail "lit gave no results; see $BUILD/logs/lit.log"; }
if [ "$status" -ne 0 ]; then
  cat "$BUILD/logs/lit.log" >&2
fi
exec python3 "$ROOT/utils/summarize-tests.py" "$results"

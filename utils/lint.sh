#!/usr/bin/env bash
# clang-format and clang-tidy over the sources (all, or those given).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; then
  cat <<EOF
usage: utils/lint.sh [FILE.cpp...]

Checks the format of every source file, then runs clang-tidy on the files given
(all of lib/ and tools/ when none is). Needs clang-tidy-22 and a configured
build folder.
EOF
  exit 0
fi
command -v clang-tidy-22 >/dev/null || fail "clang-tidy-22 is missing; run: apt-get install clang-tidy-22"
[ -f "$BUILD/compile_commands.json" ] || fail "$BUILD is not configured; run utils/check.sh first"
cd "$ROOT"
git ls-files '*.h' '*.cpp' | xargs clang-format-22 --dry-run -Werror
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'lib/*.cpp' 'tools/*.cpp')
printf '%s\n' "${files[@]}" |
  xargs -P "$(nproc)" -n 4 clang-tidy-22 -p "$BUILD" --quiet --use-color=0 2> >(grep -v 'warnings generated' >&2)

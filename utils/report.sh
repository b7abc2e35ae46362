#!/usr/bin/env bash
# Makes the figures of one subject.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<EOF
usage: utils/report.sh NAME | --list

Builds what is needed, measures the subject NAME, prints a table and writes
build/reports/NAME.json: {"name", "commit", "machine", "rows", "summary"}.
EOF
}

subjects() {
  local file
  for file in "$ROOT"/utils/reports/*.py; do
    [ "$(basename "$file")" = common.py ] && continue
    printf '%-16s %s\n' "$(basename "$file" .py)" \
      "$(sed -n '2s/"""//gp' "$file")"
  done
}

case "${1:-}" in
--help | -h)
  usage
  exit 0
  ;;
--list)
  subjects
  exit 0
  ;;
"")
  usage >&2
  exit 2
  ;;
esac
script=$ROOT/utils/reports/$1.py
if [ ! -f "$script" ] || [ "$1" = common ]; then
  fail "no subject '$1'; the subjects are:
$(subjects)"
fi
missing=$(missing_packages | tr '\n' ' ')
[ -z "$missing" ] || fail "packages are missing: ${missing}(utils/quickstart.sh installs them)"
build_targets all
exec python3 "$script" "$BUILD"

# Sourced by the scripts beside it: packages, build, logs.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=${QUANTX_BUILD_DIR:-$ROOT/build}
LLVM_BIN=/usr/lib/llvm-22/bin

PACKAGES=(
  cmake ninja-build ccache python3 python3-numpy
  clang-22 lld-22 clang-format-22 libclang-rt-22-dev
  llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  libonnx-dev libprotobuf-dev protobuf-compiler zlib1g-dev
  libgtest-dev dataset-fashion-mnist z3
  libopenmpi-dev openmpi-bin
  gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
)

fail() {
  echo "error: $*" >&2
  exit 1
}

# quietly LOG COMMAND...: runs the command into LOG and shows its end on failure.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    fail "'$*' failed; the whole output is in $log"
  fi
}

missing_packages() {
  local package
  for package in "${PACKAGES[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
      grep -q 'install ok installed' || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || fail "these packages are missing and only root can" \
    "install them; run: sudo apt-get install -y --no-install-recommends" \
    "${missing[*]}"
  echo "Installing ${#missing[@]} packages" >&2
  export DEBIAN_FRONTEND=noninteractive
  quietly "$BUILD/logs/apt-update.log" apt-get update
  quietly "$BUILD/logs/apt-install.log" \
    apt-get install -y --no-install-recommends "${missing[@]}"
}

# build_targets TARGET...: configures when needed, then builds.
build_targets() {
  local launcher=()
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache
      -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  [ -f "$BUILD/build.ninja" ] || quietly "$BUILD/logs/configure.log" \
    cmake -S "$ROOT" -B "$BUILD" --preset release "${launcher[@]}"
  [ -n "${QUANTX_QUIET_BUILD:-}" ] || echo "Building" >&2
  quietly "$BUILD/logs/build.log" cmake --build "$BUILD" --target "$@"
}

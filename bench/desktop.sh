#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'END'
usage: bench/desktop.sh [operators|models]... [-- OPTION...]

Builds the benchmarks of the desktop and runs them; prints a table of ratios for each of the two. A time is the
shortest of several that took turns with all others, so ratios are of one run on one machine. Options are those of
Google Benchmark, such as --benchmark_filter=depthwise.

  operators   layers in the library's portable kernels, in those of the machine (native), and in XNNPACK where it is
              installed, one thread each. Ends with an error if the library's outputs are not equal, or XNNPACK's
              differ by more than 1: it rounds once, in float.
  models      the reference models of MOTE_SHARED_DIR: static models, and the interpreter with all operators

MAC/cycle is multiply-accumulates for each cycle of the processor, which a chain of additions measures.

Environment: CXX and CXXFLAGS (default: -O3 -march=native). cmake/setup-debian.sh --bench installs what is needed.
END
}

programs=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    operators | models)
      programs+=("$1")
      shift
      ;;
    --)
      shift
      break
      ;;
    *)
      echo "desktop.sh: unknown argument $1" >&2
      usage >&2
      exit 2
      ;;
  esac
done
[[ ${#programs[@]} -gt 0 ]] || programs=(operators models)

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$repository/build/bench
flags=${CXXFLAGS:--O3 -march=native}
targets=("${programs[@]/#/mote_bench_}")
mkdir -p "$build"
if ! {
  cmake -S "$repository" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release \
    -D CMAKE_CXX_FLAGS= -D CMAKE_CXX_FLAGS_RELEASE="$flags -DNDEBUG" \
    -D MOTE_BUILD_TESTS=OFF -D MOTE_BUILD_EXAMPLES=OFF ${MOTE_SHARED_DIR:+-D MOTE_SHARED_DIR="$MOTE_SHARED_DIR"} &&
    cmake --build "$build" --target "${targets[@]}"
} >"$build/log" 2>&1; then
  cat "$build/log" >&2
  exit 1
fi

sed -n 's/^model name[[:space:]]*: /Processor: /p' /proc/cpuinfo | head -n 1
compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$build/CMakeCache.txt")
echo "Compiler: $("$compiler" --version | head -n 1), $flags"
for program in "${programs[@]}"; do
  echo
  "$build/bench/desktop/mote_bench_$program" "$@"
done

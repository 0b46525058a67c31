#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/fuzz.sh [SECONDS [TARGET]]
# Builds the fuzz targets and runs them for SECONDS in total (default: 120), or only TARGET: reader, loader, invoke,
# graph or kernel. A long run is tests/fuzz.sh 86400.
# Corpora grow in build/fuzz/corpus and serve later runs; an input that fails is left in build/fuzz/failures, and
# build/fuzz/tests/fuzz/fuzz_TARGET FILE runs it again.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

seconds=${1:-120}
targets=(reader loader invoke graph kernel)
if [[ $# -gt 1 ]]; then
  targets=("$2")
fi

cmake --preset fuzz >/dev/null && cmake --build --preset fuzz || exit 1
build=$PWD/build/fuzz
shared=$(sed -n 's/^MOTE_SHARED_DIR:PATH=//p' "$build/CMakeCache.txt")

# Options of libFuzzer, then folders with inputs to start from.
options() {
  case $1 in
    reader | loader | invoke)
      echo "-max_len=16384 $build/tests/fuzz/seeds"
      if [[ -d $shared/conformance ]]; then echo "$shared/conformance"; fi
      ;;
    *) echo "-max_len=200 -len_control=0" ;;
  esac
}

failed=0
for target in "${targets[@]}"; do
  mkdir -p "$build/corpus/$target" "$build/failures"
  log=$build/fuzz_$target.log
  # shellcheck disable=SC2046 # words of their own
  if ! "$build/tests/fuzz/fuzz_$target" -max_total_time=$((seconds / ${#targets[@]})) -timeout=20 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$build/failures/$target-" "$build/corpus/$target" $(options "$target") \
    >"$log" 2>&1; then
    grep -A 20 -E '^(==|SUMMARY|[a-z/].*runtime error)' "$log" | head -n 60
    echo "FAILED: fuzz target $target, see $log"
    failed=1
  fi
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions"
done
exit $failed

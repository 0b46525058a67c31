#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/run.sh
# On a fresh Debian 12: installs the tools, then builds and tests every preset and checks format and lint.
# Ends with the number of tests that passed and failed; a step that could not be done counts as one failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit

passed=0 failed=0 skipped=0
jobs=$(nproc)

step() {
  printf '\n== %s\n' "$1"
}

fail() {
  echo "FAILED: $1"
  failed=$((failed + 1))
}

# Value of an attribute of ctest's JUnit report.
attribute() {
  sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1
}

test_preset() {
  local preset=$1 report=$PWD/build/$1/ctest.xml
  step "$preset"
  rm -f "$report"
  if ! { cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset" --parallel "$jobs"; }; then
    fail "build of $preset"
    return
  fi
  local result=0
  ctest --preset "$preset" --parallel "$jobs" --output-junit "$report" || result=$?
  if [[ ! -f $report ]]; then
    fail "ctest of $preset"
    return
  fi
  local tests failures skips
  tests=$(attribute tests "$report")
  failures=$(attribute failures "$report")
  skips=$(($(attribute skipped "$report") + $(attribute disabled "$report")))
  passed=$((passed + tests - failures - skips))
  failed=$((failed + failures))
  skipped=$((skipped + skips))
  # For ctest a program that is missing fails; the report calls it skipped.
  if [[ $result -ne 0 && $failures -eq 0 ]]; then
    fail "ctest of $preset"
  fi
}

check_format() {
  step "clang-format"
  find include examples tests bench cmake -name '*.[ch]pp' -print0 | xargs -0 clang-format --dry-run -Werror ||
    fail "clang-format"
}

# The programs of the desktop, and the whole library through a program that includes all of it. As C++17: the
# consumers are also built as C++23, and clang-tidy 14 crashes on that standard's "if consteval" in libstdc++.
check_lint() {
  step "clang-tidy"
  run-clang-tidy -quiet -p build/host-clang -extra-arg=-std=c++17 -j "$jobs" \
    "$PWD/(examples|tests/consumer)/" 2>/dev/null || fail "clang-tidy"
}

# The library once more, with other eyes, while fuzzers look at what it does.
check_analyzers() {
  step "fuzzing, cppcheck, GCC analyzer"
  local log=build/fuzz.log
  tests/fuzz.sh >"$log" 2>&1 &
  local fuzzing=$!
  cppcheck --quiet --std=c++17 --language=c++ --enable=warning,performance,portability --inline-suppr \
    --suppressions-list=.cppcheck-suppressions --error-exitcode=1 -I include \
    include/mote/{ops/all,run/interpreter,run/static_model,target/target,signal}.hpp || fail "cppcheck"
  g++ -std=c++17 -O1 -fanalyzer -Wall -Wextra -Werror -I include -c examples/mote_cli/run.cpp -o /dev/null ||
    fail "GCC analyzer"
  wait "$fuzzing" || fail "fuzzing"
  tail -n 20 "$log"
}

step "tools"
cmake/setup-debian.sh --tests || exit 1
check_format
for preset in cortex-m4 host-clang host host-sanitize host-clang-19; do
  test_preset "$preset"
done
check_lint
check_analyzers

echo
if [[ $skipped -gt 0 ]]; then
  echo "$skipped skipped: they need the reference models of MOTE_SHARED_DIR"
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]

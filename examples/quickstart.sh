#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: examples/quickstart.sh [MODEL.tflite INPUT]
# On a fresh Debian 12: installs the tools, trains the sine model and runs it on the desktop and on an emulated
# Cortex-M4; then runs a .tflite file with the command mote. INPUT holds the raw bytes of all the model's inputs,
# of one or more samples. Without arguments this is the sine model again, with every int8 value as input.
set -euo pipefail

if [[ $# -ne 0 && $# -ne 2 ]]; then
  echo "usage: examples/quickstart.sh [MODEL.tflite INPUT]" >&2
  exit 2
fi
model=${1:+$(realpath "$1")}
input=${2:+$(realpath "$2")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake/setup-debian.sh
for preset in host cortex-m4; do
  cmake --preset "$preset"
done
cmake --build --preset host --target sine mote-cli
cmake --build --preset cortex-m4 --target sine

if [[ -z $model ]]; then
  model=build/host/examples/sine/sine.tflite
  input=build/every_int8
  for ((byte = 0; byte < 256; ++byte)); do
    # shellcheck disable=SC2059  # the format is the byte, as an octal escape
    printf "\\$(printf %03o "$byte")"
  done >"$input"
fi

printf '\n== sine on the desktop\n'
build/host/examples/sine/sine
printf '\n== sine on an emulated Cortex-M4\n'
cmake/boards/mps2-an386/run.sh build/cortex-m4/examples/sine/sine
printf '\n== mote run %s\n' "$model"
build/host/mote run "$model" "$input" build/quickstart.out

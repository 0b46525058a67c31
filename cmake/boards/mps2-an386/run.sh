#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: run.sh [--qemu OPTION]... PROGRAM.elf [ARGUMENT]...
# Runs a program on an emulated mps2-an386 board. Its semihosting calls reach this machine: what it prints goes
# to the standard output, its exit code becomes that of this script. An argument cannot hold a space.
set -euo pipefail

options=()
while [[ ${1-} == --qemu ]]; do
  options+=("$2")
  shift 2
done
program=$1
shift

# In QEMU's option syntax a comma within a value is written twice.
semihosting=enable=on,target=native,arg=$(basename "${program//,/,,}")
for argument in "$@"; do
  semihosting+=,arg=${argument//,/,,}
done

# QEMU 7.2 writes semihosting text to the standard error.
exec qemu-system-arm -machine mps2-an386 -nographic -monitor none -serial none \
  -semihosting-config "$semihosting" "${options[@]}" -kernel "$program" </dev/null 2>&1

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: cmake/setup-debian.sh [--tests] [--bench]
# Installs what is missing on Debian 12 to build mote and run it on the emulated board; with --tests, also what
# only the tests use, with --bench what only the benchmarks of the desktop use.
set -euo pipefail

packages=(
  g++ cmake ninja-build
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm
  doctest-dev libeigen3-dev libflatbuffers-dev flatbuffers-compiler
)
for option in "$@"; do
  case $option in
    --tests) packages+=(ccache clang clang-19 clang-format clang-tidy cppcheck libclang-rt-14-dev) ;;
    --bench) packages+=(libbenchmark-dev libxnnpack-dev libpthreadpool-dev) ;;
    *)
      echo "setup-debian.sh: unknown option $option" >&2
      exit 2
      ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  if [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
    missing+=("$package")
  fi
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

as_root=()
if [[ $EUID -ne 0 ]]; then
  as_root=(sudo)
fi
echo "installing ${missing[*]}"
"${as_root[@]}" apt-get update --quiet
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends \
  "${missing[@]}"

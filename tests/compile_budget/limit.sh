#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: limit.sh SECONDS MIBIBYTES COMMAND [ARGUMENT]...
# Runs a command that is stopped when it needs more processor time or address space.
set -euo pipefail
ulimit -t "$1" -v $(($2 * 1024))
exec "${@:3}"

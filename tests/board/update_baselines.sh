#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: tests/board/update_baselines.sh [NAME]...
# Measures reference models, by default all in baselines.txt, and writes the figures there. Needs what
# bench/cortex_m4.sh needs, the plugin cyc included.
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$folder/../.." && pwd)
models=${MOTE_SHARED_DIR:-$root/../shared}/models
table=$folder/baselines.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

names=("$@")
[[ ${#names[@]} -gt 0 ]] || mapfile -t names < <(awk '!/^#/ { print $1 }' "$table")
cp "$table" "$work/table"
for name in "${names[@]}"; do
  line=$("$root/bench/cortex_m4.sh" "$models/$name/model.tflite" --output "$work")
  figure() { sed -n "s/.*\b$1=\([0-9]*\).*/\1/p" <<<"$line"; }
  [[ -n $(figure cycles) ]] || {
    echo "update_baselines.sh: no cycles for $name: where is the plugin cyc?" >&2
    exit 1
  }
  awk -v name="$name" -v figures="$(figure cycles) $(figure flash) $(figure arena)" \
    '$1 == name { print name, figures; next } { print }' "$work/table" >"$work/next"
  mv "$work/next" "$work/table"
  grep "^$name " "$work/table"
done
cp "$work/table" "$table"

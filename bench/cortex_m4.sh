#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'END'
usage: bench/cortex_m4.sh MODEL.tflite [--door static|interpreter] [--opt -O2|-O3|-Os]
                          [--target armv7e_m|portable] [--policy NAME] [--constants flash|ram|BYTES]
                          [--operators LIST] [--types LIST] [--part invoke|load] [--cyc OPTION]... [--output DIR]

Builds a firmware with the model for a Cortex-M4 and measures one inference on an emulated mps2-an386 board.
Leaves <stem>-<door>.elf in DIR, by default build/cortex-m4/bench of the project, and prints one line:

  fnv1a   FNV-1a (32 bits) of all output bytes. The input is pseudo-random, x = x * 1664525 + 1013904223 from
          seed 1, byte = x >> 24, over all inputs in order. Warm-up and measured inference get the same bytes.
  arena   bytes of the arena
  stack   bytes of stack that the measured inference, or load, used
  flash   bytes of .text, .rodata and .data: everything, start-up code and printing included
  data    bytes of .data: what start-up code copies from flash into RAM
  code    flash without the model and the constants that are made from it
  insns, cycles    instructions and estimated cycles between mote_roi_begin and mote_roi_end; only with the QEMU
          plugin cyc at MOTE_CYC, by default tools/cyc/libcyc.so in MOTE_SHARED_DIR or ../shared
  ms      only with --cyc: at the plugin's clock

--door    static: the model is compiled in (default). interpreter: it is loaded at run time
--opt     optimisation level of the compiler, default -O2
--target  the kernels for a Cortex-M4 (default), or those of the library that run anywhere. An interpreter gets an
          arena that has room for all packed constants
--policy  of the static door: what kernels may cost: balanced (default), speed, flash, ram or,
          in quotes, 'extra_constants<BYTES>'
--constants    of the static door: where weights and other constants are read, default flash; BYTES: up to so
          many in RAM
--operators    of an interpreter: those that it is to have, with commas between them, default all
--types   of an interpreter: those that elements can have, of int4, int8, int16, int32, int64, float32, boolean;
          default all
--part    of an interpreter: what is measured, an inference (default) or the load
--cyc     passes an option to cyc, such as board=l4r5 or profile=1; shows what cyc prints
END
}

fail_usage() {
  echo "cortex_m4.sh: $1" >&2
  usage >&2
  exit 2
}

model='' door=static opt=-O2 target=armv7e_m policy=balanced constants=flash operators=all types=all part=invoke
output='' cyc_options=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --door | --opt | --target | --policy | --constants | --operators | --types | --part | --cyc | --output)
      [[ $# -ge 2 ]] || fail_usage "$1 needs a value"
      case $1 in
        --door) door=$2 ;;
        --opt) opt=$2 ;;
        --target) target=$2 ;;
        --policy) policy=$2 ;;
        --constants) constants=$2 ;;
        --operators) operators=$2 ;;
        --types) types=$2 ;;
        --part) part=$2 ;;
        --cyc) cyc_options+=("$2") ;;
        --output) output=$2 ;;
      esac
      shift 2
      ;;
    -*) fail_usage "unknown option $1" ;;
    *)
      [[ -z $model ]] || fail_usage "more than one model"
      model=$1
      shift
      ;;
  esac
done
[[ -n $model ]] || fail_usage "no model"
[[ -f $model ]] || fail_usage "no such file: $model"
[[ $door == static || $door == interpreter ]] || fail_usage "unknown door $door"
[[ $target == portable || $target == armv7e_m ]] || fail_usage "unknown target $target"
policies='^(balanced|speed|flash|ram|extra_constants<(0|[1-9][0-9]*)>)$'
[[ $policy =~ $policies ]] || fail_usage "unknown policy $policy"
[[ $constants =~ ^(flash|ram|0|[1-9][0-9]*)$ ]] || fail_usage "unknown memory for constants $constants"
[[ $door == static || ($constants == flash && $policy == balanced) ]] ||
  fail_usage "--constants and --policy are for the static door"
[[ $part == invoke || $part == load ]] || fail_usage "unknown part $part"
[[ $door == interpreter || ($part == invoke && $operators == all && $types == all) ]] ||
  fail_usage "--operators, --types and --part are for the interpreter"
[[ $opt == -O2 || $opt == -O3 || $opt == -Os ]] || fail_usage "unknown optimisation level $opt"

case $constants in
  flash) constants_option='constants_in_ram_up_to<0>' ;;
  ram) constants_option=constants_in_ram ;;
  *) constants_option="constants_in_ram_up_to<$constants>" ;;
esac

operators_option=mote::ops::${operators//,/,mote::ops::}
if [[ $types != all ]]; then
  names=
  for type in ${types//,/ }; do
    case $type in
      float32) names+=,float ;;
      int4) names+=,mote::int4 ;;
      boolean) names+=,bool ;;
      int8 | int16 | int32 | int64) names+=,std::${type}_t ;;
      *) fail_usage "unknown type $type" ;;
    esac
  done
  operators_option+=",mote::element_types<${names#,}>"
fi

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
model=$(realpath "$model")
stem=$(basename "$model" .tflite)
output=${output:-$repository/build/cortex-m4/bench}
mkdir -p "$output"
cyc=${MOTE_CYC:-${MOTE_SHARED_DIR:-$repository/../shared}/tools/cyc/libcyc.so}

# A folder of its own: several measurements can run at the same time.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
  cmake -S "$repository/bench/cortex_m4" -B "$work/build" -G Ninja \
    --toolchain "$repository/cmake/arm-none-eabi.cmake" \
    -D MOTE_MODEL="$model" -D MOTE_DOOR="$door" -D MOTE_TARGET="$target" -D MOTE_POLICY="$policy" \
    -D MOTE_CONSTANTS="$constants_option" -D MOTE_PART="$part" \
    -D MOTE_OPERATORS="$operators_option" -D CMAKE_CXX_FLAGS_RELEASE="$opt -DNDEBUG" &&
    cmake --build "$work/build" --target measurement
}
if ! build >"$work/log" 2>&1; then
  cat "$work/log" >&2
  echo "cortex_m4.sh: cannot build the firmware for $model" >&2
  exit 1
fi
firmware=$work/build/measurement
cp "$firmware" "$(realpath "$output")/$stem-$door.elf"

qemu_options=()
if [[ -f $cyc ]]; then
  plugin=file=$cyc,elf=$firmware,begin=mote_roi_begin,end=mote_roi_end,out=$work/cyc
  for option in "${cyc_options[@]}"; do
    plugin+=,$option
  done
  qemu_options=(--qemu -plugin --qemu "$plugin")
elif [[ ${#cyc_options[@]} -gt 0 ]]; then
  fail_usage "--cyc needs the QEMU plugin cyc; there is none at $cyc"
fi
measured=$("$repository/cmake/boards/mps2-an386/run.sh" "${qemu_options[@]}" "$firmware") || {
  echo "cortex_m4.sh: the firmware failed: $measured" >&2
  exit 1
}

bytes_of() { arm-none-eabi-size -A "$firmware" | awk -v names="^[.]($1)\$" '$1 ~ names { sum += $2 } END { print sum + 0 }'; }
flash=$(bytes_of 'text|rodata|data')
# The array with the model is called measured_model, and the name of every constant made from it contains that name.
constant_bytes=$(arm-none-eabi-nm --print-size --radix=d "$firmware" |
  awk '$3 ~ /[rRuVv]/ && $4 ~ /measured_model/ { sum += $2 } END { print sum + 0 }')
line="$measured flash=$flash data=$(bytes_of data) code=$((flash - constant_bytes))"

if [[ -f $work/cyc ]]; then
  line+=$(sed -n 's/^cyc: total .*\( insns=[0-9]*\)\( cycles=[0-9]*\) .*/\1\2/p' "$work/cyc")
  if [[ ${#cyc_options[@]} -gt 0 ]]; then
    line+=$(sed -n 's/^cyc: total .*\( ms=[0-9.]*\) .*/\1/p' "$work/cyc")
    cat "$work/cyc" >&2
  fi
fi
echo "$line"

# SPDX-License-Identifier: Apache-2.0
# cmake -D MODEL=file.tflite -D NAME=identifier -D HEADER=file.hpp -P MoteWriteModelHeader.cmake
# Writes the model's bytes as a constexpr array. A string literal costs the compiler half the time and two
# thirds of the memory of a list of integers.

file(READ ${MODEL} bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
cmake_path(GET MODEL FILENAME file_name)

# 64 bytes a line. CMake's regular expressions can't count, so the pattern of a line is written out.
string(REPEAT "[0-9a-f]" 128 line)
string(REGEX REPLACE "(${line})" "\\1\n" lines "${bytes}")
string(REGEX REPLACE "\n$" "" lines "${lines}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" lines "${lines}")
string(REPLACE "\n" "\"\n    \"" lines "${lines}")

file(
  WRITE ${HEADER}
  "// ${file_name}, ${size} bytes, written by mote_embed_model.\n"
  "#pragma once\n"
  "#pragma GCC system_header  // so that no compiler warns of a literal beyond the standard's minimum of 65536\n\n"
  "alignas(16) inline constexpr char ${NAME}[] =\n"
  "    \"${lines}\";\n")

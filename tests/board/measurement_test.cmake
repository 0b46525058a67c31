# SPDX-License-Identifier: Apache-2.0
# cmake -D MODEL=file.tflite -D WORK_DIR=<folder> [-D REFERENCE=<file with the output for seed 1>]
#       [-D MAX_FLASH=<bytes>] [-D MAX_CODE=<bytes>] [-D BASELINE=<name>] [-D CONSTANTS_IN_RAM=ON]
#       -P measurement_test.cmake
# Measures a model through both doors with the portable kernels: both must give the reference's output and the static
# door no larger arena. The static door's firmware must keep its budgets and be free of what firmware has no use for. With the
# kernels for a Cortex-M4 the static door must give the same output, and cycles, flash and arena must stay within
# what baselines.txt has for the model; with CONSTANTS_IN_RAM that firmware is measured once more with its constants in
# .data, some and all of them, without more code and without anything that runs before main.

cmake_path(SET root NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../..)

# fnv1a(variable file)
function(fnv1a variable file)
  file(READ ${file} bytes HEX)
  string(REGEX MATCHALL "[0-9a-f][0-9a-f]" bytes "${bytes}")
  set(hash 2166136261)
  foreach(byte IN LISTS bytes)
    math(EXPR hash "((${hash} ^ 0x${byte}) * 16777619) & 0xffffffff")
  endforeach()
  set(${variable} ${hash} PARENT_SCOPE)
endfunction()

# measure(door target [option...]): sets fnv1a_<door>, arena_<door>, flash_<door>, data_<door>, code_<door>, and cycles_<door> if there are any
function(measure door target)
  execute_process(
    COMMAND ${root}/bench/cortex_m4.sh ${MODEL} --door ${door} --target ${target} ${ARGN} --output ${WORK_DIR}
    OUTPUT_VARIABLE line COMMAND_ERROR_IS_FATAL ANY)
  message("${door}, ${target} ${ARGN}: ${line}")
  foreach(figure IN ITEMS fnv1a arena flash data code cycles)
    if(" ${line}" MATCHES " ${figure}=([0-9a-fx]+)")
      math(EXPR value "${CMAKE_MATCH_1}")
      set(${figure}_${door} ${value} PARENT_SCOPE)
    elseif(NOT figure STREQUAL cycles)
      message(FATAL_ERROR "no ${figure}")
    endif()
  endforeach()
endfunction()

function(expect what)
  if(NOT (${ARGN}))
    list(JOIN ARGN " " condition)
    message(FATAL_ERROR "${what}: ${condition} does not hold")
  endif()
endfunction()

measure(static portable)
measure(interpreter portable)
expect("same output through both doors" ${fnv1a_static} EQUAL ${fnv1a_interpreter})
# It is smaller where channels were left out.
expect("no larger arena for the static door" ${arena_static} LESS_EQUAL ${arena_interpreter})
if(REFERENCE)
  fnv1a(reference ${REFERENCE})
  expect("output of the reference" ${fnv1a_static} EQUAL ${reference})
endif()
if(MAX_FLASH)
  expect("flash budget" ${flash_static} LESS_EQUAL ${MAX_FLASH})
endif()
if(MAX_CODE)
  expect("code budget" ${code_static} LESS_EQUAL ${MAX_CODE})
endif()

cmake_path(GET MODEL STEM LAST_ONLY stem)
set(elf ${WORK_DIR}/${stem}-static.elf)
execute_process(COMMAND arm-none-eabi-nm ${elf} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
set(heap "malloc|calloc|realloc|free|_sbrk|_Zn[wa][a-zA-Z0-9_]*|_Zd[la][a-zA-Z0-9_]*")
set(exceptions "__cxa_[a-z_]*|__gxx_personality[a-z0-9_]*|_Unwind_[a-zA-Z_]*|__aeabi_unwind[a-z0-9_]*")
set(double_precision "__aeabi_c?d[a-z0-9]*|__aeabi_[a-z]+2d|__[a-z]+df[a-z0-9]*")
foreach(kind IN ITEMS heap exceptions double_precision)
  if(symbols MATCHES " (_?(${${kind}}))\n")
    message(FATAL_ERROR "${elf} has ${CMAKE_MATCH_1} (${kind})")
  endif()
endforeach()
function(expect_no_static_constructors)
  execute_process(COMMAND arm-none-eabi-size -A ${elf} OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
  if(sections MATCHES "\\.init_array +[1-9]")
    message(FATAL_ERROR "${elf} has static constructors")
  endif()
endfunction()
expect_no_static_constructors()

if(BASELINE)
  file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/baselines.txt line REGEX "^${BASELINE} ")
  if(NOT line MATCHES "^${BASELINE} +([0-9]+) +([0-9]+) +([0-9]+)$")
    message(FATAL_ERROR "baselines.txt has no line for ${BASELINE}: run tests/board/update_baselines.sh")
  endif()
  set(baseline_cycles ${CMAKE_MATCH_1})
  set(baseline_flash ${CMAKE_MATCH_2})
  set(baseline_arena ${CMAKE_MATCH_3})
  set(fnv1a_portable ${fnv1a_static})
  measure(static armv7e_m)
  expect("same output with the kernels for a Cortex-M4" ${fnv1a_static} EQUAL ${fnv1a_portable})
  foreach(figure IN ITEMS cycles flash arena)
    if(DEFINED ${figure}_static)
      # 2 percent of room: what is better by more should become the baseline.
      math(EXPR most "${baseline_${figure}} * 102 / 100")
      expect("${figure} of the baseline" ${${figure}_static} LESS_EQUAL ${most})
    endif()
  endforeach()
endif()

if(CONSTANTS_IN_RAM)
  math(EXPR constant_bytes "${flash_static} - ${code_static}")
  # Alignment may move the one or the other function.
  math(EXPR most_code "${code_static} + 16")
  expect("constants in flash" ${data_static} EQUAL 0)
  math(EXPR half "${constant_bytes} / 2")
  measure(static armv7e_m --constants ${half})
  expect("same output with some constants in RAM" ${fnv1a_static} EQUAL ${fnv1a_portable})
  expect("constants within the budget" ${data_static} GREATER 0 AND ${data_static} LESS_EQUAL ${half})
  measure(static armv7e_m --constants ram)
  expect("same output with constants in RAM" ${fnv1a_static} EQUAL ${fnv1a_portable})
  expect("all constants in .data" ${data_static} GREATER_EQUAL ${constant_bytes})
  expect("the header still known to the compiler" ${code_static} LESS_EQUAL ${most_code})
  expect_no_static_constructors()
endif()

# SPDX-License-Identifier: Apache-2.0
# cmake -D LISTED=<program> -D ALL=<program> -P unused_operators_test.cmake
# Operators that a model doesn't use cost nothing: the program whose static model may use all of the library is as
# large as the one that lists what it needs, and neither has the kernel of an operator that isn't used.

foreach(which IN ITEMS LISTED ALL)
  execute_process(COMMAND arm-none-eabi-size -A ${${which}} OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "\\.(text|rodata|data|bss) +[0-9]+" sizes_${which} "${sections}")
  execute_process(COMMAND arm-none-eabi-nm --demangle ${${which}} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "mote::portable::[a-z0-9_]+" kernels "${symbols}")
  list(REMOVE_DUPLICATES kernels)
  if(NOT kernels STREQUAL "mote::portable::fully_connected")
    message(FATAL_ERROR "${${which}} has the kernels ${kernels}")
  endif()
endforeach()
if(sizes_LISTED STREQUAL "" OR NOT sizes_LISTED STREQUAL sizes_ALL)
  message(FATAL_ERROR "with all operators: ${sizes_ALL}; with those that are needed: ${sizes_LISTED}")
endif()
message("${sizes_ALL}")

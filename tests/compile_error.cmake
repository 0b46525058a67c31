# SPDX-License-Identifier: Apache-2.0
# cmake -D BUILD_DIR=<build tree> -D TARGET=<name> -D EXPECT=<regular expressions> -P compile_error.cmake
# Passes when the target can't be built and the messages match every expression.

execute_process(
  COMMAND ${CMAKE_COMMAND} --build ${BUILD_DIR} --target ${TARGET}
  RESULT_VARIABLE result OUTPUT_VARIABLE messages ERROR_VARIABLE messages)
if(result EQUAL 0)
  message(FATAL_ERROR "${TARGET} compiled, but must not")
endif()
foreach(expression IN LISTS EXPECT)
  if(NOT messages MATCHES "${expression}")
    message(FATAL_ERROR "no message matches '${expression}':\n${messages}")
  endif()
endforeach()

# SPDX-License-Identifier: Apache-2.0
# What the project's own programs share: warnings, the emulated board, programs of the desktop.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Type of the build" FORCE)
endif()
find_program(MOTE_CCACHE ccache)
if(MOTE_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MOTE_CCACHE})
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_library(mote_warnings INTERFACE)
target_compile_options(
  mote_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wundef -Wdouble-promotion
                          $<$<BOOL:${MOTE_WARNINGS_AS_ERRORS}>:-Werror>)

if(CMAKE_CROSSCOMPILING)
  add_subdirectory(${CMAKE_CURRENT_LIST_DIR}/boards/mps2-an386 boards/mps2-an386)
else()
  # A program for the board links this target; on the desktop there is nothing to add.
  add_library(mote_board INTERFACE)
  add_library(mote::board ALIAS mote_board)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/MoteHostTools.cmake)

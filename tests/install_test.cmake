# SPDX-License-Identifier: Apache-2.0
# cmake -D BUILD_DIR=<a build of mote> -D WORK_DIR=<folder> -D MODEL=<file> -D GENERATOR=<name> -D COMPILER=<path>
#       [-D SOURCE_DIR=<mote>] -P install_test.cmake
# Builds and runs the project tests/install against the installed package, or with SOURCE_DIR against the sources.

function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
set(options -D MODEL=${MODEL} -D CMAKE_CXX_COMPILER=${COMPILER})
if(SOURCE_DIR)
  list(APPEND options -D MOTE_SOURCE_DIR=${SOURCE_DIR})
else()
  run(${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)
  list(APPEND options -D CMAKE_PREFIX_PATH=${WORK_DIR}/prefix)
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/install -B ${WORK_DIR}/build -G ${GENERATOR} ${options})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK_DIR}/build --output-on-failure)

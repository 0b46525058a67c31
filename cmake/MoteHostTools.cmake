# SPDX-License-Identifier: Apache-2.0
include_guard(GLOBAL)
include(ExternalProject)

# mote_import_host_tool(name)
#
# Makes a program of the desktop, a target of this project under MOTE_BUILD_TOOLS, available to the commands of a
# cross build. The host compiler builds it from the same sources in a build tree inside this one.
function(mote_import_host_tool name)
  set(build_dir ${PROJECT_BINARY_DIR}/host-tools/${name})
  set(program ${build_dir}/bin/${name})
  ExternalProject_Add(
    ${name}-host-build
    SOURCE_DIR ${PROJECT_SOURCE_DIR}
    BINARY_DIR ${build_dir}
    PREFIX ${build_dir}/external-project
    CMAKE_ARGS -DCMAKE_BUILD_TYPE=Release
               -DCMAKE_RUNTIME_OUTPUT_DIRECTORY=${build_dir}/bin
               -DMOTE_BUILD_TOOLS=ON
               -DMOTE_BUILD_EXAMPLES=OFF
               -DMOTE_BUILD_TESTS=OFF
               -DMOTE_BUILD_BENCH=OFF
    BUILD_COMMAND ${CMAKE_COMMAND} --build ${build_dir} --target ${name}
    BUILD_ALWAYS ON
    BUILD_BYPRODUCTS ${program}
    INSTALL_COMMAND ""
    EXCLUDE_FROM_ALL ON)
  add_executable(${name} IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${program})
  add_dependencies(${name} ${name}-host-build)
endfunction()

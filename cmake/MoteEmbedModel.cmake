# SPDX-License-Identifier: Apache-2.0
include_guard(GLOBAL)
set_property(GLOBAL PROPERTY MOTE_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

# mote_embed_model(target MODEL file.tflite NAME keyword_spotting)
#
# While the target is built, writes keyword_spotting.hpp with the bytes of the model as
#   inline constexpr char keyword_spotting[]
# and lets the sources of the target include it. The model may itself be the output of a build step. Raises the
# compiler's limits on constant evaluation, which are too low for large models. Of an INTERFACE library, those
# who link it get all this.
function(mote_embed_model target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODEL;NAME" "")
  if(NOT TARGET ${target})
    message(FATAL_ERROR "mote_embed_model: '${target}' is not a target")
  endif()
  if(DEFINED arg_UNPARSED_ARGUMENTS OR NOT DEFINED arg_MODEL OR NOT DEFINED arg_NAME)
    message(FATAL_ERROR "usage: mote_embed_model(target MODEL file.tflite NAME cpp_identifier)")
  endif()
  if(NOT arg_NAME MATCHES "^[A-Za-z][A-Za-z0-9_]*$")
    message(FATAL_ERROR "mote_embed_model: NAME '${arg_NAME}' is not a C++ identifier: the array gets this name")
  endif()

  # As in add_custom_command, a relative path is that of a source file or else of a file which the build makes.
  set(model ${arg_MODEL})
  cmake_path(ABSOLUTE_PATH model BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  if(NOT EXISTS ${model})
    set(model ${arg_MODEL})
    cmake_path(ABSOLUTE_PATH model BASE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR} NORMALIZE)
  endif()

  get_property(script_dir GLOBAL PROPERTY MOTE_CMAKE_DIR)
  set(script ${script_dir}/MoteWriteModelHeader.cmake)
  set(header_dir ${CMAKE_CURRENT_BINARY_DIR}/mote_models/${target})
  set(header ${header_dir}/${arg_NAME}.hpp)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -D MODEL=${model} -D NAME=${arg_NAME} -D HEADER=${header} -P ${script}
    DEPENDS ${model} ${script}
    COMMENT "Embedding ${arg_MODEL} as ${arg_NAME}"
    VERBATIM)

  get_target_property(type ${target} TYPE)
  set(scope PRIVATE)
  if(type STREQUAL INTERFACE_LIBRARY)
    set(scope INTERFACE)
  endif()
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} ${scope} ${header_dir})
  target_compile_options(
    ${target}
    ${scope}
    $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fconstexpr-ops-limit=2000000000;-fconstexpr-loop-limit=2000000000>
    $<$<COMPILE_LANG_AND_ID:CXX,Clang,AppleClang,ARMClang>:-fconstexpr-steps=2000000000>)
endfunction()

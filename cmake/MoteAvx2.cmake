# SPDX-License-Identifier: Apache-2.0
# MOTE_CAN_RUN_AVX2: whether compiler and processor have AVX2. The kernels for it are tested only then.

if(CMAKE_CROSSCOMPILING)
  set(MOTE_CAN_RUN_AVX2 FALSE)
else()
  include(CheckCXXSourceRuns)
  include(CMakePushCheckState)
  cmake_push_check_state()
  string(APPEND CMAKE_REQUIRED_FLAGS " -mavx2")
  check_cxx_source_runs("int main() { return __builtin_cpu_supports(\"avx2\") ? 0 : 1; }" MOTE_CAN_RUN_AVX2)
  cmake_pop_check_state()
endif()

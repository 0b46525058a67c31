// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_RUN_RESET_HPP
#define MOTE_RUN_RESET_HPP

#include <cstddef>
#include <cstring>

#include "mote/model/graph.hpp"

namespace mote {

/// The byte that each element of a variable tensor consists of before the first invoke: the zero point where
/// the type is int8, 0 otherwise. Source: ResetVariableTensors of TensorFlow Lite Micro.
constexpr unsigned char initial_byte(const tensor& variable) {
  const bool has_zero_point = variable.type == tensor_type::int8 && variable.quantization.present();
  return static_cast<unsigned char>(has_zero_point ? variable.quantization.zero_point() : 0);
}

inline void fill_variable(const tensor& variable, std::byte* data) {
  std::memset(data, initial_byte(variable), variable.size_bytes());
}

}  // namespace mote

#endif

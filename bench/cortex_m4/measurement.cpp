// SPDX-License-Identifier: Apache-2.0
#include "measurement.hpp"

namespace measurement {

void byte_generator::fill(void* data, std::size_t size) {
  for (auto* byte = static_cast<std::uint8_t*>(data); size > 0; ++byte, --size) {
    state_ = state_ * 1664525 + 1013904223;
    *byte = static_cast<std::uint8_t>(state_ >> 24);
  }
}

void hash::add(const void* data, std::size_t size) {
  for (const auto* byte = static_cast<const std::uint8_t*>(data); size > 0; ++byte, --size) {
    value_ = (value_ ^ *byte) * 16777619;
  }
}

}  // namespace measurement

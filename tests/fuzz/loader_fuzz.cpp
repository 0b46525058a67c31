// SPDX-License-Identifier: Apache-2.0
// The loader on any bytes: an error with its texts, or the size of an arena.

#include "runtime.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  mote_fuzz::placed_model model(bytes, size, size % 16);
  mote_fuzz::load(model.view());
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Any bytes are loaded and, where they are a model, run.

#include "runtime.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  mote_fuzz::placed_model model(bytes, size, size % 16);
  const mote_fuzz::load_outcome outcome = mote_fuzz::load(model.view());
  if (outcome.is_accepted) mote_fuzz::run(model.view(), outcome.arena_bytes, model.view(), size);
  return 0;
}

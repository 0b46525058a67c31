// SPDX-License-Identifier: Apache-2.0
// Random graphs of operators are written as models, some of their bytes are damaged, and what loads is run.
//
// The bytes of the fuzzer are, from the end: how much damage, each of 5 bytes, and what is done; the rest
// stands for the model.

#include <algorithm>
#include <cstring>
#include <vector>

#include "random_model.hpp"
#include "runtime.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::size_t damage_size = 5;
  --size;
  const std::size_t damages = bytes[size] % 8 < 4 ? bytes[size] % 8 : 0;
  const std::size_t used = std::min(size, damages * damage_size);
  auto model = mote_fuzz::random_model(bytes, size - used);
  for (std::size_t at = size - used; at + damage_size <= size; at += damage_size) {
    std::uint32_t position = 0;
    std::memcpy(&position, bytes + at, sizeof position);
    model[position % model.size()] = bytes[at + 4];
  }
  mote_fuzz::placed_model placed(model.data(), model.size(), size % 16);
  const mote_fuzz::load_outcome outcome = mote_fuzz::load(placed.view());
  if (outcome.is_accepted) {
    mote_fuzz::run(placed.view(), outcome.arena_bytes, {static_cast<const void*>(bytes), size}, size);
  }
  return 0;
}

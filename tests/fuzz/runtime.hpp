// SPDX-License-Identifier: Apache-2.0

// What the fuzz targets do with bytes: load them and run them, with all operators. Compiled once for all of
// them.

#ifndef MOTE_TESTS_FUZZ_RUNTIME_HPP
#define MOTE_TESTS_FUZZ_RUNTIME_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "mote/model/byte_view.hpp"

namespace mote_fuzz {

/// Ends the program as a crash that libFuzzer reports.
[[noreturn]] void fail(const char* what);
inline void require(bool condition, const char* what) {
  if (!condition) fail(what);
}

/// Memory that ends where a block of the heap ends, so that a sanitizer sees each access beyond, and begins
/// `offset` bytes behind a multiple of 16.
class exact_memory {
 public:
  exact_memory(std::size_t size, std::size_t offset)
      : offset_(offset), block_(new std::byte[offset + size]) {}
  std::byte* data() { return block_.get() + offset_; }

 private:
  std::size_t offset_;
  std::unique_ptr<std::byte[]> block_;
};

/// A copy of the bytes of a model, at any alignment.
class placed_model {
 public:
  placed_model(const std::uint8_t* bytes, std::size_t size, std::size_t offset)
      : memory_(size, offset), size_(size) {
    if (size > 0) std::memcpy(memory_.data(), bytes, size);
  }
  mote::byte_view view() { return {static_cast<const void*>(memory_.data()), size_}; }

 private:
  exact_memory memory_;
  std::size_t size_;
};

/// What the load of a model said.
struct load_outcome {
  bool is_accepted;
  std::size_t arena_bytes;
};

/// Asks for the arena's size and loads, describing every problem. All answers must agree.
load_outcome load(mote::byte_view model);

/// Runs an accepted model, unless it needs more than a fuzzer has time for. Inputs are made of `inputs` and
/// `seed`. Whatever the arena held before, the outputs must be the same, and so they must after a reset, and
/// in the kernels of a target.
void run(mote::byte_view model, std::size_t arena_bytes, mote::byte_view inputs, std::uint64_t seed);

/// The bytes of the first output of an accepted model whose first input has these bytes.
std::vector<std::int8_t> output_of(mote::byte_view model, std::size_t arena_bytes, mote::byte_view input);

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_RUNTIME_HPP

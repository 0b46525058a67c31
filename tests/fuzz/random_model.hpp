// SPDX-License-Identifier: Apache-2.0

// Models made of random bytes: graphs of operators whose shapes, types and options fit each other most of the
// time, so that many of them load.

#ifndef MOTE_TESTS_FUZZ_RANDOM_MODEL_HPP
#define MOTE_TESTS_FUZZ_RANDOM_MODEL_HPP

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mote_fuzz {

/// The file that the bytes stand for.
std::vector<std::uint8_t> random_model(const std::uint8_t* bytes, std::size_t size);

}  // namespace mote_fuzz

#endif  // MOTE_TESTS_FUZZ_RANDOM_MODEL_HPP

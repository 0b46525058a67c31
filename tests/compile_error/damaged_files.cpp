// SPDX-License-Identifier: Apache-2.0
// Flatbuffers with damaged offsets and lengths: a compilation for each, as all end in the same error.

#include <array>
#include <cstddef>
#include <cstdint>
#include <mote/mote.hpp>

#include "support/small_models.hpp"

namespace {

constexpr auto& whole = mote_test::bytes_of<mote_test::chain_model>;
using file = std::array<char, whole.size()>;

constexpr file with_word(std::size_t at, std::uint32_t value) {
  file result = whole;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    result[at + i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
  }
  return result;
}

/// Where a vector of the model begins.
constexpr std::size_t place_of(unsigned field) {
  const mote::byte_view bytes(whole.data(), whole.size());
  const auto model = bytes.load<std::uint32_t>(0);
  const auto vtable = model - static_cast<std::uint32_t>(bytes.load<std::int32_t>(model));
  const auto place = model + bytes.load<std::uint16_t>(vtable + 4 + 2 * field);
  return place + bytes.load<std::uint32_t>(place);
}

constexpr file root_outside = with_word(0, 0x7fffffff);
constexpr file vtable_outside =
    with_word(mote::byte_view(whole.data(), whole.size()).load<std::uint32_t>(0), 0x40000000);
constexpr file vector_too_long = with_word(place_of(mote::schema::model::subgraphs), 0x10000000);

template <const auto& Bytes>
using net = mote::static_model<Bytes, mote::ops::fully_connected, mote::ops::reshape, mote::ops::softmax>;

}  // namespace

net<MOTE_DAMAGED_FILE> model;

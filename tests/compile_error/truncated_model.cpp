// SPDX-License-Identifier: Apache-2.0
// The file lost its second half.

#include <array>
#include <cstddef>
#include <mote/mote.hpp>

#include "support/small_models.hpp"

constexpr auto& whole = mote_test::bytes_of<mote_test::chain_model>;
constexpr auto truncated = [] {
  std::array<char, whole.size() / 2> result{};
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = whole[i];
  return result;
}();

mote::static_model<truncated> model;

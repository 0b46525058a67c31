// SPDX-License-Identifier: Apache-2.0

// Runs a kernel of a target on a node of a handmade model, whatever formats it reads and writes.

#ifndef MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP
#define MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "flip_even_channels.hpp"
#include "handmade_model.hpp"
#include "mote/model/graph.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/target/activation_format.hpp"

namespace mote_test {

/// The plain output of a supported node for a plain input. Bytes around the output must stay as they are.
template <class Kernel, mote::activation_format In, mote::activation_format Out, class Geometry>
std::vector<std::int8_t> run_kernel(const mote::node_view& view, const Geometry& geometry,
                                    const std::vector<std::int8_t>& input) {
  constexpr auto mixed = mote::activation_format::mixed;
  const std::int32_t depth = view.input(1).shape.back();
  const std::int32_t output_depth = view.output().shape.back();
  std::vector<std::uint32_t> packed(Kernel::packed_words(view));
  Kernel::pack(view, packed.data());
  std::vector<std::uint32_t> scratch(Kernel::scratch_bytes(view) / 4 + 1);
  const auto given = In == mixed ? flip_even_channels(input, depth) : input;

  constexpr std::size_t margin = 16;
  constexpr std::int8_t untouched = 0x5a;
  std::vector<std::int8_t> memory(view.output().size_bytes() + 2 * margin, untouched);
  Kernel::template run<In, Out>(geometry, given.data(), packed.data(), memory.data() + margin,
                                scratch.data());
  const auto first = memory.begin() + margin;
  const auto last = memory.end() - margin;
  CHECK(std::count(memory.begin(), first, untouched) == margin);
  CHECK(std::count(last, memory.end(), untouched) == margin);
  std::vector<std::int8_t> output(first, last);
  return Out == mixed ? flip_even_channels(output, output_depth) : output;
}

/// The same in all four combinations of formats.
template <class Kernel, class Geometry>
void check_all_formats(const mote::node_view& view, const Geometry& geometry,
                       const std::vector<std::int8_t>& input, const std::vector<std::int8_t>& expected) {
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  CHECK(run_kernel<Kernel, plain, plain>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, mixed, plain>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, plain, mixed>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, mixed, mixed>(view, geometry, input) == expected);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP

// SPDX-License-Identifier: Apache-2.0
#include "runtime.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <mote/mote.hpp>
#include <mote/signal/operators.hpp>
#include <mote/target/armv7e_m.hpp>

#include "support/random_source.hpp"

namespace mote_fuzz {

namespace {

using operators = mote::detail::concatenated<mote::ops::all, mote::signal::operators>::type;
constexpr std::uint32_t most_calls = 100;
/// In the smallest arena it runs the portable kernels; where there is room for packed constants, those of the
/// Cortex-M4.
using interpreter = mote::interpreter<operators, mote::for_target<mote::target::armv7e_m>,
                                      mote::max_subgraph_calls<most_calls>>;

/// Upper bounds of what is run.
constexpr std::size_t most_arena = 1 << 18;
constexpr double most_work = 2e6;

/// The work of a node is at most that of its outputs' elements, each made of all elements of one input.
double steps_of(const mote::graph& subgraph) {
  double sum = 0;
  for (std::int32_t i = 0; i < subgraph.node_count(); ++i) {
    const mote::node_view node(subgraph, i);
    double outputs = 1;
    double inputs = 1;
    for (int k = 0; k < node.output_count(); ++k) outputs += node.any_output(k).shape.element_count();
    for (int k = 0; k < node.input_count(); ++k) {
      inputs = std::max<double>(inputs, node.any_input(k).shape.element_count());
    }
    sum += outputs * inputs;
  }
  return sum;
}
double steps_of_model(const mote::graph& main) {
  double called = 0;
  for (std::int32_t s = 1; s < static_cast<std::int32_t>(main.subgraph_count()); ++s) {
    called = std::max(called, steps_of(main.subgraph(s)));
  }
  return steps_of(main) + most_calls * called;
}

/// Any bytes.
void write_inputs(const interpreter& model, mote::byte_view from, std::uint64_t seed) {
  mote_test::random_source random(seed);
  for (std::size_t i = 0; i < model.input_count(); ++i) {
    const mote::tensor_ref input = model.input(i);
    auto* const bytes = input.data();
    auto at = static_cast<std::size_t>(random.bits());
    for (std::size_t k = 0; k < input.size_bytes(); ++k, ++at) {
      bytes[k] = static_cast<std::byte>(from.empty() ? 0 : from.data()[at % from.size()]);
    }
  }
}

/// One invoke. The bytes of all outputs are added to `seen`, if there are any that count.
void invoke(interpreter& model, mote::byte_view inputs, std::uint64_t seed, std::vector<char>& seen) {
  write_inputs(model, inputs, seed);
  if (model.invoke() != mote::run_status::completed) {
    model.reset();
    return;
  }
  for (std::size_t i = 0; i < model.output_count(); ++i) {
    const mote::tensor_ref output = model.output(i);
    const auto* const bytes = reinterpret_cast<const char*>(output.data());
    seen.insert(seen.end(), bytes, bytes + output.size_bytes());
  }
}

}  // namespace

void fail(const char* what) {
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

load_outcome load(mote::byte_view model) {
  mote::problem storage[4];
  mote::problem_log log(storage, 4);
  interpreter::check(model, log);
  for (std::size_t i = 0; i < log.stored(); ++i) {
    char text[100];
    const std::size_t length = mote::describe(storage[i], model, {text, 1 + model.size() % sizeof text});
    require(length <= model.size() % sizeof text && text[length] == '\0', "a text without its end");
  }
  const auto need = interpreter::required_arena_bytes(model);
  require(static_cast<bool>(need) == log.empty(), "check and required_arena_bytes differ");
  if (!need) {
    const auto refused = interpreter::load(model, {});
    require(!refused && refused.error().count() == log.count(), "a load and a check differ");
    return {false, 0};
  }
  if (*need > 0) {
    const auto too_small = interpreter::load(model, {nullptr, *need - 1});
    require(!too_small && too_small.error()[0].code == mote::error::arena_too_small, "loads in too little");
  }
  return {true, *need};
}

void run(mote::byte_view model, std::size_t arena_bytes, mote::byte_view inputs, std::uint64_t seed) {
  const auto packed = interpreter::packed_arena_bytes(model);
  require(packed && *packed >= arena_bytes, "packing needs a smaller arena");
  if (*packed > most_arena || steps_of_model(mote::graph(model)) > most_work) return;
  // Some of the layers find room in the third.
  const std::size_t sizes[] = {arena_bytes, *packed, (arena_bytes + *packed) / 2};
  std::vector<char> expected;
  for (std::size_t which = 0; which < std::size(sizes); ++which) {
    if (which > 1 && *packed == arena_bytes) break;
    exact_memory arena(sizes[which], 16 * which);
    if (sizes[which] > 0) std::memset(arena.data(), which == 0 ? 0 : 0xa5, sizes[which]);
    auto loaded = interpreter::load(model, {arena.data(), sizes[which]});
    require(static_cast<bool>(loaded), "required_arena_bytes are not enough");
    require(which != 1 || loaded->packed_layers() == loaded->packable_layers(), "not all layers are packed");
    std::vector<char> first;
    invoke(*loaded, inputs, seed, first);
    std::vector<char> outputs = first;
    invoke(*loaded, inputs, seed + 1, outputs);
    loaded->reset();
    std::vector<char> again;
    invoke(*loaded, inputs, seed, again);
    require(first == again, "other outputs after a reset");
    if (which == 0) expected = outputs;
    require(outputs == expected, "outputs depend on what the arena held before, or on the kernels");
  }
}

std::vector<std::int8_t> output_of(mote::byte_view model, std::size_t arena_bytes, mote::byte_view input) {
  exact_memory arena(arena_bytes, 0);
  auto loaded = interpreter::load(model, {arena.data(), arena_bytes});
  require(static_cast<bool>(loaded), "required_arena_bytes are not enough");
  require(loaded->input(0).size_bytes() == input.size(), "an input of another size");
  std::memcpy(loaded->input(0).data(), input.data(), input.size());
  loaded->invoke();
  const auto output = loaded->output(0).as<std::int8_t>();
  return {output.begin(), output.end()};
}

}  // namespace mote_fuzz

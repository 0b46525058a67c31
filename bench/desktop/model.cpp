// SPDX-License-Identifier: Apache-2.0

// A model in all ways to run it. Compiled once for each model, MOTE_BENCH_MODEL.

#include "model.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mote/mote.hpp>
#include <new>
#include <random>

#define MOTE_BENCH_STRING_2(text) #text
#define MOTE_BENCH_STRING(text) MOTE_BENCH_STRING_2(text)
#include MOTE_BENCH_STRING(MOTE_BENCH_MODEL.hpp)

namespace {

const std::string name = MOTE_BENCH_STRING(MOTE_BENCH_MODEL);
// The array ends with a NUL that is not part of the model.
constexpr mote::byte_view bytes{MOTE_BENCH_MODEL, sizeof MOTE_BENCH_MODEL - 1};

template <class Target>
using net =
    mote::static_model<MOTE_BENCH_MODEL, mote::for_target<Target>, mote::optimize_for<mote::policy::speed>>;
template <class Target>
using interpreter = mote::interpreter<mote::ops::all, mote::for_target<Target>>;

std::int64_t count_macs() {
  const mote::graph graph(bytes);
  std::int64_t count = 0;
  for (std::int32_t i = 0; i < graph.node_count(); ++i) {
    using code = mote::builtin_operator;
    const mote::node_view node(graph, i);
    if (node.code() != code::conv_2d && node.code() != code::depthwise_conv_2d &&
        node.code() != code::fully_connected) {
      continue;
    }
    const mote::shape& output = node.output().shape;
    count += std::int64_t{output.element_count()} * (node.input(1).shape.element_count() / output.back());
  }
  return count;
}

/// The first output.
std::vector<std::int8_t> expected;

/// Runs a model once on pseudo-random bytes, compares its output with that of others, and registers it.
template <class Model, class Input, class Output>
void add(const char* door, Model& model, Input input, Output output) {
  std::mt19937 random(1);
  std::generate_n(input.data(), input.size(), [&] { return static_cast<std::int8_t>(random() >> 24); });
  model.invoke();
  const std::vector<std::int8_t> given(output.begin(), output.end());
  if (expected.empty()) expected = given;
  if (given != expected) {
    std::fprintf(stderr, "%s: %s gives another output\n", name.c_str(), door);
    std::exit(1);
  }
  benchmark::RegisterBenchmark((name + "/" + door).c_str(), [&model](benchmark::State& state) {
    for (auto _ : state) {
      model.invoke();
      benchmark::ClobberMemory();
    }
  });
}

template <class Target>
void add_static(const char* door) {
  static net<Target> model;
  model.reset();
  add(door, model, model.template input<0>(), model.template output<0>());
}

template <class Target>
void add_interpreter(const char* door) {
  const std::size_t size = *interpreter<Target>::packed_arena_bytes(bytes);
  // Lives as long as the program.
  auto* const arena = static_cast<std::byte*>(::operator new (size, std::align_val_t{mote::arena_alignment}));
  static auto model = interpreter<Target>::load(bytes, {arena, size});
  add(door, *model, model->input(0).template as<std::int8_t>(), model->output(0).template as<std::int8_t>());
}

[[maybe_unused]] const bool is_registered = [] {
  add_static<mote::target::portable>("portable");
  add_static<mote::target::native>("native");
  add_interpreter<mote::target::portable>("portable interpreter");
  add_interpreter<mote::target::native>("native interpreter");
  bench::measured_models().push_back({name, count_macs()});
  return true;
}();

}  // namespace

// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/custom_options.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/flexbuffer_writer.hpp"
#include "support/handmade_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::custom_options;
using mote_test::both_times;
using mote_test::opaque;

/// ADD with options that it doesn't read.
constexpr auto model_with(const mote_test::option_bytes& options) {
  auto model = mote_test::add_model();
  model.nodes[0].custom_options = options;
  return mote_test::write(model);
}
constexpr mote_test::option_list some{{"clamp", true}, {"shift", -3}, {"size", 70000}};

/// An operator's options, for option_parameters.
struct shape_of_window {
  std::int32_t size;
  std::int32_t shift;
};
struct window_reader {
  static constexpr shape_of_window read(custom_options& options) {
    return {options.integer("size"), options.integer("shift")};
  }
};

}  // namespace

TEST_CASE("custom options: those that are there") {
  CHECK(both_times([] {
    const auto bytes = model_with(mote_test::write_options(some));
    const mote::graph graph(bytes.view());
    custom_options options(mote::node_view(graph, opaque(0)));
    return options.integer("size") == 70000 && options.integer("shift") == -3 && options.boolean("clamp") &&
           options.real("shift") == -3.0F && options.complete();
  }));
}

TEST_CASE("custom options: what is missing is remembered") {
  CHECK(both_times([] {
    const auto bytes = model_with(mote_test::write_options(some));
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    custom_options options(view);
    const bool first = options.integer("absent") == 0 && !options.complete();
    custom_options others(view);
    return first && !others.boolean("absent") && options.integer("size") == 70000 && !options.complete();
  }));
  CHECK(both_times([] {
    const auto without = model_with({});
    const auto damaged = model_with({opaque(std::uint8_t{1}), 2, 3});
    for (const auto& bytes : {without, damaged}) {
      const mote::graph graph(bytes.view());
      custom_options options(mote::node_view(graph, 0));
      if (options.integer("size") != 0 || options.complete()) return false;
    }
    return custom_options(mote::byte_view()).complete();
  }));
}

TEST_CASE("custom options: as an operator's parameters") {
  CHECK(both_times([] {
    const auto bytes = model_with(mote_test::write_options(some));
    const mote::graph graph(bytes.view());
    const mote::option_parameters<window_reader, shape_of_window> window(mote::node_view(graph, opaque(0)));
    return window.size == 70000 && window.shift == -3;
  }));
}

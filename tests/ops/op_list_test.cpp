// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/op_list.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
#include "support/both_doors.hpp"
#include "support/both_times.hpp"
#include "support/small_models.hpp"

namespace {

using mote::op_list;
using mote_test::both_times;
using mote_test::opaque;

/// The code of the operator that a list finds for the node, -1 if none.
template <class List>
constexpr int visited(const mote_test::model_description& model) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  int code = opaque(-1);
  const bool found = List::visit(mote::node_view(graph, 0),
                                 [&](auto op) { code = static_cast<int>(decltype(op)::type::code); });
  return found ? code : -1;
}

/// A user's own operator with both kinds of memory. output[i] = input[size - 1 - i] + how often it ran
/// before.
struct reversed {
  static constexpr mote::builtin_operator code = mote::builtin_operator::custom;
  static constexpr const char* custom_code = "Reversed";

  static constexpr std::uint32_t scratch_bytes(const mote::node_view& view) {
    return view.input(0).size_bytes();
  }
  static constexpr std::uint32_t state_bytes(const mote::node_view&) { return sizeof(std::int32_t); }
  static constexpr void check(mote::node_check& check) { check.operands(1, 1); }

  template <class Context>
  static void run(const Context& context) {
    const std::int32_t size = context.view().input(0).shape.element_count();
    const auto* input = context.template input<std::int8_t, 0>();
    auto* copy = context.template scratch<std::int8_t>();
    auto& runs = *context.template state<reversed, std::int32_t>();
    for (std::int32_t i = 0; i < size; ++i) copy[i] = input[size - 1 - i];
    for (std::int32_t i = 0; i < size; ++i) {
      context.template output<std::int8_t>()[i] = static_cast<std::int8_t>(copy[i] + runs);
    }
    ++runs;
  }
};

/// Two of them in a row.
constexpr mote_test::model_description reversed_twice() {
  auto model = mote_test::one_node(mote::builtin_operator::custom, {mote_test::activations({3}, 1.0F, 0),
                                                                    mote_test::activations({3}, 1.0F, 0),
                                                                    mote_test::activations({3}, 1.0F, 0)});
  model.codes[0].custom_code = "Reversed";
  model.nodes = {mote_test::node_description{0, {0}, {1}, {}}, mote_test::node_description{0, {1}, {2}, {}}};
  model.inputs = {0};
  return model;
}

/// The first node of a small model, for templates.
template <mote_test::model_description (*Make)()>
inline constexpr auto file = write(Make());
template <mote_test::model_description (*Make)()>
inline constexpr mote::graph graph_of{file<Make>.view()};
template <mote_test::model_description (*Make)()>
inline constexpr mote::node_view node_of{graph_of<Make>, 0};

}  // namespace

TEST_CASE("op_list: visits the operator of a node, if it has it") {
  CHECK(both_times([] {
    using list = op_list<mote::ops::add, mote::ops::softmax>;
    return visited<list>(mote_test::softmax_model()) == 25 && visited<list>(mote_test::add_model()) == 0 &&
           visited<list>(mote_test::reshape_model()) == -1 &&
           visited<op_list<>>(mote_test::add_model()) == -1;
  }));
}

TEST_CASE("op_list: finds by code") {
  using list = op_list<mote::ops::add, mote::ops::softmax, mote::ops::reshape>;
  static_assert(std::is_same_v<list::find<node_of<mote_test::softmax_model>>, mote::ops::softmax>);
  static_assert(std::is_same_v<list::find<node_of<mote_test::reshape_model>>, mote::ops::reshape>);
  static_assert(std::is_same_v<list::find<node_of<mote_test::add_model>>, mote::ops::add>);
}

TEST_CASE("op_list: lists are joined in order") {
  using joined = mote::detail::concatenated<op_list<>, op_list<mote::ops::add>, op_list<>,
                                            op_list<mote::ops::softmax, mote::ops::reshape>>::type;
  static_assert(std::is_same_v<joined, op_list<mote::ops::add, mote::ops::softmax, mote::ops::reshape>>);
}

TEST_CASE("op_list: operators whose output is their input") {
  static_assert(mote::shares_memory_v<mote::ops::reshape>);
  static_assert(!mote::shares_memory_v<mote::ops::add>);
}

TEST_CASE("op_list: an operator's scratch memory is its own, and its state lasts") {
  mote_test::both_doors<reversed_twice, mote::op_list<reversed>> model;
  using values = std::vector<std::int8_t>;
  model.set<0>(values{1, 2, 3});
  CHECK(model.invoke<std::int8_t>() == values{1, 2, 3});
  model.set<0>(values{1, 2, 3});
  CHECK(model.invoke<std::int8_t>() == values{3, 4, 5});
  model.reset();
  model.set<0>(values{1, 2, 3});
  CHECK(model.invoke<std::int8_t>() == values{1, 2, 3});
  // Two states, three tensors of which two live at once, and the scratch memory of a node.
  static_assert(decltype(model)::net::state_bytes == 2 * 16);
  static_assert(decltype(model)::net::arena_bytes == 2 * 16 + 2 * 16 + 3);
  static_assert(mote::blocks_v<reversed> == 2 && mote::blocks_v<mote::ops::add> == 0);
}

TEST_CASE("op_list: custom operators are told apart by their code") {
  CHECK(both_times([] {
    auto model = reversed_twice();
    const auto runs = [&] { return visited<op_list<reversed>>(model) == 32; };
    const bool same = runs();
    model.codes[0].custom_code = opaque(0) == 0 ? "Reverse" : "";
    const bool shorter = runs();
    model.codes[0].custom_code = "ReversedTwice";
    return same && !shorter && !runs();
  }));
}

// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/op_list.hpp"

#include <doctest/doctest.h>

#include <type_traits>

#include "mote/ops/add.hpp"
#include "mote/ops/reshape.hpp"
#include "mote/ops/softmax.hpp"
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

// SPDX-License-Identifier: Apache-2.0
#include "mote/optimize/node_order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "mote/run/static_model.hpp"
#include "networks.hpp"
#include "support/tested_operators.hpp"

namespace {

using mote::optimize::node_order;
using mote_test::bytes_of;
using mote_test::tested_operators;

/// x[1, 2, 2, 4] -> two CONV_2D -> [1, 2, 2, 2], plus what another makes of x.
constexpr mote_test::model_description residual_block() {
  using mote_test::activations;
  using mote_test::node_description;
  using mote_test::scalar;
  using option = mote::schema::conv_2d_options;
  mote_test::model_description model;
  model.codes = {{mote::builtin_operator::conv_2d}, {mote::builtin_operator::add}};
  model.tensors = {activations({1, 2, 2, 4}, 0.5F, -3), mote_test::weights({2, 1, 1, 4}, 0.25F),
                   activations({1, 2, 2, 2}, 0.5F, 5),  mote_test::weights({2, 1, 1, 2}, 0.25F),
                   activations({1, 2, 2, 2}, 0.5F, 7),  mote_test::weights({2, 1, 1, 4}, 0.5F),
                   activations({1, 2, 2, 2}, 1.0F, 9),  activations({1, 2, 2, 2}, 1.5F, -11)};
  const mote_test::list<mote_test::field> options = {
      scalar(option::padding, std::int8_t{1}), scalar(option::stride_w, 1), scalar(option::stride_h, 1)};
  model.nodes = {node_description{0, {0, 1}, {2}, options}, node_description{0, {2, 3}, {4}, options},
                 node_description{0, {0, 5}, {6}, options}, node_description{1, {6, 4}, {7}, {}}};
  model.inputs = {0};
  model.outputs = {7};
  return model;
}
/// x is needed to the end.
constexpr mote_test::model_description with_other_reader() {
  mote_test::model_description model = residual_block();
  model.outputs = {7, 0};
  return model;
}
/// The one on the short way takes as much as it sets free.
constexpr mote_test::model_description with_large_output() {
  mote_test::model_description model = residual_block();
  model.tensors[6].shape = {1, 2, 2, 4};
  return model;
}
/// The order that is the better one.
constexpr mote_test::model_description in_order() {
  const mote_test::model_description block = residual_block();
  mote_test::model_description model = block;
  model.nodes[1] = block.nodes[2];
  model.nodes[2] = block.nodes[1];
  return model;
}

/// Twice x[1, 4, 16, 4] -> [1, 4, 16, 2] -> [1, 4, 16, 1], both of which are outputs.
constexpr mote_test::model_description two_chains() {
  using mote_test::activations;
  using mote_test::node_description;
  mote_test::model_description model = residual_block();
  const auto options = model.nodes[0].options;
  model.tensors = {activations({1, 4, 16, 4}, 0.5F, 0), mote_test::weights({2, 1, 1, 4}, 0.25F),
                   activations({1, 4, 16, 2}, 0.5F, 0), mote_test::weights({1, 1, 1, 2}, 0.25F),
                   activations({1, 4, 16, 1}, 0.5F, 0), activations({1, 4, 16, 2}, 0.5F, 0),
                   activations({1, 4, 16, 1}, 0.5F, 0)};
  model.nodes = {node_description{0, {0, 1}, {2}, options}, node_description{0, {2, 3}, {4}, options},
                 node_description{0, {0, 1}, {5}, options}, node_description{0, {5, 3}, {6}, options}};
  model.outputs = {4, 6};
  return model;
}

template <mote_test::model_description (*Make)()>
constexpr auto find_order() {
  constexpr mote::graph graph{mote::detail::embedded<bytes_of<Make>>::bytes};
  return node_order<static_cast<std::size_t>(graph.node_count())>(graph);
}
template <mote_test::model_description (*Make)()>
constexpr auto order_of = find_order<Make>();

using ordered = mote::static_model<bytes_of<residual_block>, tested_operators>;
using given = mote::static_model<bytes_of<residual_block>, tested_operators, mote::keep_all_channels>;

/// Tensors in the order in which they are written.
struct write_observer {
  std::vector<std::int32_t> written;

  void begin(const mote::node_view&) {}
  void end(const mote::node_view& node, const mote::tensor_ref&) { written.push_back(node.output_index(0)); }
};

template <class Net>
std::vector<std::int8_t> run(const std::vector<std::int8_t>& values, write_observer& seen) {
  static Net model;
  const auto input = model.template input<0>();
  std::copy(values.begin(), values.end(), input.begin());
  model.invoke(seen);
  const auto output = model.template output<0>();
  return std::vector<std::int8_t>(output.begin(), output.end());
}

}  // namespace

TEST_CASE("node_order: of two convolutions the one that sets more memory free runs first") {
  constexpr auto order = order_of<residual_block>;
  CHECK(order.differs());
  CHECK(order[0] == 0);
  CHECK(order[1] == 2);
  CHECK(order[2] == 1);
  CHECK(order[3] == 3);
}

TEST_CASE("node_order: nodes stay where that sets no more memory free, or one needs the other") {
  CHECK_FALSE(order_of<in_order>.differs());
  CHECK_FALSE(order_of<with_other_reader>.differs());
  CHECK_FALSE(order_of<with_large_output>.differs());
  CHECK_FALSE(order_of<mote_test::two_layers>.differs());
  CHECK_FALSE(order_of<mote_test::chain_model>.differs());
}

TEST_CASE("node_order: the arena grows by no order") {
  using portable = mote::for_target<mote::target::portable>;
  using net = mote::static_model<bytes_of<two_chains>, tested_operators, portable>;
  using as_given =
      mote::static_model<bytes_of<two_chains>, tested_operators, portable, mote::keep_all_channels>;
  CHECK_FALSE(order_of<two_chains>.differs());
  CHECK(net::arena_bytes == as_given::arena_bytes);
}

TEST_CASE("node_order: a static model has the better order, and the same outputs") {
  mote_test::random_source random(5);
  std::vector<std::int8_t> input(16);
  for (int i = 0; i < 20; ++i) {
    random.fill(input);
    write_observer seen_ordered;
    write_observer seen_given;
    CHECK(run<ordered>(input, seen_ordered) == run<given>(input, seen_given));
    CHECK(seen_ordered.written == std::vector<std::int32_t>{2, 6, 4, 7});
    CHECK(seen_given.written == std::vector<std::int32_t>{2, 4, 6, 7});
  }
}

// SPDX-License-Identifier: Apache-2.0
#include "mote/run/observer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "mote/run/interpreter.hpp"
#include "mote/run/static_model.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote_test::bytes_of;
using mote_test::chain_model;

/// Writes down what it sees: "<0 FULLY_CONNECTED" where a node begins, "0>" where it ends.
struct recorder {
  std::string calls;
  std::vector<std::vector<std::int8_t>> outputs;

  void begin(const mote::node_view& node) {
    calls += "<" + std::to_string(node.index()) + " " + mote::name_of(node.code()) + " ";
  }
  void end(const mote::node_view& node, const mote::tensor_ref& output) {
    calls += std::to_string(node.index()) + "> ";
    const auto elements = output.as<std::int8_t>();
    outputs.emplace_back(elements.begin(), elements.end());
  }
};

const char* const all_calls = "<0 FULLY_CONNECTED 0> <1 RESHAPE 1> <2 SOFTMAX 2> ";

template <class View>
void set(const View& input) {
  const std::int8_t values[] = {10, -20, 30, 5};
  std::copy(values, values + 4, input.begin());
}

}  // namespace

TEST_CASE("observer: of an interpreter, sees each node begin and end, in order, with its output") {
  mote_test::arena_memory arena(64);
  auto model = mote::interpreter<mote_test::tested_operators>::load(
      {bytes_of<chain_model>.data(), bytes_of<chain_model>.size()}, arena.bytes());
  REQUIRE(model);
  set(model->input(0).as<std::int8_t>());
  recorder seen;
  model->invoke(seen);
  CHECK(seen.calls == all_calls);
  REQUIRE(seen.outputs.size() == 3);
  CHECK(seen.outputs[0] == seen.outputs[1]);
  const auto output = model->output(0).as<std::int8_t>();
  CHECK(seen.outputs[2] == std::vector<std::int8_t>(output.begin(), output.end()));

  model->invoke(recorder{});  // an observer may be a temporary
}

TEST_CASE("observer: of a static model, sees the same") {
  static mote::static_model<bytes_of<chain_model>> model;
  set(model.input<0>());
  recorder seen;
  model.invoke(seen);
  CHECK(seen.calls == all_calls);

  mote_test::arena_memory arena(64);
  auto other = mote::interpreter<mote_test::tested_operators>::load(
      {bytes_of<chain_model>.data(), bytes_of<chain_model>.size()}, arena.bytes());
  REQUIRE(other);
  set(other->input(0).as<std::int8_t>());
  recorder seen_by_other;
  other->invoke(seen_by_other);
  CHECK(seen.outputs == seen_by_other.outputs);

  model.invoke(recorder{});
}

static_assert(std::is_empty_v<mote::null_observer>);

namespace {

constexpr mote::byte_view chain_bytes(bytes_of<chain_model>.data(), bytes_of<chain_model>.size());

/// Sees nodes, and lets some of them run.
struct limited_recorder : recorder {
  int left;

  explicit limited_recorder(int nodes) : left(nodes) {}
  bool proceed() { return left-- > 0; }
};

template <class Model>
void check_proceed(Model& model) {
  int calls = 0;
  CHECK(model.invoke(mote::between_nodes{[&] { return ++calls > 0; }}) == mote::run_status::completed);
  CHECK(calls == 3);
  calls = 0;
  CHECK(model.invoke(mote::between_nodes{[&] { return ++calls < 2; }}) == mote::run_status::cancelled);
  CHECK(calls == 2);

  limited_recorder two(2);
  CHECK(model.invoke(two) == mote::run_status::cancelled);
  CHECK(two.calls == "<0 FULLY_CONNECTED 0> <1 RESHAPE 1> ");
  limited_recorder three(3);
  CHECK(model.invoke(three) == mote::run_status::completed);
  CHECK(three.calls == all_calls);
}

}  // namespace

TEST_CASE("observer: between the nodes of an interpreter, goes on or ends the invoke") {
  mote_test::arena_memory arena(64);
  auto model = mote::interpreter<mote_test::tested_operators>::load(chain_bytes, arena.bytes());
  REQUIRE(model);
  check_proceed(*model);
}

TEST_CASE("observer: between the nodes of a static model, goes on or ends the invoke") {
  static mote::static_model<bytes_of<chain_model>, mote_test::tested_operators> model;
  check_proceed(model);
}

TEST_CASE("observer: an interpreter's model can be checked while it is in use") {
  auto bytes = bytes_of<chain_model>;
  const mote::byte_view view(bytes.data(), bytes.size());
  mote_test::arena_memory arena(64);
  auto model = mote::interpreter<mote_test::tested_operators>::load(view, arena.bytes());
  REQUIRE(model);
  const auto before = model->model_crc32();
  CHECK(before == mote::crc32_of(chain_bytes));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 8);
  CHECK(model->model_crc32() != before);
}

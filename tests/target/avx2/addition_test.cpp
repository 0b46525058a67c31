// SPDX-License-Identifier: Apache-2.0
#include "mote/target/avx2/addition.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "mote/ops/add.hpp"
#include "mote/ops/sub.hpp"
#include "support/random_source.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using elements = std::vector<std::int8_t>;
using mote_test::random_source;

template <class Op>
mote_test::model_description random_addition(random_source& random, std::int32_t count) {
  const float first = random.real(0.01F, 0.1F);
  const float second = random.chance(4) ? first : random.real(0.01F, 0.1F);
  const auto tensor = [&](float scale) {
    return mote_test::activations({count}, scale, mote_test::random_zero_point(random));
  };
  const auto fused = static_cast<std::int8_t>(mote_test::random_activation(random));
  return mote_test::one_node(
      Op::code, {tensor(first), tensor(second), tensor((first + second) * random.real(0.02F, 1.0F))},
      {mote_test::scalar(mote::schema::add_options::activation, fused)});
}

/// What a kernel asks of a context.
struct operands {
  std::vector<std::uint32_t> words;
  std::int32_t count;
  const std::int8_t* inputs[2];
  std::int8_t* result;

  struct sizes {
    static constexpr int axes = 1;
    std::int32_t count;
    template <int>
    [[nodiscard]] std::int32_t size() const {
      return count;
    }
  };
  template <class>
  [[nodiscard]] sizes geometry() const {
    return {count};
  }
  template <class, int Position>
  [[nodiscard]] const std::int8_t* input() const {
    return inputs[Position];
  }
  template <class>
  [[nodiscard]] std::int8_t* output() const {
    return result;
  }
  template <class Kernel>
  [[nodiscard]] const std::uint32_t* packed() const {
    return words.data();
  }
};

template <class Kernel>
std::vector<std::uint32_t> packed_for(const mote::node_view& view) {
  std::vector<std::uint32_t> words(Kernel::packed_words(view));
  Kernel::pack(view, words.data());
  return words;
}

/// The kernel gives the portable kernels' bytes, also where the output is an input. False if it doesn't take
/// the node.
template <class Op>
bool check_addition(random_source& random, std::int32_t count) {
  using kernel = mote::avx2::addition<Op>;
  const auto model = random_addition<Op>(random, count);
  const auto bytes = mote_test::write(model);
  const mote::graph graph(bytes.view());
  const mote::node_view view(graph, 0);
  if (!kernel::supports(view)) return false;
  elements first(static_cast<std::size_t>(count));
  elements second(first.size());
  random.fill(first);
  random.fill(second);
  const auto expected = mote_test::run_model<std::int8_t, mote::op_list<Op>>(model, first, second);
  elements output(first.size());
  kernel::run(operands{packed_for<kernel>(view), count, {first.data(), second.data()}, output.data()});
  CHECK(output == expected);
  kernel::run(operands{packed_for<kernel>(view), count, {first.data(), second.data()}, first.data()});
  CHECK(first == expected);
  return true;
}

}  // namespace

TEST_CASE("avx2 addition: equals the portable kernels") {
  random_source random(1);
  int supported = 0;
  for (std::int32_t count = 1; count <= 100; ++count) {
    supported += check_addition<mote::ops::add>(random, count) ? 1 : 0;
    supported += check_addition<mote::ops::sub>(random, count) ? 1 : 0;
  }
  CHECK(supported > 100);
}

TEST_CASE("avx2 addition: all pairs of values") {
  random_source random(2);
  for (int round = 0; round < 10; ++round) {
    using kernel = mote::avx2::addition<mote::ops::add>;
    const auto model = random_addition<mote::ops::add>(random, 256);
    const auto bytes = mote_test::write(model);
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, 0);
    if (!kernel::supports(view)) continue;
    const mote::addition::quantized<std::int8_t> exact(view);
    elements second(256);
    for (int i = 0; i < 256; ++i) second[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i);
    for (int value = -128; value < 128; ++value) {
      const elements first(256, static_cast<std::int8_t>(value));
      elements output(256);
      kernel::run(operands{packed_for<kernel>(view), 256, {first.data(), second.data()}, output.data()});
      for (std::size_t i = 0; i < 256; ++i) REQUIRE(output[i] == exact(first[i], second[i]));
    }
  }
}

TEST_CASE("avx2 addition: broadcasting is left to the portable kernel") {
  const auto bytes = mote_test::write(mote_test::add_model());
  const mote::graph graph(bytes.view());
  CHECK_FALSE(mote::avx2::addition<mote::ops::add>::supports(mote::node_view(graph, 0)));
}

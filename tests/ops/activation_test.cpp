// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/activation.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/small_models.hpp"

namespace {

using mote::activation;
using mote_test::both_times;
using mote_test::opaque;

constexpr unsigned field = mote::schema::add_options::activation;

template <class Use>
constexpr auto with_activation(activation kind, float scale, std::int64_t zero_point, Use use) {
  auto model = mote_test::add_model();
  model.tensors[2].scales = {scale};
  model.tensors[2].zero_points = {zero_point};
  model.nodes[0].set(mote_test::scalar(field, static_cast<std::int8_t>(kind)));
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return use(mote::node_view(graph, 0));
}

constexpr mote::output_stage stage_of(activation kind, float scale, std::int64_t zero_point) {
  return with_activation(kind, scale, zero_point,
                         [](const mote::node_view& view) { return output_stage_of(view, field); });
}

template <class T>
constexpr bool clamps_to(activation kind, T low, T high) {
  const auto stage = with_activation(
      kind, 0.5F, 3, [](const mote::node_view& view) { return mote::value_stage_of<T>(view, field); });
  return stage.low == low && stage.high == high && stage(opaque(std::numeric_limits<T>::lowest())) == low &&
         stage(opaque(std::numeric_limits<T>::max())) == high && stage(high) == high;
}

constexpr bool is(mote::output_stage stage, std::int32_t offset, std::int32_t low, std::int32_t high) {
  return stage.offset == offset && stage.low == low && stage.high == high;
}

}  // namespace

TEST_CASE("activation: ranges in stored values") {
  CHECK(both_times([] {
    return is(stage_of(activation::none, opaque(0.5F), 3), 3, -128, 127) &&
           is(stage_of(activation::relu, opaque(0.5F), 3), 3, 3, 127) &&
           is(stage_of(activation::relu, opaque(0.5F), -128), -128, -128, 127) &&
           is(stage_of(activation::relu6, opaque(0.5F), 3), 3, 3, 15) &&
           is(stage_of(activation::relu6, opaque(0.01F), 3), 3, 3, 127) &&
           is(stage_of(activation::relu_n1_to_1, opaque(0.4F), 0), 0, -3, 3) &&
           is(stage_of(activation::relu_n1_to_1, opaque(0.001F), 0), 0, -128, 127) &&
           is(stage_of(activation::relu_n1_to_1, opaque(10.0F), 127), 127, 127, 127);
  }));
}

TEST_CASE("activation: ranges in values without a scale") {
  CHECK(both_times([] {
    using floats = std::numeric_limits<float>;
    using integers = std::numeric_limits<std::int32_t>;
    return clamps_to(activation::none, floats::lowest(), floats::max()) &&
           clamps_to(activation::relu, 0.0F, floats::max()) && clamps_to(activation::relu6, 0.0F, 6.0F) &&
           clamps_to(activation::relu_n1_to_1, -1.0F, 1.0F) &&
           clamps_to<std::int32_t>(activation::none, integers::min(), integers::max()) &&
           clamps_to<std::int32_t>(activation::relu, 0, integers::max()) &&
           clamps_to<std::int32_t>(activation::relu6, 0, 6) &&
           clamps_to<std::int32_t>(activation::relu_n1_to_1, -1, 1);
  }));
  CHECK(both_times([] {
    const auto whole = [](const mote::node_view& view) { return output_stage_of(view.output()); };
    return is(with_activation(activation::relu6, opaque(0.5F), 3, whole), 3, -128, 127);
  }));
}

TEST_CASE("activation: the range of an operator that is itself an activation") {
  CHECK(both_times([] {
    const auto bytes = write(mote_test::add_model());  // output scale 0.5, zero point 1
    const mote::graph graph(bytes.view());
    const mote::node_view view(graph, opaque(0));
    return is(output_stage_of(view, activation::relu6), 1, 1, 13) &&
           is(output_stage_of(view, activation::none), 1, -128, 127);
  }));
}

TEST_CASE("activation: scales at the ends of float") {
  CHECK(both_times([] {
    return is(stage_of(activation::relu_n1_to_1, opaque(std::numeric_limits<float>::min()), 100), 100, -128,
              127) &&
           is(stage_of(activation::relu6, opaque(std::numeric_limits<float>::max()), -5), -5, -5, -5);
  }));
  // The quotient overflows, which a constant expression may not.
  CHECK(is(stage_of(activation::relu6, std::numeric_limits<float>::denorm_min(), 0), 0, 0, 127));
}

TEST_CASE("activation: the stage adds the zero point, then clamps") {
  CHECK(both_times([] {
    const mote::output_stage stage{-10, -20, 30};
    return stage(opaque(0)) == -10 && stage(40) == 30 && stage(41) == 30 && stage(-10) == -20 &&
           stage(-11) == -20 && stage(opaque(std::numeric_limits<std::int32_t>::max())) == 30 &&
           stage(opaque(std::numeric_limits<std::int32_t>::min())) == -20;
  }));
}

TEST_CASE("activation: random scales equal the oracle") {
  mote_test::random_source random(71);
  constexpr activation kinds[] = {activation::none, activation::relu, activation::relu_n1_to_1,
                                  activation::relu6};
  for (int round = 0; round < mote_test::rounds(20000, 100); ++round) {
    const oracle::quantization output{{random.real(1e-4F, 0.5F)}, random.integer<std::int8_t>()};
    const activation kind = random.one_of(kinds);
    const mote::output_stage stage = stage_of(kind, output.scale[0], output.zero_point);
    for (int i = 0; i < 8; ++i) {
      const std::int32_t value = random.between(-300, 300);
      CHECK(stage(value) == oracle::finish(value, static_cast<oracle::activation>(kind), output));
    }
  }
}

TEST_CASE("activation: others are refused") {
  CHECK(both_times([] {
    const auto refused = [](std::int8_t kind) {
      auto model = mote_test::add_model();
      model.nodes[0].set(mote_test::scalar(field, opaque(kind)));
      return is_refused(model, mote::error::bad_activation, mote::none);
    };
    return refused(-1) && refused(4) && refused(5) && refused(127);
  }));
}

// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/unary.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::relu
#include "mote/ops/relu.hpp"
#include "support/both_times.hpp"
#include "support/unary.hpp"

namespace {

using mote_test::both_times;
using mote_test::opaque;

struct half : mote::stateless {
  using stateless::stateless;
  constexpr std::int8_t operator()(std::int8_t x) const { return static_cast<std::int8_t>(x / 2); }
};

template <std::int32_t Size>
using flat = mote::flat_geometry<mote::static_extents<Size>>;

constexpr mote_test::model_description narrow_model() {
  return mote_test::unary_model(mote::builtin_operator::relu, mote::tensor_type::int8, {0.5F, 3},
                                {0.25F, -10});
}
constexpr mote_test::model_description wide_model() {
  return mote_test::unary_model(mote::builtin_operator::relu, mote::tensor_type::int16, {0.5F, 0},
                                {0.25F, 0});
}
constexpr mote_test::model_description float_model() {
  return mote_test::unary_float_model(mote::builtin_operator::relu);
}

}  // namespace

TEST_CASE("unary: a function, and its table") {
  CHECK(both_times([] {
    const mote::function_table<half> table{mote::node_view()};
    const std::int8_t input[] = {opaque(std::int8_t{-128}), -1, 0, 7, 127};
    std::int8_t direct[5]{};
    std::int8_t looked_up[5]{};
    mote::portable::transform(flat<5>{}, static_cast<const std::int8_t*>(input), half(), direct);
    mote::portable::look_up(flat<5>{}, input, table, looked_up);
    const std::int8_t expected[] = {-64, 0, 0, 3, 63};
    for (int i = 0; i < 5; ++i) {
      if (direct[i] != expected[i] || looked_up[i] != expected[i]) return false;
    }
    return table.size() == 256 && table[opaque(0)] == -64 && table[255] == 63;
  }));
}

TEST_CASE("unary: a large tensor goes by the table") {
  CHECK(both_times([] {
    std::int8_t values[300]{};
    for (int i = 0; i < 300; ++i) values[i] = static_cast<std::int8_t>(opaque(i) - 150);
    std::int8_t output[300]{};
    mote::portable::look_up(flat<300>{}, values, mote::function_table<half>{mote::node_view()}, output);
    for (int i = 0; i < 300; ++i) {
      if (output[i] != values[i] / 2) return false;
    }
    return true;
  }));
}

TEST_CASE("unary: a static model gives what the interpreter gives") {
  mote_test::check_static<narrow_model, mote::ops::relu>(std::vector<std::int8_t>{-128, -1, 3, 4, 60, 127});
  mote_test::check_static<wide_model, mote::ops::relu>(
      std::vector<std::int16_t>{-32768, -1, 0, 4, 60, 32767});
  mote_test::check_static<float_model, mote::ops::relu>(
      std::vector<float>{-1.5F, -0.0F, 0.0F, 4.0F, 1e30F, 2.5F});
}

TEST_CASE("unary: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(narrow_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[0].type = opaque(mote::tensor_type::int32); },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::float32; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 2};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[0].scales = {}; }, error::missing_quantization, 0) &&
           refused([](model_description& m) { m.tensors[1].zero_points = {128}; }, error::bad_zero_point,
                   1) &&
           refused(
               [](model_description& m) {
                 m.nodes[0].inputs = {0, 0};
               },
               error::bad_input_count, mote::none);
  }));
  CHECK(both_times([] {
    return is_refused_after(
        wide_model(), [](model_description& m) { m.tensors[0].zero_points = {opaque(std::int64_t{1})}; },
        error::bad_zero_point, 0);
  }));
}

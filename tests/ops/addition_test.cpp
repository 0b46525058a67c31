// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/addition.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "mote/ops/add.hpp"
#include "mote/ops/sub.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::add, mote::ops::sub

#include "support/both_times.hpp"
#include "support/elementwise.hpp"
#include "support/refusal.hpp"

namespace {

using mote_test::both_times;
using mote_test::quantized_pair_model;
constexpr auto add = mote::builtin_operator::add;
constexpr auto sub = mote::builtin_operator::sub;

}  // namespace

TEST_CASE("addition: the operator's code decides the sign, in every type") {
  CHECK(both_times([] {
    constexpr auto f32 = mote::tensor_type::float32;
    const auto gives = [](mote::builtin_operator code, float a, float b) {
      return mote_test::result_of<mote::addition, float>(mote_test::plain_pair_model(code, f32, f32), a, b);
    };
    return gives(add, 1.5F, 0.25F) == 1.75F && gives(sub, 1.5F, 0.25F) == 1.25F;
  }));
  CHECK(both_times([] {
    constexpr auto i32 = mote::tensor_type::int32;
    const auto gives = [](mote::builtin_operator code, std::int32_t a, std::int32_t b) {
      return mote_test::result_of<mote::addition, std::int32_t>(mote_test::plain_pair_model(code, i32, i32),
                                                                a, b);
    };
    return gives(add, 5, 7) == 12 && gives(sub, 5, 7) == -2;
  }));
  CHECK(both_times([] {
    // 0.5 * (13 - 3) and 0.25 * (15 + 5), as 0.5 * (q - 1)
    const auto gives = [](mote::builtin_operator code) {
      return mote_test::result_of<mote::addition, std::int8_t>(quantized_pair_model(code), 13, 15);
    };
    return gives(add) == 21 && gives(sub) == 1;
  }));
}

TEST_CASE("addition: ratios of scales are those of float for SUB of int8 only") {
  CHECK(both_times([] {
    const auto multiplier = [](mote::builtin_operator code, mote::tensor_type type) {
      auto model = quantized_pair_model(code);
      for (std::size_t i = 0; i < 3; ++i) {
        model.tensors[i].type = type;
        model.tensors[i].zero_points = {0};
      }
      model.tensors[0].scales = {0.1F};
      model.tensors[1].scales = {0.3F};
      const auto bytes = write(model);
      const mote::graph graph(bytes.view());
      const mote::node_view view(graph, 0);
      return mote::addition::scales(view, 20).inputs.first_multiplier.value;
    };
    constexpr auto i8 = mote::tensor_type::int8;
    constexpr auto i16 = mote::tensor_type::int16;
    // 0.1F / 0.6F = 0.1666666625 as a double, 0.1666666567 as a float: times 2^33.
    return multiplier(add, i8) == 1431655730 && multiplier(add, i16) == 1431655730 &&
           multiplier(sub, i16) == 1431655730 && multiplier(sub, i8) == 1431655680;
  }));
}

TEST_CASE("addition: an output scale that is too small is refused") {
  using mote_test::model_description;
  CHECK(both_times([] {
    const auto change = [](model_description& m) { m.tensors[2].scales = {1e-20F}; };
    constexpr auto code = mote::error::scales_too_far_apart;
    return is_refused_after(quantized_pair_model(add), change, code, 2) &&
           is_refused_after(quantized_pair_model(sub), change, code, 2);
  }));
}

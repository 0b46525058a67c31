// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/mean.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::mean

#include "support/reductions.hpp"
#include "support/run_model.hpp"

namespace {

using mote::tensor_type;
using mote_test::activations;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::opaque;
using mote_test::reduction_model;
using mote_test::run_model;
constexpr auto code = mote::builtin_operator::mean;

}  // namespace

TEST_CASE("mean: over height and width of an image, requantized") {
  // Two images of 2x2 pixels with 2 channels.
  const std::vector<std::int8_t> image = {1,  -20, 3,  -20, 5, -20, 7, -20,   // means 4, -20
                                          -3, 127, -3, 127, 0, 127, 0, 126};  // means -1.5, 126.75
  const std::vector<std::int8_t> expected = {19, -29, 8, 127};                // 2 * (mean + 3) + 5
  const auto input = activations({2, 2, 2, 2}, 0.5F, -3);
  CHECK(run_model<std::int8_t>(
            reduction_model(code, input, integer_vector<1, 2>(), activations({2, 2}, 0.25F, 5)), image) ==
        expected);
  CHECK(run_model<std::int8_t>(reduction_model(code, input, integer_vector<-2, 1, 1>(),
                                               activations({2, 1, 1, 2}, 0.25F, 5), true),
                               image) == expected);
}

TEST_CASE("mean: int16, and over everything") {
  const auto model = reduction_model(code, activations(tensor_type::int16, {3}, 0.25F, 0),
                                     integer_vector<0>(), activations(tensor_type::int16, {}, 0.125F, 0));
  CHECK(run_model<std::int16_t>(model, std::vector<std::int16_t>{10000, 20000, -6000}) ==
        std::vector<std::int16_t>{16000});
  CHECK(run_model<std::int16_t>(model, std::vector<std::int16_t>{-32768, -32768, -32768}) ==
        std::vector<std::int16_t>{-32768});
}

TEST_CASE("mean: float") {
  const auto model = reduction_model(code, mote_test::unquantized(tensor_type::float32, {2, 3}),
                                     integer_vector<1>(), mote_test::unquantized(tensor_type::float32, {2}));
  CHECK(run_model<float>(model, std::vector<float>{1.0F, 2.0F, 4.5F, -1.0F, 0.25F, 0.0F}) ==
        std::vector<float>{2.5F, -0.25F});
}

TEST_CASE("mean: what is refused") {
  using mote::error;
  CHECK(both_times([] { return refuses_bad_reductions(reduction_model(code)); }));
  CHECK(both_times([] {
    const auto refused = [](auto change, error why, std::int32_t tensor) {
      return is_refused_after(reduction_model(code), change, why, tensor);
    };
    return refused([](auto& m) { m.tensors[2].scales = {opaque(1e-20F)}; }, error::scales_too_far_apart, 2) &&
           refused([](auto& m) { m.tensors[0].scales = {}; }, error::missing_quantization, 0) &&
           refused(
               [](auto& m) {
                 m.tensors[0].type = tensor_type::int16;
                 m.tensors[2].type = tensor_type::int16;
                 m.tensors[2].zero_points = {0};
               },
               error::bad_zero_point, 0) &&
           refused(
               [](auto& m) {
                 m.nodes[0].set(mote_test::scalar(mote::schema::reducer_options::keep_dims, true));
               },
               error::shape_mismatch, 2);
  }));
}

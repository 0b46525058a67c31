// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/dequantize.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "support/both_times.hpp"
#include "support/oracle.hpp"
#include "support/random_source.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

template <class Input>
void check_all_values() {
  constexpr int low = std::numeric_limits<Input>::min();
  constexpr int high = std::numeric_limits<Input>::max();
  mote_test::random_source random(52);
  for (int round = 0; round < mote_test::rounds(30, 3); ++round) {
    oracle::tensor<Input> input{
        {256}, {}, {{random.real(0.0001F, 10.0F)}, random.integer<std::int32_t>(low, high)}};
    for (int i = 0; i < 256; ++i) {
      input.data.push_back(static_cast<Input>(sizeof(Input) == 1 ? low + i : random.integer<Input>()));
    }
    const auto expected = oracle::dequantize(input);
    const auto model =
        mote_test::one_node(mote::builtin_operator::dequantize,
                            {mote_test::activations_of(input), mote_test::activations_of(expected)});
    CHECK(mote_test::run_model<float>(model, input.data) == expected.data);
  }
}

}  // namespace

TEST_CASE("dequantize: equals the oracle") {
  check_all_values<std::int8_t>();
  check_all_values<std::uint8_t>();
  check_all_values<std::int16_t>();
}

TEST_CASE("dequantize: what is refused") {
  using mote::error;
  using mote_test::model_description;
  CHECK(mote_test::both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(mote_test::dequantize_model(), change, code, tensor);
    };
    return refused(
               [](model_description& m) {
                 m.tensors[0] = mote_test::activations({2, 3}, 0.5F, 0);
                 m.tensors[0].type = mote_test::opaque(mote::tensor_type::int32);
               },
               error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int8; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {6}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[0].scales = {}; }, error::missing_quantization, 0) &&
           refused([](model_description& m) { m.tensors[0].zero_points = {128}; }, error::bad_zero_point, 0);
  }));
}

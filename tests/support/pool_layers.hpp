// SPDX-License-Identifier: Apache-2.0

// Random pooling layers.

#ifndef MOTE_TESTS_SUPPORT_POOL_LAYERS_HPP
#define MOTE_TESTS_SUPPORT_POOL_LAYERS_HPP

#include <cstdint>

#include "mote/model/builtin_operator.hpp"
#include "oracle.hpp"
#include "random_source.hpp"
#include "run_model.hpp"
#include "small_models.hpp"
#include "weighted_layers.hpp"

namespace mote_test {

inline list<field> pool_options(const random_window& window, oracle::activation fused) {
  using option = mote::schema::pool_2d_options;
  return {scalar(option::padding, window.padding_option()),
          scalar(option::stride_w, window.stride_w),
          scalar(option::stride_h, window.stride_h),
          scalar(option::filter_width, window.filter_w),
          scalar(option::filter_height, window.filter_h),
          scalar(option::activation, static_cast<std::int8_t>(fused))};
}

/// Random layers of elements T give what `expected(input, window, fused)` gives.
template <class T, class Expected, class Ops = tested_operators>
void check_random_pools(mote::builtin_operator code, std::uint64_t seed, int layers, Expected expected) {
  random_source random(seed);
  for (int round = 0; round < layers; ++round) {
    const random_window window(random, false);
    const auto input =
        random_tensor<T>(random, {random.between(1, 2), window.height, window.width, random.between(1, 6)},
                         {{random.real(0.01F, 0.1F)}, random_zero_point(random)});
    const auto fused = random_activation(random);
    const auto output = expected(input, window, fused);
    const auto model =
        one_node(code, {activations_of(input), activations_of(output)}, pool_options(window, fused));
    CHECK(run_model<T, Ops>(model, input.data) == output.data);
  }
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_POOL_LAYERS_HPP

// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/broadcast_args.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::broadcast_args
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr model_description two_shapes(mote::tensor_type type = mote::tensor_type::int32) {
  return one_node(mote::builtin_operator::broadcast_args,
                  {unquantized(type, {2}), unquantized(type, {3}), unquantized(type, {3})});
}

}  // namespace

TEST_CASE("broadcast_args: dimensions that are 1 or missing give way") {
  CHECK(both_times([] {
    using geometry = mote::broadcast_args_geometry<mote::static_extents<2, 3>>;
    const std::int32_t a[] = {opaque(1), 4};
    const std::int32_t b[] = {5, 3, 1};
    std::int32_t output[3]{};
    mote::portable::broadcast_args(geometry{}, &a[0], &b[0], output);
    return output[0] == 5 && output[1] == 3 && output[2] == 4;
  }));
  using shape = std::vector<std::int32_t>;
  CHECK(run_model<std::int32_t>(two_shapes(), shape{1, 4}, shape{5, 3, 1}) == shape{5, 3, 4});
  using long_shape = std::vector<std::int64_t>;
  CHECK(run_model<std::int64_t>(two_shapes(mote::tensor_type::int64), long_shape{2, 1},
                                long_shape{1, 2, 7}) == long_shape{1, 2, 7});
}

TEST_CASE("broadcast_args: the first counts where they don't fit") {
  using shape = std::vector<std::int32_t>;
  CHECK(run_model<std::int32_t>(two_shapes(), shape{2, -1}, shape{1, 3, 0}) == shape{1, 2, -1});
}

TEST_CASE("broadcast_args: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(two_shapes(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[2].shape = {opaque(2)}; }, error::shape_mismatch,
                   2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {3, 1};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int64; },
                   error::unsupported_type, 1) &&
           refused([](model_description& m) { m.tensors[0].type = mote::tensor_type::int16; },
                   error::unsupported_type, 0);
  }));
}

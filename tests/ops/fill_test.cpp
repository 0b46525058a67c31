// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/fill.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::fill
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

constexpr std::int32_t dimensions[] = {2, 2};
constexpr std::int32_t others[] = {4, 1};

constexpr model_description filled() {
  return one_node(mote::builtin_operator::fill, {integers(dimensions), int8s({}), int8s({2, 2})});
}

}  // namespace

TEST_CASE("fill: the value everywhere") {
  CHECK(run_model<std::int8_t>(filled(), std::vector<std::int8_t>{-3}) ==
        std::vector<std::int8_t>{-3, -3, -3, -3});
  CHECK(run_model<float>(with_type(filled(), mote::tensor_type::float32), std::vector<float>{-3.25F}) ==
        std::vector<float>{-3.25F, -3.25F, -3.25F, -3.25F});
  constexpr std::int64_t large = 0x123456789abcdef;
  CHECK(run_model<std::int64_t>(with_type(filled(), mote::tensor_type::int64),
                                std::vector<std::int64_t>{large}) == std::vector<std::int64_t>(4, large));
}

TEST_CASE("fill: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(filled(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1].shape = {opaque(2)}; }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[0] = integers(others); }, error::shape_mismatch, 0) &&
           refused([](model_description& m) { m.tensors[2].type = mote::tensor_type::int16; },
                   error::unsupported_type, 1) &&
           refused(
               [](model_description& m) {
                 m.tensors[0].data = {};
                 m.inputs = {0, 1};
               },
               error::not_constant, 0);
  }));
}

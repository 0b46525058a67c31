// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/cumsum.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#include "support/both_times.hpp"

#define MOTE_TESTED_OPERATORS mote::ops::cumsum

#include "support/refusal.hpp"
#include "support/run_model.hpp"
#include "support/small_models.hpp"

namespace {

using mote::tensor_type;
using mote_test::activations;
using mote_test::both_times;
using mote_test::integer_vector;
using mote_test::model_description;
using mote_test::opaque;
using mote_test::run_model;
using option = mote::schema::cumsum_options;

constexpr model_description cumsum_model(const mote_test::tensor_description& input,
                                         const mote_test::tensor_description& axis,
                                         const mote_test::tensor_description& output, bool exclusive = false,
                                         bool reverse = false) {
  return mote_test::one_node(
      mote::builtin_operator::cumsum, {input, axis, output},
      {mote_test::scalar(option::exclusive, exclusive), mote_test::scalar(option::reverse, reverse)});
}
constexpr model_description cumsum_model() {
  return cumsum_model(activations({2, 3}, 0.5F, 0), integer_vector<1>(), activations({2, 3}, 0.5F, 0));
}

struct plain_sum {
  static constexpr int start() { return 0; }
  static constexpr void add(int& sum, int x) { sum += x; }
  static constexpr int result(int sum) { return sum; }
};

template <std::int32_t Outer, std::int32_t Inner, bool Exclusive, bool Reverse>
constexpr bool scans_to(const std::int8_t (&expected)[6]) {
  const std::int8_t input[] = {opaque(std::int8_t{1}), 2, 3, 10, 20, 30};
  std::int8_t output[6]{};
  const mote::scan_geometry<mote::static_extents<Outer, 6 / Outer / Inner, Inner, Exclusive, Reverse>>
      geometry;
  mote::portable::scan(geometry, input, plain_sum{}, output);
  for (int i = 0; i < 6; ++i) {
    if (output[i] != expected[i]) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("cumsum: forwards and backwards, with and without the element itself") {
  CHECK(both_times([] {
    return scans_to<2, 1, false, false>({1, 3, 6, 10, 30, 60}) &&
           scans_to<2, 1, true, false>({0, 1, 3, 0, 10, 30}) &&
           scans_to<2, 1, false, true>({6, 5, 3, 60, 50, 30}) &&
           scans_to<2, 1, true, true>({5, 3, 0, 50, 30, 0}) &&
           scans_to<1, 3, false, false>({1, 2, 3, 11, 22, 33}) &&
           scans_to<1, 3, true, true>({10, 20, 30, 0, 0, 0});
  }));
}

TEST_CASE("cumsum: int8, where the sum begins at the negated zero point") {
  const std::vector<std::int8_t> input = {4, 5, 6, -100, -100, 127};
  CHECK(run_model<std::int8_t>(cumsum_model(), input) == std::vector<std::int8_t>{4, 9, 15, -100, -128, -73});
  // 2 * (4 + sum of (q + 4)) + 1
  CHECK(run_model<std::int8_t>(
            cumsum_model(activations({2, 3}, 0.5F, -4), integer_vector<-2>(), activations({2, 3}, 0.25F, 1)),
            input) == std::vector<std::int8_t>{25, 27, 29, -128, -128, 127});
  CHECK(run_model<std::int8_t>(cumsum_model(activations({2, 3}, 0.5F, -4), integer_vector<0>(),
                                            activations({2, 3}, 0.25F, 1), true, true),
                               input) == std::vector<std::int8_t>{-128, -128, 127, 9, 9, 9});
}

TEST_CASE("cumsum: the sum of int8 may wrap") {
  const auto line = activations({20}, 1.0F, -128);
  const auto output =
      run_model<std::int8_t>(cumsum_model(line, integer_vector<0>(), activations({20}, 64.0F, 0)),
                             std::vector<std::int8_t>(20, 127));
  // (128 + 255 * k) / 64 for the k-th element, modulo 2^32 / 2^19 of the dividend.
  CHECK(output[14] == 62);   // 3953
  CHECK(output[15] == -62);  // 4208 - 8192 = -3984, that is -62.25
}

TEST_CASE("cumsum: float") {
  const auto line = mote_test::unquantized(tensor_type::float32, {3});
  CHECK(run_model<float>(cumsum_model(line, integer_vector<0>(), line),
                         std::vector<float>{0.5F, 1.25F, -4.0F}) == std::vector<float>{0.5F, 1.75F, -2.25F});
}

TEST_CASE("cumsum: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(cumsum_model(), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[1] = integer_vector<2>(); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[1] = integer_vector<-3>(); }, error::bad_axis, 1) &&
           refused([](model_description& m) { m.tensors[1] = integer_vector<0, 1>(); }, error::shape_mismatch,
                   1) &&
           refused([](model_description& m) { m.tensors[2].shape = {opaque(6)}; }, error::shape_mismatch,
                   2) &&
           refused([](model_description& m) { m.tensors[0].type = tensor_type::int16; },
                   error::unsupported_type, 0) &&
           refused([](model_description& m) { m.tensors[2].type = tensor_type::float32; },
                   error::unsupported_type, 2) &&
           refused([](model_description& m) { m.tensors[2].scales = {1e-7F}; }, error::scales_too_far_apart,
                   2);
  }));
}

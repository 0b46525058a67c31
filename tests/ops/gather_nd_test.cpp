// SPDX-License-Identifier: Apache-2.0
#include "mote/ops/gather_nd.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

#define MOTE_TESTED_OPERATORS mote::ops::gather_nd
#include "support/moving.hpp"
#include "support/refusal.hpp"
#include "support/run_model.hpp"

using namespace mote_test;

namespace {

using indices = std::vector<std::int32_t>;

/// Elements of [3, 4], or its rows.
constexpr model_description gathered(std::int32_t depth) {
  return one_node(mote::builtin_operator::gather_nd,
                  {int8s({3, 4}), unquantized(mote::tensor_type::int32, {2, depth}),
                   depth == 2 ? int8s({2}) : int8s({2, 4})});
}

constexpr bool comes_from(std::int32_t y, std::int32_t x, std::int32_t expected) {
  const auto bytes = write(gathered(2));
  const mote::graph graph(bytes.view());
  using op = mote::ops::gather_nd;
  const op::parameters p(mote::node_view(graph, 0));
  const std::int32_t position[] = {0, 0, opaque(y), x};
  return op::source<const std::int32_t*>{p, position}(1) == expected;
}

}  // namespace

TEST_CASE("gather_nd: elements and rows") {
  CHECK(run_model<std::int8_t>(gathered(2), counting(12), indices{2, 1, 0, 3}) ==
        std::vector<std::int8_t>{9, 3});
  CHECK(run_model<float>(with_type(gathered(1), mote::tensor_type::float32), counting<float>(12),
                         indices{2, 0}) == std::vector<float>{8, 9, 10, 11, 0, 1, 2, 3});
}

TEST_CASE("gather_nd: positions out of range") {
  CHECK(both_times([] {
    // As in the reference, only the place that a position adds up to counts.
    return comes_from(1, 2, 6) && comes_from(0, 5, 5) && comes_from(2, -1, 7) && comes_from(3, 0, 11) &&
           comes_from(0, -1, 0) && comes_from(INT32_MAX, INT32_MAX, 11) && comes_from(INT32_MIN, 0, 0);
  }));
}

TEST_CASE("gather_nd: what is refused") {
  using mote::error;
  CHECK(both_times([] {
    const auto refused = [](auto change, error code, std::int32_t tensor) {
      return is_refused_after(gathered(2), change, code, tensor);
    };
    return refused([](model_description& m) { m.tensors[2].shape = {opaque(3)}; }, error::shape_mismatch,
                   2) &&
           refused(
               [](model_description& m) {
                 m.tensors[1].shape = {2, 3};
               },
               error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].shape = {}; }, error::shape_mismatch, 1) &&
           refused([](model_description& m) { m.tensors[1].type = mote::tensor_type::int64; },
                   error::unsupported_type, 1);
  }));
}

// SPDX-License-Identifier: Apache-2.0
#include "mote/target/policy.hpp"

#include <doctest/doctest.h>

#include <cstdint>

#include "support/both_times.hpp"
#include "support/small_models.hpp"

using mote::kernel_cost;
using mote::kernel_limit;
using mote_test::both_times;

namespace {

constexpr std::int64_t work_of_model(const mote_test::model_description& model) {
  const auto bytes = write(model);
  const mote::graph graph(bytes.view());
  return mote::work_of(graph);
}

constexpr kernel_cost cost(std::int64_t work, std::uint32_t constant_bytes) {
  return {work, 1000, constant_bytes, 1000};
}

}  // namespace

TEST_CASE("policy: work is multiply-accumulates, or 8 an output") {
  CHECK(both_times([] {
    return work_of_model(mote_test::fully_connected_model()) == 2 * 4 &&
           work_of_model(mote_test::conv_2d_model()) == 2 * 2 * 2 * 4 &&
           work_of_model(mote_test::depthwise_conv_2d_model()) == 2 * 2 * 2 * 4 &&
           work_of_model(mote_test::chain_model()) == 4 * 4 + 8 * 4 + 8 * 4;
  }));
}

TEST_CASE("policy: speed admits everything") {
  using mote::policy::speed;
  static_assert(speed::admits(cost(0, 100000)));
  static_assert(speed::most_arena(1000) > 0xffffffff);
}

TEST_CASE("policy: balanced admits constants and scratch of a size") {
  using mote::policy::balanced;
  static_assert(balanced::admits(cost(0, 3024)));
  static_assert(balanced::admits(cost(0, 3025)).limit() == kernel_limit::constants);
  static_assert(balanced::admits({2, 2 << 14, 257, 1000}));
  static_assert(balanced::admits({1, 2 << 14, 257, 1000}).limit() == kernel_limit::little_work);
  static_assert(balanced::admits({1, 2 << 14, 256, 1000}));
  static_assert(balanced::most_arena(1000) == 5096);
  static_assert(balanced::most_arena(30000) == 40000);
}

TEST_CASE("policy: flash admits what the work is worth") {
  using mote::policy::flash;
  static_assert(flash::admits(cost(5, 1506)));
  static_assert(flash::admits(cost(5, 1507)).limit() == kernel_limit::constants);
  static_assert(flash::admits(cost(4, 1000)).limit() == kernel_limit::little_work);
}

TEST_CASE("policy: extra_constants hands out a budget by work") {
  using policy = mote::policy::extra_constants<500>;
  static_assert(policy::admits(cost(0, 1000)));
  static_assert(policy::admits(cost(0, 1001)).limit() == kernel_limit::constants);
  static_assert(policy::admits(cost(100, 1050)));
  static_assert(policy::admits(cost(100, 1051)).limit() == kernel_limit::constants);
  static_assert(policy::admits(cost(1000, 1500)));
  static_assert(policy::admits(cost(1000, 1501)).limit() == kernel_limit::constants);
  static_assert(policy::most_arena(30000) == 40000);
  // Layers larger than any memory, where products of 64 bits would not fit.
  constexpr std::int64_t huge = std::int64_t{1} << 60;
  using large = mote::policy::extra_constants<0xffffffff>;
  static_assert(large::admits({huge, huge, 0xffffffff, 0}));
  static_assert(large::admits({huge, 2 * huge, 0x7fffffff, 0}));
  static_assert(!large::admits({huge, 2 * huge, 0x80000000, 0}));
}

TEST_CASE("policy: ram admits no byte of arena") {
  using mote::policy::ram;
  static_assert(ram::admits(cost(0, 3024)));
  static_assert(ram::most_arena(1000) == 1000);
}

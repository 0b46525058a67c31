// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_L2_POOL_2D_HPP
#define MOTE_OPS_L2_POOL_2D_HPP

#include <cmath>
#include <cstdint>

#include "mote/ops/pool_2d.hpp"

namespace mote {

/// The root of the mean of the squares of values.
template <class Sum>
class root_mean_square_of_window {
 public:
  constexpr void add(Sum value) {
    sum_ += value * value;
    ++count_;
  }
  Sum result() const { return std::sqrt(sum_ / static_cast<Sum>(count_)); }

 private:
  Sum sum_{};
  std::int32_t count_ = 0;
};

namespace ops {

/// L2_POOL_2D, float32. Source: reference_ops::L2Pool.
struct l2_pool_2d : pooling<root_mean_square_of_window, float> {
  static constexpr builtin_operator code = builtin_operator::l2_pool_2d;

  template <class Context>
  static constexpr void run(const Context& context) {
    run_as<l2_pool_2d>(context);
  }
};

}  // namespace ops
}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_AVERAGE_POOL_2D_HPP
#define MOTE_OPS_AVERAGE_POOL_2D_HPP

#include <cstdint>
#include <type_traits>

#include "mote/ops/pool_2d.hpp"

namespace mote {

/// The mean of values. That of integers is rounded to nearest, halves away from zero.
template <class Sum>
class mean_of_window {
 public:
  constexpr void add(Sum value) {
    sum_ += value;
    ++count_;
  }
  constexpr Sum result() const {
    if constexpr (std::is_same_v<Sum, float>) {
      return sum_ / static_cast<float>(count_);
    } else {
      return (sum_ + (sum_ > 0 ? count_ / 2 : -(count_ / 2))) / count_;
    }
  }

 private:
  Sum sum_{};
  std::int32_t count_ = 0;
};

namespace ops {

/// AVERAGE_POOL_2D, int8, int16 and float32: the mean of the stored values. Source: AveragePool of
/// reference_integer_ops and of reference_ops.
struct average_pool_2d : pooling<mean_of_window, std::int8_t, std::int16_t, float> {
  static constexpr builtin_operator code = builtin_operator::average_pool_2d;

  template <class Context>
  static constexpr void run(const Context& context) {
    run_as<average_pool_2d>(context);
  }
};

}  // namespace ops
}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MAX_POOL_2D_HPP
#define MOTE_OPS_MAX_POOL_2D_HPP

#include <cstdint>
#include <limits>

#include "mote/ops/pool_2d.hpp"

namespace mote {

/// The largest of values. One that is not a number doesn't count.
template <class Value>
class largest_of_window {
 public:
  constexpr void add(Value value) { largest_ = value > largest_ ? value : largest_; }
  constexpr Value result() const { return largest_; }

 private:
  Value largest_ = std::numeric_limits<Value>::lowest();
};

namespace ops {

/// MAX_POOL_2D, int8, int16 and float32. Source: MaxPool of reference_integer_ops and of reference_ops.
struct max_pool_2d : pooling<largest_of_window, std::int8_t, std::int16_t, float> {
  static constexpr builtin_operator code = builtin_operator::max_pool_2d;

  template <class Context>
  static constexpr void run(const Context& context) {
    run_as<max_pool_2d>(context);
  }
};

}  // namespace ops
}  // namespace mote

#endif

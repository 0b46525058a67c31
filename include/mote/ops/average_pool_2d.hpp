// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_AVERAGE_POOL_2D_HPP
#define MOTE_OPS_AVERAGE_POOL_2D_HPP

#include <cstdint>

#include "mote/ops/pool_2d.hpp"

namespace mote::ops {

/// AVERAGE_POOL_2D, int8: the mean of the stored values, rounded to nearest, halves away from zero.
struct average_pool_2d : pooling {
  static constexpr builtin_operator code = builtin_operator::average_pool_2d;

  class mean {
   public:
    constexpr void add(std::int32_t value) {
      sum_ += value;
      ++count_;
    }
    constexpr std::int32_t result() const {
      return (sum_ + (sum_ > 0 ? count_ / 2 : -(count_ / 2))) / count_;
    }

   private:
    std::int32_t sum_ = 0;
    std::int32_t count_ = 0;
  };

  template <class Context>
  static constexpr void run(const Context& context) {
    pool<average_pool_2d, mean>(context);
  }
};

}  // namespace mote::ops

#endif

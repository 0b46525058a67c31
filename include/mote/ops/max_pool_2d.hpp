// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_MAX_POOL_2D_HPP
#define MOTE_OPS_MAX_POOL_2D_HPP

#include <cstdint>

#include "mote/ops/pool_2d.hpp"

namespace mote::ops {

/// MAX_POOL_2D, int8.
struct max_pool_2d : pooling {
  static constexpr builtin_operator code = builtin_operator::max_pool_2d;

  class maximum {
   public:
    constexpr void add(std::int32_t value) { largest_ = value > largest_ ? value : largest_; }
    constexpr std::int32_t result() const { return largest_; }

   private:
    std::int32_t largest_ = -128;
  };

  template <class Context>
  static constexpr void run(const Context& context) {
    pool<max_pool_2d, maximum>(context);
  }
};

}  // namespace mote::ops

#endif

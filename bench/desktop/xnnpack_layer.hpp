// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BENCH_DESKTOP_XNNPACK_LAYER_HPP
#define MOTE_BENCH_DESKTOP_XNNPACK_LAYER_HPP

#include <cstdint>
#include <memory>
#include <vector>

#include "layers.hpp"

namespace bench {

/// A layer in XNNPACK, on one thread. Without the library there is none.
class xnnpack_layer {
 public:
  xnnpack_layer(const layer& of, const layer_data& data);
  ~xnnpack_layer();
  xnnpack_layer(const xnnpack_layer&) = delete;
  xnnpack_layer& operator=(const xnnpack_layer&) = delete;

  [[nodiscard]] bool exists() const { return implementation_ != nullptr; }
  void run();
  /// The outputs, and some bytes behind them.
  [[nodiscard]] const std::vector<std::int8_t>& output() const;

 private:
  struct implementation;
  std::unique_ptr<implementation> implementation_;
};

}  // namespace bench

#endif  // MOTE_BENCH_DESKTOP_XNNPACK_LAYER_HPP

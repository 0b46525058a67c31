// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_BENCH_DESKTOP_MODEL_HPP
#define MOTE_BENCH_DESKTOP_MODEL_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// A model whose benchmarks are registered as "<name>/portable" and so on.
struct measured_model {
  std::string name;
  std::int64_t macs;  ///< multiplications of convolutions and fully connected layers
};

/// Those of all model.cpp that are linked.
std::vector<measured_model>& measured_models();

}  // namespace bench

#endif  // MOTE_BENCH_DESKTOP_MODEL_HPP

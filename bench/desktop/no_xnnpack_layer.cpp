// SPDX-License-Identifier: Apache-2.0

// Stands in for xnnpack_layer.cpp where there is no XNNPACK.

#include "xnnpack_layer.hpp"

namespace bench {

struct xnnpack_layer::implementation {
  std::vector<std::int8_t> output;
};

xnnpack_layer::xnnpack_layer(const layer&, const layer_data&) {}
xnnpack_layer::~xnnpack_layer() = default;

void xnnpack_layer::run() {}

const std::vector<std::int8_t>& xnnpack_layer::output() const { return implementation_->output; }

}  // namespace bench

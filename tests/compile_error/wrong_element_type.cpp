// SPDX-License-Identifier: Apache-2.0
// No tensor has elements of double, and floats need no quantization.

#include <mote/mote.hpp>

#include "support/small_models.hpp"

mote::static_model<mote_test::bytes_of<mote_test::quantize_model>> model;

void quantize() {
  const float values[] = {1.0F};
  model.input<0>().quantize(values);
}

auto elements(const mote::tensor_ref& tensor) { return tensor.as<double>(); }

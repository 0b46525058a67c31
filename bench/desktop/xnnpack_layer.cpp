// SPDX-License-Identifier: Apache-2.0
#include "xnnpack_layer.hpp"

#include <xnnpack.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace bench {
namespace {

void require(xnn_status status) {
  if (status == xnn_status_success) return;
  std::fprintf(stderr, "XNNPACK: status %d\n", static_cast<int>(status));
  std::exit(1);
}

}  // namespace

struct xnnpack_layer::implementation {
  const layer& of;
  xnn_operator_t op = nullptr;
  // It may read behind the input.
  std::vector<std::int8_t> input;
  std::vector<std::int8_t> output;

  implementation(const layer& from, const layer_data& data)
      : of(from),
        input(data.input.size() + XNN_EXTRA_BYTES),
        output(static_cast<std::size_t>(from.output_size()) + XNN_EXTRA_BYTES) {
    require(xnn_initialize(nullptr));
    const auto depth = static_cast<std::size_t>(from.input_depth);
    const auto output_depth = static_cast<std::size_t>(from.output_depth);
    constexpr std::int8_t low = -128;
    constexpr std::int8_t high = 127;
    if (from.kind == layer_kind::fully_connected) {
      require(xnn_create_fully_connected_nc_qs8(depth, output_depth, depth, output_depth,
                                                data.input_zero_point, data.input_scale, data.weight_scale,
                                                data.weights.data(), data.bias.data(), data.output_zero_point,
                                                data.output_scale, low, high, 0, &op));
      require(xnn_setup_fully_connected_nc_qs8(op, static_cast<std::size_t>(from.height), input.data(),
                                               output.data(), nullptr));
      return;
    }
    const bool is_depthwise = from.kind == layer_kind::depthwise;
    const auto unsigned_of = [](std::int32_t value) { return static_cast<std::uint32_t>(value); };
    const std::uint32_t top = unsigned_of(from.padding_height() / 2);
    const std::uint32_t left = unsigned_of(from.padding_width() / 2);
    require(xnn_create_convolution2d_nhwc_qs8(
        top, unsigned_of(from.padding_width()) - left, unsigned_of(from.padding_height()) - top, left,
        unsigned_of(from.filter_height), unsigned_of(from.filter_width), unsigned_of(from.stride),
        unsigned_of(from.stride), 1, 1, is_depthwise ? unsigned_of(from.input_depth) : 1,
        is_depthwise ? 1 : depth, is_depthwise ? 1 : output_depth, depth, output_depth, data.input_zero_point,
        data.input_scale, data.weight_scale, data.weights.data(), data.bias.data(), data.output_zero_point,
        data.output_scale, low, high, is_depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0, &op));
    require(xnn_setup_convolution2d_nhwc_qs8(op, 1, static_cast<std::size_t>(from.height),
                                             static_cast<std::size_t>(from.width), input.data(),
                                             output.data(), nullptr));
  }
};

xnnpack_layer::xnnpack_layer(const layer& of, const layer_data& data)
    : implementation_(std::make_unique<implementation>(of, data)) {
  std::memcpy(implementation_->input.data(), data.input.data(), data.input.size());
}
xnnpack_layer::~xnnpack_layer() { xnn_delete_operator(implementation_->op); }

void xnnpack_layer::run() { require(xnn_run_operator(implementation_->op, nullptr)); }

const std::vector<std::int8_t>& xnnpack_layer::output() const { return implementation_->output; }

}  // namespace bench

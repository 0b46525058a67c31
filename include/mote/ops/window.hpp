// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_WINDOW_HPP
#define MOTE_OPS_WINDOW_HPP

#include <cstdint>

#include "mote/ops/node_view.hpp"

// How a window slides along one axis of an image: arithmetic of convolutions and pools.

namespace mote {

/// A window along one axis. Sizes in elements of that axis.
struct window {
  std::int32_t input = 1;
  std::int32_t output = 1;
  std::int32_t filter = 1;
  std::int32_t stride = 1;
  std::int32_t dilation = 1;

  constexpr std::int64_t reach() const { return std::int64_t{filter - 1} * dilation + 1; }

  /// Output size that the scheme gives (ComputeOutSize); 0 or less where the window doesn't fit.
  constexpr std::int64_t output_size(padding scheme) const {
    return scheme == padding::same ? (std::int64_t{input} + stride - 1) / stride
                                   : (std::int64_t{input} + stride - reach()) / stride;
  }
  /// Padding before the first element (ComputePaddingWithOffset).
  constexpr std::int32_t padding_before() const {
    const std::int64_t total = std::int64_t{output - 1} * stride + reach() - input;
    return total > 0 ? static_cast<std::int32_t>(total / 2) : 0;
  }
};

/// Taps [first, last) of a window of `filter` taps whose first one lies at `origin` that fall into [0,
/// input).
struct tap_range {
  std::int32_t first = 0;
  std::int32_t last = 0;

  constexpr tap_range(std::int32_t origin, std::int32_t input, std::int32_t filter, std::int32_t dilation)
      : last(filter) {
    if (origin < 0) first = (-origin + dilation - 1) / dilation;
    const std::int32_t room = input - origin;
    const std::int32_t fitting = room <= 0 ? 0 : (room - 1) / dilation + 1;
    if (fitting < last) last = fitting;
  }
};

/// The positions [first, last) of a window of `filter` taps that slides by `stride` at which it covers the
/// element that lies `reach` behind the start of the first position, out of [0, count).
struct source_range {
  std::int32_t first = 0;
  std::int32_t last = 0;

  constexpr source_range(std::int32_t reach, std::int32_t count, std::int32_t filter, std::int32_t stride)
      : last(reach / stride + 1) {
    if (reach >= filter) first = (reach - filter) / stride + 1;
    if (count < last) last = count;
  }
};

/// Checks strides, dilations, sizes and the padding scheme of a two-dimensional window.
constexpr bool check_windows(node_check& check, const window& vertical, const window& horizontal,
                             padding scheme) {
  // A window that reaches over more than this overflows 32-bit positions, and no image is as large.
  constexpr std::int64_t far = 1 << 24;
  const auto check_axis = [&](const window& axis) {
    bool ok = check.require(axis.stride > 0 && axis.stride < far, error::bad_stride, none, axis.stride);
    ok &= check.require(axis.dilation > 0 && axis.dilation < far, error::bad_dilation, none, axis.dilation);
    ok &= check.require(axis.filter > 0 && axis.filter < far && axis.input < far, error::bad_filter_size,
                        none, axis.filter);
    return ok && check.require(axis.reach() < far, error::bad_filter_size, none, axis.reach());
  };
  if (!check.require(scheme == padding::same || scheme == padding::valid, error::bad_padding, none,
                     static_cast<std::int64_t>(scheme))) {
    return false;
  }
  if (!check_axis(vertical) || !check_axis(horizontal)) return false;
  return check.require(
      vertical.output_size(scheme) == vertical.output && horizontal.output_size(scheme) == horizontal.output,
      error::shape_mismatch, check.view().output_index(0));
}

}  // namespace mote

#endif

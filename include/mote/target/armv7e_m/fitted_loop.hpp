// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_FITTED_LOOP_HPP
#define MOTE_TARGET_ARMV7E_M_FITTED_LOOP_HPP

#include <cstdint>

#include "mote/ops/extents.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"
#include "mote/target/armv7e_m/pixel_loop.hpp"

// The inner loops of pixel_matrix for layers of the fitted stage with few input channels: four or eight
// output channels of all pixels, whose constants all lie in registers or on the stack. Wider than the two
// channels of pixel_loop, as each pixel is then read and split less often.

namespace mote::armv7e_m {

/// What a loop is made for. `Channels` output channels at a time, 0 where there is no loop. Bytes between
/// outputs are as in pixel_loop, and one of the two steps may be 0: it is then known at run time only.
template <std::int32_t Depth, std::int32_t PixelStep, std::int32_t ChannelStep, std::int32_t Channels>
struct fitted_shape {
  static constexpr std::int32_t depth = Depth;
  static constexpr std::int32_t channels = Channels;
  static constexpr bool has_pixel_step = PixelStep != 0;

  static constexpr std::int32_t pixel_step(std::int32_t step) { return has_pixel_step ? PixelStep : step; }
  static constexpr std::int32_t channel_step(std::int32_t step) {
    return ChannelStep != 0 ? ChannelStep : step;
  }
};

/// What output channels need. The assembly binds it to registers.
struct fitted_job {
  std::int8_t* output;          ///< of the first pixel: the first of the channels
  const std::uint32_t* packed;  ///< from the pair of the first channel on
  const std::int8_t* input;     ///< at least 2 pixels, aligned to words
  const std::int8_t* end_input;
  std::int32_t step;  ///< the one that the shape has not
};

namespace detail {

/// Input channels whose weights registers and stack hold. The loop for as many takes 1 KiB of flash, and 3
/// cycles more for 8 outputs do not show in its 270: it serves layers of any output depth.
inline constexpr std::int32_t most_fitted_depth = 32;

/// With 8 input channels two pixels stay in registers while the loop does one output channel after the other.
constexpr std::int32_t fitted_channels(std::int32_t depth, std::int32_t output_depth) {
  if (depth > most_fitted_depth || output_depth % 4 != 0) return 0;
  return depth == 8 && output_depth % 8 == 0 ? 8 : 4;
}

template <class Sizes>
struct fitted_shape_of {
  using type = fitted_shape<0, 0, 0, 0>;
};
template <std::int32_t Depth, std::int32_t OutputDepth>
struct fitted_shape_of<static_extents<Depth, OutputDepth>> {
  /// Outputs of two pixels are the step of a store with an offset of 8 bits.
  static constexpr std::int32_t channels = 2 * OutputDepth < 256 ? fitted_channels(Depth, OutputDepth) : 0;
  using type = fitted_shape<Depth, Depth == most_fitted_depth ? 0 : OutputDepth, 1, channels>;
};
template <std::int32_t Depth, std::int32_t OutputDepth, std::int32_t Plane>
struct fitted_shape_of<plane_extents<Depth, OutputDepth, Plane>> {
  static constexpr std::int32_t channels = fitted_channels(Depth, OutputDepth);
  /// The offset of a store reaches the second pixel of the fourth plane.
  static constexpr bool is_near = 3 * Plane + 2 < 4096;
  static constexpr bool is_fixed = channels == 8 || (is_near && Depth != most_fitted_depth);
  using type = fitted_shape<Depth, sizeof(std::int16_t), is_fixed ? Plane : 0, channels>;
};

}  // namespace detail

/// The loop for sizes known to the compiler, if there is one.
template <class Sizes>
using fitted_shape_of = typename detail::fitted_shape_of<Sizes>::type;

/// In C++, for any machine.
template <activation_format In, activation_format Out, class Shape>
struct portable_fitted_loop {
  static void run(const fitted_job& job) {
    std::int8_t* pixel = job.output;
    for (const std::int8_t* in = job.input; in != job.end_input; in += Shape::depth) {
      const std::uint32_t* pair = job.packed;
      for (std::int32_t c = 0; c < Shape::channels; ++c) {
        const std::int32_t position = c % 2;
        const sum_constants by{static_cast<std::int32_t>(pair[position]),
                               static_cast<std::int32_t>(pair[2 + position]), 0, 0};
        std::int32_t sum = by.start;
        for (std::int32_t k = 0; k < Shape::depth; k += 4) {
          sum = add_paired_products(pair[4 + k / 2 + position], load_mixed<In>(in + k), sum);
        }
        store<Out>(finish_sum<sum_stage::fitted>(sum, by, 0, 0), position == 0,
                   pixel + c * Shape::channel_step(job.step));
        if (position == 1) pair += 4 + Shape::depth / 2;
      }
      pixel += Shape::pixel_step(job.step);
    }
  }
};

}  // namespace mote::armv7e_m

#endif

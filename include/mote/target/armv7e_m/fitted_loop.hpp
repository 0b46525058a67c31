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

/// What output channels need. The assembly binds it to registers.
struct fitted_job {
  std::int8_t* output;          ///< of the first pixel: the first of the channels
  const std::uint32_t* packed;  ///< from the pair of the first channel on
  const std::int8_t* input;     ///< at least 2 pixels, aligned to words
  const std::int8_t* end_input;
  std::int32_t pixel_step;  ///< bytes between outputs, as in pixel_loop
  std::int32_t channel_step;
};

/// The loop for sizes known to the compiler, if there is one.
template <class Sizes>
struct fitted_sizes {
  static constexpr std::int32_t channels = 0;
};
template <std::int32_t Depth, std::int32_t OutputDepth>
struct fitted_sizes<static_extents<Depth, OutputDepth>> {
  static constexpr std::int32_t depth = Depth;
  static constexpr std::int32_t most_depth = 32;
  /// Outputs of two pixels, in bytes, are the step of a store with an offset of 8 bits.
  static constexpr std::int32_t most_output_depth = 127;

  /// Output channels at a time, 0 where there is no loop. With 8 input channels two pixels stay in registers
  /// while the loop does one output channel after the other.
  static constexpr std::int32_t channels = Depth > most_depth || OutputDepth > most_output_depth ? 0
                                           : Depth == 8 && OutputDepth % 8 == 0                  ? 8
                                           : OutputDepth % 4 == 0                                ? 4
                                                                                                 : 0;
  /// The steps for which a loop is made; one of them is 0 in a loop that serves all. The largest loop takes
  /// 1 KiB of flash, and 3 cycles more for 8 outputs do not show in its 270.
  static constexpr std::int32_t pixel_step = Depth == most_depth ? 0 : OutputDepth;
  static constexpr std::int32_t channel_step = 1;
};
template <std::int32_t Depth, std::int32_t OutputDepth, std::int32_t Plane>
struct fitted_sizes<plane_extents<Depth, OutputDepth, Plane>> {
  static constexpr std::int32_t depth = Depth;
  static constexpr std::int32_t most_depth = fitted_sizes<static_extents<Depth, OutputDepth>>::most_depth;
  /// Of the fourth plane, from the first one on, as the offset of a store.
  static constexpr std::int32_t most_plane = 4092 / 3;
  static constexpr std::int32_t channels = Depth > most_depth || OutputDepth % 4 != 0 ? 0 : 4;
  static constexpr std::int32_t pixel_step = sizeof(std::int16_t);
  static constexpr std::int32_t channel_step = Depth == most_depth || Plane > most_plane ? 0 : Plane;
};

/// In C++, for any machine.
template <activation_format In, activation_format Out, std::int32_t Depth, std::int32_t PixelStep,
          std::int32_t ChannelStep, std::int32_t Channels>
struct portable_fitted_loop {
  static void run(const fitted_job& job) {
    std::int8_t* pixel = job.output;
    for (const std::int8_t* in = job.input; in != job.end_input; in += Depth, pixel += job.pixel_step) {
      const std::uint32_t* pair = job.packed;
      for (std::int32_t c = 0; c < Channels; ++c) {
        const std::int32_t position = c % 2;
        const sum_constants by{static_cast<std::int32_t>(pair[position]),
                               static_cast<std::int32_t>(pair[2 + position]), 0, 0};
        std::int32_t sum = by.start;
        for (std::int32_t k = 0; k < Depth; k += 4) {
          sum = add_paired_products(pair[4 + k / 2 + position], load_mixed<In>(in + k), sum);
        }
        store<Out>(finish_sum<sum_stage::fitted>(sum, by, 0, 0), position == 0, pixel + c * job.channel_step);
        if (position == 1) pair += 4 + Depth / 2;
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif

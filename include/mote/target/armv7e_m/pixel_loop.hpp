// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_PIXEL_LOOP_HPP
#define MOTE_TARGET_ARMV7E_M_PIXEL_LOOP_HPP

#include <cstdint>

#include "mote/ops/extents.hpp"
#include "mote/target/armv7e_m/paired_products.hpp"

// The inner loops of pixel_matrix: two output channels of all pixels.

namespace mote::armv7e_m {

/// What two output channels need. The assembly loads this struct into registers: the order counts.
struct pixel_job {
  std::int8_t* output;           ///< of the first pixel: the first channel of the pair
  const std::uint32_t* weights;  ///< 2 words, one a channel, for every 4 channels of the input
  const std::int8_t* input;
  sum_constants by[2];
  std::int32_t low;
  std::int32_t high;
  const std::int8_t* last_input;  ///< last 3 pixels
  std::int8_t* last_output;
  const std::int8_t* end_input;
};

/// Depth and output depth known at run time only, of an input in blocks of 3 pixels: of each the first words
/// of all three, then their second words, and so on. The last block may have pixels of the one before once
/// more; its outputs are the job's last ones.
struct blocked_extents : dynamic_extents<2> {
  static constexpr std::int32_t block = 3;
};

/// Depth and output depth of outputs in planes (see plane_layout.hpp), which lie `plane` bytes apart.
template <std::int32_t Depth, std::int32_t OutputDepth, std::int32_t Plane>
struct plane_extents : static_extents<Depth, OutputDepth> {
  static constexpr std::int32_t plane = Plane;
};

/// How the outputs of a layer lie: bytes from those of a pixel to those of the next one, and from a channel's
/// to the next one's.
template <class Sizes>
constexpr std::int32_t pixel_step(const Sizes& sizes) {
  return sizes.template get<1>();
}
template <class Sizes>
constexpr std::int32_t channel_step(const Sizes& /*sizes*/) {
  return 1;
}
template <std::int32_t Depth, std::int32_t OutputDepth, std::int32_t Plane>
constexpr std::int32_t pixel_step(const plane_extents<Depth, OutputDepth, Plane>& /*sizes*/) {
  return sizeof(std::int16_t);
}
template <std::int32_t Depth, std::int32_t OutputDepth, std::int32_t Plane>
constexpr std::int32_t channel_step(const plane_extents<Depth, OutputDepth, Plane>& /*sizes*/) {
  return Plane;
}

/// In C++, for any machine. FirstParity is that of the first channel's index: it decides which of the two
/// bytes the mixed format flips.
template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity, class Sizes>
struct portable_pixel_loop {
  static void run(const Sizes& sizes, const pixel_job& job) {
    const std::int32_t depth = sizes.template get<0>();
    std::int8_t* out = job.output;
    for (const std::int8_t* in = job.input; in != job.end_input; in += depth) {
      std::int32_t a = job.by[0].start;
      std::int32_t b = job.by[1].start;
      const std::uint32_t* w = job.weights;
      for (std::int32_t k = 0; k < depth; k += 4, w += 2) {
        const std::uint32_t x = load_mixed<In>(in + k);
        a = add_paired_products(w[0], x, a);
        b = add_paired_products(w[1], x, b);
      }
      store<Out>(finish_sum<Stage>(a, job.by[0], job.low, job.high), FirstParity == 0, out);
      store<Out>(finish_sum<Stage>(b, job.by[1], job.low, job.high), FirstParity == 1,
                 out + channel_step(sizes));
      out += pixel_step(sizes);
    }
  }
};

template <activation_format In, activation_format Out, sum_stage Stage, int FirstParity>
struct portable_pixel_loop<In, Out, Stage, FirstParity, blocked_extents> {
  static void run(const blocked_extents& sizes, const pixel_job& job) {
    constexpr std::int32_t block = blocked_extents::block;
    const std::int32_t depth = sizes.get<0>();
    const std::int32_t output_depth = sizes.get<1>();
    std::int8_t* out = job.output;
    for (const std::int8_t* in = job.input; in != job.end_input; in += block * depth) {
      if (in == job.last_input) out = job.last_output;
      for (std::int32_t pixel = 0; pixel < block; ++pixel, out += output_depth) {
        std::int32_t a = job.by[0].start;
        std::int32_t b = job.by[1].start;
        const std::uint32_t* w = job.weights;
        for (std::int32_t k = 0; k < depth; k += 4, w += 2) {
          const std::uint32_t x = load_mixed<In>(in + block * k + 4 * pixel);
          a = add_paired_products(w[0], x, a);
          b = add_paired_products(w[1], x, b);
        }
        store<Out>(finish_sum<Stage>(a, job.by[0], job.low, job.high), FirstParity == 0, out);
        store<Out>(finish_sum<Stage>(b, job.by[1], job.low, job.high), FirstParity == 1, out + 1);
      }
    }
  }
};

}  // namespace mote::armv7e_m

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_SUMMATION_HPP
#define MOTE_TARGET_ARMV7E_M_SUMMATION_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/summation.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/armv7e_m/pool_2d.hpp"

namespace mote::armv7e_m {

/// MEAN and SUM, plain int8, over up to 256 elements along adjacent axes that are not the last one, which is
/// a multiple of 4: global pools of images [batches, height, width, depth].
struct summation {
  static constexpr const char* name = "summation";

  static constexpr bool supports(const node_view& view) {
    const reduction_geometry<dynamic_extents<7>> g{reduction::extents(view)};
    return g.reduced<0>() == 1 && g.reduced<1>() == 1 && g.reduced<2>() <= channel_sums::most_pixels &&
           g.kept<3>() % 4 == 0 && view.output().shape.back() % 2 == 0;
  }

  template <class Context>
  static void run(const Context& context) {
    const auto g = context.template geometry<reduction>();
    run<Context::output_format>({g.template kept<2>(), g.template reduced<2>(), g.template kept<3>()},
                                context.template input<std::int8_t, 0>(),
                                context.template parameters<quantized_summation>(),
                                context.template output<std::int8_t>());
  }

 private:
  struct sizes {
    std::int32_t images;
    std::int32_t pixels;
    std::int32_t depth;
  };

  /// output[i, c] = sum of input[i, p, c] over p, times a factor.
  template <activation_format Out>
  MOTE_NOINLINE static void run(const sizes& size, const std::int8_t* input, const quantized_summation& rule,
                                std::int8_t* output) {
    for (std::int32_t i = 0; i < size.images; ++i, input += size.pixels * size.depth) {
      for (std::int32_t c = 0; c < size.depth; c += 4, output += 4) {
        channel_sums sums;
        add_pixels(input + c, size.depth, size.pixels, sums);
        store_plain<Out>(byte(rule, sums.of<0>()) | byte(rule, sums.of<1>()) << 8 |
                             byte(rule, sums.of<2>()) << 16 | byte(rule, sums.of<3>()) << 24,
                         output);
      }
    }
  }

  /// Out of line: four copies would be most of the kernel.
  MOTE_NOINLINE static std::uint32_t byte(const quantized_summation& rule, std::int32_t sum) {
    return static_cast<std::uint32_t>(rule.result(sum)) & 0xff;
  }
};

}  // namespace mote::armv7e_m

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ARMV7E_M_POOL_2D_HPP
#define MOTE_TARGET_ARMV7E_M_POOL_2D_HPP

#include <cstdint>
#include <limits>

#include "mote/config.hpp"
#include "mote/ops/average_pool_2d.hpp"
#include "mote/ops/max_pool_2d.hpp"
#include "mote/target/armv7e_m/activation_words.hpp"
#include "mote/target/dsp.hpp"

// AVERAGE_POOL_2D and MAX_POOL_2D of int8, four channels at a time: a word of each pixel of the window.

namespace mote::armv7e_m {

/// The sums of four channels, two to a word: those of 0 and 2, and those of 1 and 3. Up to 256 pixels fit.
struct channel_sums {
  static constexpr std::int32_t most_pixels = 256;

  std::uint32_t even = 0;
  std::uint32_t odd = 0;

  void add(std::uint32_t word) {
    even = dsp::sxtab16(even, word);
    odd = dsp::sxtab16<8>(odd, word);
  }
  /// The sum of one of the channels 0 to 3.
  template <int Channel>
  std::int32_t of() const {
    const std::uint32_t halves = Channel % 2 == 0 ? even : odd;
    return static_cast<std::int16_t>(Channel < 2 ? halves & 0xffff : halves >> 16);
  }
};

/// Adds four channels of pixels that follow each other to a state: sums or maxima.
template <class State>
inline void add_pixels(const std::int8_t* from, std::int32_t depth, std::int32_t pixels, State& state) {
  for (; pixels >= 4; pixels -= 4, from += 4 * depth) {
    const std::uint32_t first = load_word(from);
    const std::uint32_t second = load_word(from + depth);
    const std::uint32_t third = load_word(from + 2 * depth);
    const std::uint32_t fourth = load_word(from + 3 * depth);
    state.add(first);
    state.add(second);
    state.add(third);
    state.add(fourth);
  }
  for (; pixels > 0; --pixels, from += depth) state.add(load_word(from));
}

/// Sums of a number of pixels to means, rounded to nearest, halves away from zero:
///   mean + 128 = (sum + 128 * pixels + pixels / 2) / pixels, rounded down,
/// where 1 less is divided if the sum is negative and the number even. What is divided is less than
/// 256 * pixels; so its product with 2^24 / pixels, rounded up, fits in 32 bits and has the quotient on top.
class pixel_mean {
 public:
  constexpr explicit pixel_mean(std::int32_t pixels)
      : offset_(128 * pixels + pixels / 2),
        is_even_(~pixels & 1),
        reciprocal_(((1U << 24) - 1) / static_cast<std::uint32_t>(pixels) + 1) {}

  /// mean + 128
  constexpr std::uint32_t operator()(std::int32_t sum) const {
    const std::int32_t below_zero = sum < 0 ? is_even_ : 0;
    return (static_cast<std::uint32_t>(sum + offset_ - below_zero) * reciprocal_) >> 24;
  }

 private:
  std::int32_t offset_;
  std::int32_t is_even_;
  std::uint32_t reciprocal_;
};

/// AVERAGE_POOL_2D of windows of up to 256 pixels.
struct average_of_window {
  static constexpr const char* name = "average_pool_2d";

  using op = ops::average_pool_2d;
  static constexpr std::int32_t most_pixels = channel_sums::most_pixels;

  pixel_mean mean;
  std::uint32_t low;
  std::uint32_t high;

  average_of_window(std::int32_t pixels, const output_stage& stage)
      : mean(pixels),
        low(static_cast<std::uint32_t>(stage.low + 128)),
        high(static_cast<std::uint32_t>(stage.high + 128)) {}

  static channel_sums start() { return {}; }
  std::uint32_t finish(const channel_sums& sums) const {
    const std::uint32_t word =
        byte(sums.of<0>()) | byte(sums.of<1>()) << 8 | byte(sums.of<2>()) << 16 | byte(sums.of<3>()) << 24;
    return word ^ 0x80808080;
  }

 private:
  std::uint32_t byte(std::int32_t sum) const { return clamp(mean(sum), low, high); }
};

/// The largest values of four channels.
struct channel_maxima {
  std::uint32_t bytes;

  void add(std::uint32_t word) { bytes = dsp::largest_bytes(bytes, word); }
};

/// MAX_POOL_2D.
struct maximum_of_window {
  static constexpr const char* name = "max_pool_2d";

  using op = ops::max_pool_2d;
  static constexpr std::int32_t most_pixels = std::numeric_limits<std::int32_t>::max();

  std::uint32_t low;
  std::uint32_t high;

  maximum_of_window(std::int32_t, const output_stage& stage) : low(four(stage.low)), high(four(stage.high)) {}

  channel_maxima start() const { return {low}; }
  std::uint32_t finish(const channel_maxima& maxima) const {
    return ~dsp::largest_bytes(~maxima.bytes, ~high);  // the smallest: -1 - x is in the opposite order
  }

 private:
  static std::uint32_t four(std::int32_t value) {
    return (static_cast<std::uint32_t>(value) & 0xff) * 0x01010101;
  }
};

/// A pool over plain int8 whose number of channels is a multiple of 4. Window is one of the two above.
template <class Window>
struct pool_2d {
  static constexpr const char* name = Window::name;

  using op = typename Window::op;

  static constexpr bool supports(const node_view& view) {
    const pool_geometry<dynamic_extents<12>> g{op::extents(view)};
    return g.depth() % 4 == 0 && std::int64_t{g.filter_height()} * g.filter_width() <= Window::most_pixels;
  }

  template <class Context>
  static void run(const Context& context) {
    using arithmetic = typename op::template arithmetic<output_stage>;
    run<Context::output_format>(context.template geometry<op>(), context.template input<std::int8_t, 0>(),
                                context.template parameters<arithmetic>().stage,
                                context.template output<std::int8_t>());
  }

 private:
  template <activation_format Out, class Geometry>
  MOTE_NOINLINE static void run(const Geometry& g, const std::int8_t* input, const output_stage& stage,
                                std::int8_t* output) {
    const std::int32_t row_bytes = g.input_width() * g.depth();
    for (std::int32_t b = 0; b < g.batches(); ++b, input += g.input_height() * row_bytes) {
      for (std::int32_t y = 0; y < g.output_height(); ++y) {
        const std::int32_t top = y * g.stride_height() - g.padding_top();
        const tap_range rows(top, g.input_height(), g.filter_height(), 1);
        for (std::int32_t x = 0; x < g.output_width(); ++x) {
          const std::int32_t left = x * g.stride_width() - g.padding_left();
          const tap_range columns(left, g.input_width(), g.filter_width(), 1);
          const std::int8_t* corner =
              input + (top + rows.first) * row_bytes + (left + columns.first) * g.depth();
          std::int32_t height = rows.last - rows.first;
          std::int32_t width = columns.last - columns.first;
          const Window window(height * width, stage);
          // Rows that follow each other are one.
          if (width == g.input_width()) {
            width *= height;
            height = 1;
          }
          for (std::int32_t c = 0; c < g.depth(); c += 4, output += 4) {
            auto state = window.start();
            const std::int8_t* row = corner + c;
            for (std::int32_t ky = 0; ky < height; ++ky, row += row_bytes) {
              add_pixels(row, g.depth(), width, state);
            }
            store_plain<Out>(window.finish(state), output);
          }
        }
      }
    }
  }
};

using average_pool_2d = pool_2d<average_of_window>;
using max_pool_2d = pool_2d<maximum_of_window>;

}  // namespace mote::armv7e_m

#endif

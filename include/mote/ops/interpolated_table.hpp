// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_INTERPOLATED_TABLE_HPP
#define MOTE_OPS_INTERPOLATED_TABLE_HPP

#include <cstdint>

#include "mote/fixed_point.hpp"

namespace mote {

/// A function of int16 that is known at every 128th, corrected by half of the error halfway, and linear
/// between. Source: LUTPopulateInt16, LUTLookup. The steps in float are those of the reference as long as the
/// compiler takes them: a table is a constant.
struct interpolated_table {
  static constexpr int steps = 512;
  std::int16_t values[steps + 1]{};

  template <class Function>
  constexpr interpolated_table(float input_scale, std::int32_t input_zero_point, float output_scale,
                               Function function) {
    const float first = input_scale * static_cast<float>(-32768 - input_zero_point);
    const float last = input_scale * static_cast<float>(32767 - input_zero_point);
    const float step = (last - first) / static_cast<float>(steps);
    const float inverse_scale = 65536.0F / (output_scale * 32767.0F - output_scale * -32768.0F);
    float next = function(first);
    for (int i = 0; i < steps; ++i) {
      const float here = next;
      const float halfway = function(first + static_cast<float>(i) * step + step / 2.0F);
      next = function(first + static_cast<float>(i + 1) * step);
      const std::int32_t sample = round_half_away(here * inverse_scale);
      const std::int32_t interpolated =
          round_half_away((next * inverse_scale + static_cast<float>(sample)) / 2.0F);
      const std::int32_t error = interpolated - round_half_away(halfway * inverse_scale);
      values[i] = within_16_bits(sample - round_half_away(static_cast<float>(error) / 2.0F));
    }
    values[steps] = within_16_bits(round_half_away(function(last) * inverse_scale));
  }

  constexpr std::int32_t operator()(std::int32_t x) const {
    const std::int32_t index = 256 + (x >> 7);
    const std::int32_t slope = values[index + 1] - values[index];
    return values[index] + ((slope * (x & 0x7f) + 64) >> 7);
  }

 private:
  static constexpr std::int16_t within_16_bits(std::int32_t value) {
    return static_cast<std::int16_t>(clamp<std::int32_t>(value, -0x8000, 0x7fff));
  }
};

}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_SIGMOID_HPP
#define MOTE_OPS_SIGMOID_HPP

#include <cstdint>
#include <limits>

#include "mote/fixed_point.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/unary.hpp"

// What LOGISTIC and TANH share.

namespace mote {

/// 65536 / (1 + exp(-i / 24)) for i < 256, plus half of the error that linear interpolation has halfway to
/// the next entry; 65535 at the end. These are the entries of TensorFlow Lite's sigmoid_table_uint16.
struct sigmoid_table {
  std::uint16_t values[256]{};

  constexpr sigmoid_table() {
    constexpr double exp_of_half_step = 0.97938218133124016;  // exp(-1 / 48)
    double power = 1.0;
    for (std::uint16_t& value : values) {
      const double here = 65536.0 / (1.0 + power);
      power *= exp_of_half_step;
      const double halfway = 65536.0 / (1.0 + power);
      power *= exp_of_half_step;
      const double next = 65536.0 / (1.0 + power);
      // std::lround is no constant expression. NOLINTNEXTLINE(bugprone-incorrect-roundings)
      value = static_cast<std::uint16_t>(here + (halfway - (here + next) / 2.0) / 2.0 + 0.5);
    }
    values[255] = 65535;
  }
};
inline constexpr sigmoid_table sigmoid_entries;

/// 1 / (1 + exp(-x)) in Q7.25 for x >= 0 in steps of 1 / (24 * 512); `last` from the table's last entry on.
constexpr std::uint32_t interpolated_sigmoid(std::uint32_t x, std::uint32_t last) {
  const std::uint32_t index = x >> 9;
  if (index >= 255) return last;
  const std::uint32_t here = sigmoid_entries.values[index];
  const std::uint32_t next = sigmoid_entries.values[index + 1];
  return (here << 9) + (x & 0x1ff) * (next - here);
}

/// Brings int16 to steps of 1 / (24 * 512). Source: CalculateArithmeticOpDataLogistic.
struct sigmoid_input {
  std::int32_t multiplier = 0;
  int shift = 0;

  /// Scales 2^-12, and up to 2^-12 * 2^doublings, are multiplied by 3 without rounding.
  constexpr sigmoid_input(float scale, int doublings) {
    // What CheckedLog2 takes for a power of two, logarithms being rounded to float.
    if (is_near(scale, -12, 11620, 5813)) {
      multiplier = 3;
    } else if (doublings > 0 && is_near(scale, -11, 11624, 5815)) {
      multiplier = 6;
    } else {
      real factor = (real(scale) * real(3, 0)).times_power_of_two(12);
      const real enough(32767, -1);
      for (; !(enough < factor) && shift <= 30; ++shift) factor = factor.times_power_of_two(1);
      multiplier = factor < real(0x8000, 0) ? static_cast<std::int32_t>(factor.floor()) : 0;
    }
  }

  constexpr std::int32_t operator()(std::int16_t x) const {
    const std::int32_t half = shift > 0 ? 1 << (shift - 1) : 0;
    return (x * multiplier + half) >> shift;
  }

  /// Whether `scale` is at most so many floats below or above 2^power.
  static constexpr bool is_near(float scale, int power, std::int32_t below, std::int32_t above) {
    const auto distance = __builtin_bit_cast(std::int32_t, scale) - ((power + 127) << 23);
    return distance >= -below && distance <= above;
  }
};

/// A sigmoid of int16 in steps of 2^-15. Curve gives it for an input in steps of 1 / (24 * 512).
template <class Curve>
struct interpolated {
  sigmoid_input scaled;

  constexpr explicit interpolated(const node_view& view)
      : scaled(view.input(0).quantization.scale(), Curve::doublings) {}
  constexpr std::int16_t operator()(std::int16_t x) const {
    return static_cast<std::int16_t>(Curve::interpolated(scaled(x)));
  }
  static constexpr void check(node_check& check) {
    const operand output = check.output();
    check.require(sigmoid_input::is_near(output.quantization.scale(), -15, 11628, 5817),
                  error::bad_output_quantization, output.index);
    check.require(interpolated(check.view()).scaled.multiplier != 0, error::scales_too_far_apart,
                  check.view().input_index(0));
  }
};

/// A sigmoid of int8, which beyond +-15 is constant. Curve gives it for an input in Q4.27.
/// Source: CalculateArithmeticOpDataLogistic, reference_integer_ops::Logistic, Tanh.
template <class Curve>
struct saturating {
  static constexpr std::int32_t low = std::numeric_limits<std::int8_t>::min();
  static constexpr std::int32_t high = std::numeric_limits<std::int8_t>::max();
  std::int32_t zero_point;
  quantized_multiplier to_q4_27;
  std::int32_t radius;

  constexpr explicit saturating(const node_view& view)
      : zero_point(view.input(0).quantization.zero_point()),
        to_q4_27(scale_to_q4_27(view)),
        radius(static_cast<std::int32_t>((std::int64_t{15} << 27) >> to_q4_27.exponent)) {}

  constexpr std::int8_t operator()(std::int8_t x) const {
    const std::int32_t difference = x - zero_point;
    if (difference <= -radius) return low;
    if (difference >= radius) return high;
    return static_cast<std::int8_t>(clamp(Curve::fixed_point(multiply(difference, to_q4_27)), low, high));
  }

  static constexpr void check(node_check& check) {
    const operand output = check.output();
    check.require(output.quantization.scale() == Curve::output_scale &&
                      output.quantization.zero_point() == Curve::output_zero_point,
                  error::bad_output_quantization, output.index);
    const int exponent = scale_to_q4_27(check.view()).exponent;
    check.require(exponent >= 0 && exponent <= 31, error::scales_too_far_apart, check.view().input_index(0),
                  exponent);
  }

 private:
  static constexpr quantized_multiplier scale_to_q4_27(const node_view& view) {
    return real(view.input(0).quantization.scale()).times_power_of_two(27).quantized();
  }
};

namespace detail {
template <class Curve, class T>
struct sigmoid_function : type_tag<Curve> {};
template <class Curve>
struct sigmoid_function<Curve, std::int8_t> : type_tag<saturating<Curve>> {};
template <class Curve>
struct sigmoid_function<Curve, std::int16_t> : type_tag<interpolated<Curve>> {};
}  // namespace detail

/// Gives a curve, which is itself the function of floats, the form that `unary` asks for.
template <class Curve>
struct sigmoid {
  template <class T>
  using function = typename detail::sigmoid_function<Curve, T>::type;
};

}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_FFT_HPP
#define MOTE_SIGNAL_FFT_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/signal/sine.hpp"

// Fourier transform of complex samples: the half-length transform inside rfft and irfft.
//
// A mixed-radix decimation in time. The samples are stored in digit-reversed order; then each stage merges
// `radix` transforms into one. In fixed point every stage divides by its radix first, so the result is that
// of the transform divided by its length, and sums wrap. Samples are interleaved: real, imaginary, real, ...
// Source of the arithmetic: kissfft 1.3.0, _kiss_fft_guts.h and kiss_fft.c, with FIXED_POINT 16, FIXED_POINT
// 32 and with float.

namespace mote::signal {

template <class T>
struct complex {
  T real;
  T imag;
};

enum class fft_direction : std::uint8_t { forward, inverse };

/// Arithmetic of int16 samples in Q0.15 and of int32 samples in Q0.31.
template <class T>
struct sample_arithmetic {
  static_assert(std::numeric_limits<T>::is_integer && std::numeric_limits<T>::is_signed);
  using wide = std::conditional_t<sizeof(T) == 2, std::int32_t, std::int64_t>;
  static constexpr int fraction_bits = std::numeric_limits<T>::digits;
  static constexpr T largest = std::numeric_limits<T>::max();

  static constexpr T round(wide product) {
    return static_cast<T>((product + (wide{1} << (fraction_bits - 1))) >> fraction_bits);
  }
  static constexpr T add(T a, T b) { return static_cast<T>(wide{a} + b); }
  static constexpr T subtract(T a, T b) { return static_cast<T>(wide{a} - b); }
  static constexpr T negate(T a) { return static_cast<T>(-wide{a}); }
  static constexpr T multiply(T a, T b) { return round(wide{a} * b); }
  static constexpr T divide(T a, int divisor) { return round(wide{a} * (largest / divisor)); }
  /// Half of a sum that has 32 bits: that of int32 samples wraps.
  static constexpr T half(wide sum) { return static_cast<T>(static_cast<std::int32_t>(sum) >> 1); }
  static constexpr T half_of_sum(T a, T b) { return half(wide{a} + b); }
  static constexpr T half_of_difference(T a, T b) { return half(wide{a} - b); }

  static constexpr complex<T> multiply(complex<T> a, complex<T> b) {
    return {round(wide{a.real} * b.real - wide{a.imag} * b.imag),
            round(wide{a.real} * b.imag + wide{a.imag} * b.real)};
  }
  /// floor(1/2 + largest * value), computed in double.
  static constexpr T constant(const signed_real& value) {
    // All bits of double count: of one half times `largest`, they decide a tie.
    constexpr int bits = 63 - fraction_bits;
    const auto fixed = static_cast<std::uint64_t>(value.magnitude.times_power_of_two(62).floor());
    const std::int64_t scaled =
        product_in_double(fixed, static_cast<std::uint64_t>(largest), -62).times_power_of_two(bits).floor();
    return static_cast<T>(((value.negative ? -scaled : scaled) + (std::int64_t{1} << (bits - 1))) >> bits);
  }
};

/// Arithmetic of float samples, which divides nothing. Where the compiler contracts a product and a sum into
/// one instruction, last bits differ from those of a machine without it.
template <>
struct sample_arithmetic<float> {
  static constexpr float add(float a, float b) { return a + b; }
  static constexpr float subtract(float a, float b) { return a - b; }
  static constexpr float negate(float a) { return -a; }
  static constexpr float multiply(float a, float b) { return a * b; }
  static constexpr float divide(float a, int /*divisor*/) { return a; }
  static constexpr float half(float a) { return a * 0.5F; }
  static constexpr float half_of_sum(float a, float b) { return half(a + b); }
  static constexpr float half_of_difference(float a, float b) { return half(a - b); }

  static constexpr complex<float> multiply(complex<float> a, complex<float> b) {
    return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
  }
  /// The value rounded to float. Requires one that is 0 or between 2^-70 and 1.
  static constexpr float constant(const signed_real& value) {
    const real rounded = value.magnitude.rounded_to_float();
    if (rounded.is_zero()) return value.negative ? -0.0F : 0.0F;
    const int bits = rounded < real(1, -32) ? 94 : 62;
    const std::int64_t fixed = rounded.times_power_of_two(bits).floor();
    const int zeros = __builtin_ctzll(static_cast<std::uint64_t>(fixed));
    const auto power = __builtin_bit_cast(float, static_cast<std::uint32_t>(127 + zeros - bits) << 23);
    const float result = static_cast<float>(static_cast<std::int32_t>(fixed >> zeros)) * power;
    return value.negative ? -result : result;
  }
};

template <class T>
constexpr complex<T> add(complex<T> a, complex<T> b) {
  return {sample_arithmetic<T>::add(a.real, b.real), sample_arithmetic<T>::add(a.imag, b.imag)};
}
template <class T>
constexpr complex<T> subtract(complex<T> a, complex<T> b) {
  return {sample_arithmetic<T>::subtract(a.real, b.real), sample_arithmetic<T>::subtract(a.imag, b.imag)};
}
template <class T>
constexpr complex<T> multiply(complex<T> a, complex<T> b) {
  return sample_arithmetic<T>::multiply(a, b);
}
template <class T>
constexpr complex<T> scale(complex<T> a, T factor) {
  return {sample_arithmetic<T>::multiply(a.real, factor), sample_arithmetic<T>::multiply(a.imag, factor)};
}
template <class T>
constexpr complex<T> divide(complex<T> a, int divisor) {
  return {sample_arithmetic<T>::divide(a.real, divisor), sample_arithmetic<T>::divide(a.imag, divisor)};
}
template <class T>
constexpr complex<T> half(complex<T> a) {
  return {sample_arithmetic<T>::half(a.real), sample_arithmetic<T>::half(a.imag)};
}
template <class T>
constexpr complex<T> conjugate(complex<T> a) {
  return {a.real, sample_arithmetic<T>::negate(a.imag)};
}
/// -i * a.
template <class T>
constexpr complex<T> turn(complex<T> a) {
  return {a.imag, sample_arithmetic<T>::negate(a.real)};
}

/// The stages of a transform of `half` complex samples.
struct fft_stages {
  static constexpr int most = 9;

  std::int32_t half = 0;
  std::int8_t radix[most] = {};  ///< of the last stage first
  std::int8_t count = 0;

  constexpr fft_stages() = default;
  /// Radices 4 first, then 2, 3, 5: the only ones that the reference computes.
  constexpr explicit fft_stages(std::int32_t length) : half(length) {
    constexpr std::int8_t candidates[] = {4, 2, 3, 5};
    for (const std::int8_t candidate : candidates) {
      for (; length % candidate == 0; length /= candidate) radix[count++] = candidate;
    }
  }
};

/// Whether a real transform of this length can be computed: even, from 4 to 32768, and without prime factors
/// above 5.
constexpr bool valid_fft_length(std::int32_t fft_length) {
  if (fft_length < 4 || fft_length > 32768 || fft_length % 2 != 0) return false;
  constexpr std::int32_t factors[] = {2, 3, 5};
  for (const std::int32_t factor : factors) {
    while (fft_length % factor == 0) fft_length /= factor;
  }
  return fft_length == 1;
}

/// Number of complex values in the table of a real transform.
constexpr std::int32_t fft_table_size(std::int32_t fft_length) { return fft_length / 2 + fft_length / 4; }

namespace twiddle {

// pi, as double has it, is mantissa_of_pi * 2^-48.
inline constexpr std::uint64_t mantissa_of_pi = 884279719003555;

/// 2 pi i / n in double. Requires i < n <= 2^14.
MOTE_NOINLINE constexpr real angle(std::int32_t i, std::int32_t n) {
  return real(mantissa_of_pi * static_cast<std::uint64_t>(i), -47).rounded_to(53) /
         real(static_cast<std::uint64_t>(n), 0);
}

/// pi (i / n + 1/2) in double. Requires 0 < i, 2 i <= n <= 2^14.
MOTE_NOINLINE constexpr real angle_beyond_quarter(std::int32_t i, std::int32_t n) {
  const real quotient = real(static_cast<std::uint64_t>(i), 0) / real(static_cast<std::uint64_t>(n), 0);
  // The sum has units of 2^-53: the quotient, below 2^-places, loses the rest.
  int places = 0;
  while (i << (places + 1) < n) ++places;
  const auto sum =
      static_cast<std::uint64_t>(quotient.rounded_to(53 - places).times_power_of_two(53).floor()) +
      (std::uint64_t{1} << 52);
  return product_in_double(mantissa_of_pi, sum, -48 - 53);
}

template <class T>
constexpr complex<T> at(real angle, fft_direction direction) {
  circle_point point = point_on_circle(angle);
  if (direction == fft_direction::forward) point.sine.negative = !point.sine.negative;
  return {sample_arithmetic<T>::constant(point.cosine), sample_arithmetic<T>::constant(point.sine)};
}

}  // namespace twiddle

/// An entry of the table of a real transform: first the factors of the complex transform of half the length,
/// then those of the step that makes it a real one. Requires valid_fft_length(fft_length) and an index below
/// fft_table_size(fft_length).
template <class T>
constexpr complex<T> fft_table_entry(std::int32_t fft_length, fft_direction direction, std::int32_t index) {
  const std::int32_t half = fft_length / 2;
  return twiddle::at<T>(
      index < half ? twiddle::angle(index, half) : twiddle::angle_beyond_quarter(index - half + 1, half),
      direction);
}

/// Writes the table of a real transform: fft_table_size(fft_length) values, which depend on the direction.
/// Requires valid_fft_length(fft_length).
template <class T>
constexpr void make_fft_table(std::int32_t fft_length, fft_direction direction, complex<T>* table) {
  const std::int32_t size = fft_table_size(fft_length);
  for (std::int32_t i = 0; i < size; ++i) table[i] = fft_table_entry<T>(fft_length, direction, i);
}

/// The table of a length that is known to the compiler: `fft_table<T, Length, Direction>.values`.
template <class T, std::int32_t Length, fft_direction Direction>
struct static_fft_table {
  static_assert(valid_fft_length(Length));
  complex<T> values[fft_table_size(Length)];

  constexpr static_fft_table() : values() { make_fft_table(Length, Direction, values); }
};
template <class T, std::int32_t Length, fft_direction Direction = fft_direction::forward>
inline constexpr static_fft_table<T, Length, Direction> fft_table{};

/// A complex transform over a table of make_fft_table, or over something that indexes like one and computes
/// the entries: each stage reads each of its factors once.
template <class T, class Table = const complex<T>*>
class fft {
 public:
  constexpr fft(std::int32_t half, Table table, fft_direction direction)
      : stages_(half), table_(table), inverse_(direction == fft_direction::inverse) {}

  constexpr std::int32_t size() const { return stages_.half; }

  /// The additional step of a real transform, for k = 1 ... size / 2: from X = pairs[k] / 2 and Y = conjugate
  /// of pairs[size - k] / 2, their sum and their difference times a factor.
  struct split_pair {
    complex<T> even;
    complex<T> odd;
  };
  template <class Pairs>
  constexpr split_pair split(Pairs pairs, std::int32_t k) const {
    const complex<T> low = get_divided(pairs, k, 2);
    const complex<T> high = divide(conjugate(get(pairs, stages_.half - k)), 2);
    return {add(low, high), multiply(subtract(low, high), table_[stages_.half + k - 1])};
  }

  /// Transforms source(0) ... source(size - 1) into `data`, `size` pairs.
  template <class Source>
  constexpr void operator()(const Source& source, T* data) const {
    load(source, data);
    std::int32_t merged = 1;
    for (int stage = stages_.count - 1; stage >= 0; --stage) {
      merge(stages_.radix[stage], merged, data);
      merged *= stages_.radix[stage];
    }
  }

  template <class Pairs>
  static constexpr complex<T> get(Pairs data, std::int32_t i) {
    return {data[2 * i], data[2 * i + 1]};
  }
  static constexpr void put(T* data, std::int32_t i, complex<T> value) {
    data[2 * i] = value.real;
    data[2 * i + 1] = value.imag;
  }

 private:
  template <class Pairs>
  static constexpr complex<T> get_divided(Pairs data, std::int32_t i, int divisor) {
    return divide(get(data, i), divisor);
  }

  /// Counts through the outputs; the index of the input is that of the output with its digits reversed.
  template <class Source>
  constexpr void load(const Source& source, T* data) const {
    std::int32_t step[fft_stages::most] = {};
    std::int8_t digit[fft_stages::most] = {};
    std::int32_t product = 1;
    for (int stage = 0; stage < stages_.count; ++stage) {
      step[stage] = product;
      product *= stages_.radix[stage];
    }
    std::int32_t index = 0;
    for (std::int32_t i = 0; i < stages_.half; ++i) {
      put(data, i, source(index));
      for (int stage = stages_.count - 1; stage >= 0; --stage) {
        index += step[stage];
        if (++digit[stage] < stages_.radix[stage]) break;
        index -= step[stage] * stages_.radix[stage];
        digit[stage] = 0;
      }
    }
  }

  /// Merges, everywhere, `radix` transforms of `size` samples into one.
  constexpr void merge(int radix, std::int32_t size, T* data) const {
    const std::int32_t stride = stages_.half / (size * radix);
    switch (radix) {
      case 2:
        merge_2(data, size, stride);
        break;
      case 3:
        merge_3(data, size, stride);
        break;
      case 4:
        merge_4(data, size, stride);
        break;
      default:
        merge_5(data, size, stride);
        break;
    }
  }

  MOTE_NOINLINE constexpr void merge_2(T* data, std::int32_t size, std::int32_t stride) const {
    for (std::int32_t k = 0; k < size; ++k) {
      const complex<T> once = table_[k * stride];
      for (std::int32_t i = k; i < stages_.half; i += 2 * size) {
        const complex<T> a = get_divided(data, i, 2);
        const complex<T> b = multiply(get_divided(data, i + size, 2), once);
        put(data, i + size, subtract(a, b));
        put(data, i, add(a, b));
      }
    }
  }

  MOTE_NOINLINE constexpr void merge_3(T* data, std::int32_t size, std::int32_t stride) const {
    const T third = table_[stride * size].imag;
    for (std::int32_t k = 0; k < size; ++k) {
      const complex<T> once = table_[k * stride];
      const complex<T> twice = table_[2 * k * stride];
      for (std::int32_t i = k; i < stages_.half; i += 3 * size) {
        const complex<T> a = get_divided(data, i, 3);
        const complex<T> b = multiply(get_divided(data, i + size, 3), once);
        const complex<T> c = multiply(get_divided(data, i + 2 * size, 3), twice);
        const complex<T> sum = add(b, c);
        const complex<T> middle = subtract(a, half(sum));
        const complex<T> turned = turn(scale(subtract(b, c), third));
        put(data, i, add(a, sum));
        put(data, i + size, subtract(middle, turned));
        put(data, i + 2 * size, add(middle, turned));
      }
    }
  }

  MOTE_NOINLINE constexpr void merge_4(T* data, std::int32_t size, std::int32_t stride) const {
    for (std::int32_t k = 0; k < size; ++k) {
      const complex<T> once = table_[k * stride];
      const complex<T> twice = table_[2 * k * stride];
      const complex<T> thrice = table_[3 * k * stride];
      for (std::int32_t i = k; i < stages_.half; i += 4 * size) {
        const complex<T> a = get_divided(data, i, 4);
        const complex<T> b = multiply(get_divided(data, i + size, 4), once);
        const complex<T> c = multiply(get_divided(data, i + 2 * size, 4), twice);
        const complex<T> d = multiply(get_divided(data, i + 3 * size, 4), thrice);
        const complex<T> even = add(a, c);
        const complex<T> even_turned = subtract(a, c);
        const complex<T> odd = add(b, d);
        const complex<T> odd_turned = turn(subtract(b, d));
        put(data, i + 2 * size, subtract(even, odd));
        put(data, i, add(even, odd));
        put(data, i + (inverse_ ? 3 : 1) * size, add(even_turned, odd_turned));
        put(data, i + (inverse_ ? 1 : 3) * size, subtract(even_turned, odd_turned));
      }
    }
  }

  MOTE_NOINLINE constexpr void merge_5(T* data, std::int32_t size, std::int32_t stride) const {
    const complex<T> fifth = table_[stride * size];
    const complex<T> two_fifths = table_[2 * stride * size];
    for (std::int32_t k = 0; k < size; ++k) {
      const complex<T> once = table_[k * stride];
      const complex<T> twice = table_[2 * k * stride];
      const complex<T> thrice = table_[3 * k * stride];
      const complex<T> four_times = table_[4 * k * stride];
      for (std::int32_t i = k; i < stages_.half; i += 5 * size) {
        const complex<T> a = get_divided(data, i, 5);
        const complex<T> b = multiply(get_divided(data, i + size, 5), once);
        const complex<T> c = multiply(get_divided(data, i + 2 * size, 5), twice);
        const complex<T> d = multiply(get_divided(data, i + 3 * size, 5), thrice);
        const complex<T> e = multiply(get_divided(data, i + 4 * size, 5), four_times);
        const complex<T> outer = add(b, e);
        const complex<T> outer_difference = subtract(b, e);
        const complex<T> inner = add(c, d);
        const complex<T> inner_difference = subtract(c, d);
        put(data, i, add(a, add(outer, inner)));
        const complex<T> first = add(add(a, scale(outer, fifth.real)), scale(inner, two_fifths.real));
        const complex<T> second = add(add(a, scale(outer, two_fifths.real)), scale(inner, fifth.real));
        const complex<T> first_turned =
            turn(add(scale(outer_difference, fifth.imag), scale(inner_difference, two_fifths.imag)));
        const complex<T> second_turned =
            turn(subtract(scale(outer_difference, two_fifths.imag), scale(inner_difference, fifth.imag)));
        put(data, i + size, subtract(first, first_turned));
        put(data, i + 2 * size, subtract(second, second_turned));
        put(data, i + 3 * size, add(second, second_turned));
        put(data, i + 4 * size, add(first, first_turned));
      }
    }
  }

  fft_stages stages_;
  Table table_;
  bool inverse_;
};

}  // namespace mote::signal

#endif

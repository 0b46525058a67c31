// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_RFFT_HPP
#define MOTE_SIGNAL_RFFT_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/signal/fft.hpp"

namespace mote::signal {

/// Fourier transform of real samples: int16, int32 or float.
///
/// Neighbours are taken as the two parts of one complex sample; the transform of half the length is split
/// after into those of even and odd samples. In fixed point the result is divided by the length. Source of
/// the arithmetic: kiss_fftr of kissfft 1.3.0.
template <class T>
class rfft {
 public:
  /// Values of the output: pairs of real and imaginary part for frequencies 0 ... fft_length / 2.
  static constexpr std::int32_t output_size(std::int32_t fft_length) { return fft_length + 2; }

  /// `table` is that of make_fft_table, forward. Requires valid_fft_length(fft_length).
  constexpr rfft(std::int32_t fft_length, const complex<T>* table)
      : half_(fft_length / 2, table, fft_direction::forward) {}

  /// Transforms input_length samples, at most fft_length, followed by zeros. Input and output
  /// must not overlap.
  MOTE_NOINLINE constexpr void operator()(const T* input, std::int32_t input_length, T* output) const {
    half_(padded_samples{input, input_length}, output);
    split(output);
  }

 private:
  using arithmetic = sample_arithmetic<T>;

  struct padded_samples {
    const T* samples;
    std::int32_t length;

    constexpr T at(std::int32_t i) const { return i < length ? samples[i] : T{}; }
    constexpr complex<T> operator()(std::int32_t i) const { return {at(2 * i), at(2 * i + 1)}; }
  };

  constexpr void split(T* data) const {
    const std::int32_t half = half_.size();
    const complex<T> zero = divide(fft<T>::get(data, 0), 2);
    fft<T>::put(data, 0, {arithmetic::add(zero.real, zero.imag), T{}});
    fft<T>::put(data, half, {arithmetic::subtract(zero.real, zero.imag), T{}});
    for (std::int32_t k = 1; k <= half / 2; ++k) {
      const auto [even, odd] = half_.split(data, k);
      fft<T>::put(
          data, k,
          {arithmetic::half_of_sum(even.real, odd.real), arithmetic::half_of_sum(even.imag, odd.imag)});
      fft<T>::put(data, half - k,
                  {arithmetic::half_of_difference(even.real, odd.real),
                   arithmetic::half_of_difference(odd.imag, even.imag)});
    }
  }

  fft<T> half_;
};

}  // namespace mote::signal

#endif

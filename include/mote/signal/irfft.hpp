// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_IRFFT_HPP
#define MOTE_SIGNAL_IRFFT_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/signal/fft.hpp"

namespace mote::signal {

/// Inverse of the Fourier transform of real samples: int16, int32 or float.
///
/// Integers are divided by the length in the forward transform and here; float only here.
/// Source of the arithmetic: kiss_fftri of kissfft 1.3.0, IrfftFloatApply.
template <class T, class Table = const complex<T>*>
class irfft {
 public:
  /// `table` is that of make_fft_table, inverse. Requires valid_fft_length(fft_length).
  constexpr irfft(std::int32_t fft_length, Table table)
      : half_(fft_length / 2, table, fft_direction::inverse) {}

  /// Transforms pairs of real and imaginary part for frequencies 0 ... fft_length / 2 into fft_length
  /// samples. Input and output must not overlap.
  template <class Spectrum>
  MOTE_NOINLINE constexpr void operator()(Spectrum input, T* output) const {
    half_(joined_spectrum<Spectrum>{input, half_}, output);
    if constexpr (std::is_floating_point_v<T>) {
      const std::int32_t length = 2 * half_.size();
      for (std::int32_t i = 0; i < length; ++i) output[i] /= static_cast<T>(length);
    }
  }

 private:
  using arithmetic = sample_arithmetic<T>;

  /// The spectrum of the complex samples, each made of two real ones.
  template <class Spectrum>
  struct joined_spectrum {
    Spectrum spectrum;
    const fft<T, Table>& half;

    constexpr complex<T> operator()(std::int32_t i) const {
      const std::int32_t size = half.size();
      if (i == 0) {
        const T first = spectrum[0];
        const T last = spectrum[2 * size];
        return divide(complex<T>{arithmetic::add(first, last), arithmetic::subtract(first, last)}, 2);
      }
      if (2 * i >= size) {
        const auto [even, odd] = half.split(spectrum, size - i);
        return conjugate(subtract(even, odd));
      }
      const auto [even, odd] = half.split(spectrum, i);
      return add(even, odd);
    }
  };

  fft<T, Table> half_;
};

}  // namespace mote::signal

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_SIGNAL_OPERATORS_FFT_OPTIONS_HPP
#define MOTE_SIGNAL_OPERATORS_FFT_OPTIONS_HPP

#include <cstdint>

#include "mote/ops/custom_options.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/signal/fft.hpp"

namespace mote::ops {

/// What SignalRfft and SignalIrfft have in common. Options: T, the code of their type, and fft_length.
struct fft_options {
  static constexpr std::int32_t length_of(const node_view& view) {
    return custom_options(view).integer("fft_length");
  }

  /// One input and one output of the type in the options, with the same rows, and a length that can be
  /// transformed.
  static constexpr bool check_transform(node_check& check) {
    if (!check.operands(1, 1)) return false;
    const operand input = check.input(0);
    const operand output = check.output();
    custom_options options(check.view());
    const std::int32_t type = options.integer("T");
    const std::int32_t length = options.integer("fft_length");
    if (!check.require(options.complete(), error::bad_custom_options)) return false;
    bool ok = check.require(signal::valid_fft_length(length), error::bad_option, none, length);
    ok &= check.type(input, {tensor_type::int16, tensor_type::int32, tensor_type::float32});
    ok = ok && check.require(static_cast<std::int32_t>(input.type) == type, error::bad_option, input.index);
    ok &= check.same_type(output, input.type);
    const int rank = input.shape.rank();
    bool same_rows = rank >= 1 && output.shape.rank() == rank;
    for (int axis = 0; same_rows && axis + 1 < rank; ++axis)
      same_rows = output.shape[axis] == input.shape[axis];
    return check.require(same_rows, error::shape_mismatch, output.index) && ok;
  }
};

/// The factors of a transform, as signal::make_fft_table writes them: constants of a static model. An
/// interpreter computes each where it is used, which needs no memory for them, but ten times the cycles.
template <class T, signal::fft_direction Direction>
class fft_factors {
 public:
  using value_type = signal::complex<T>;

  constexpr explicit fft_factors(const node_view& view) : length_(fft_options::length_of(view)) {}

  constexpr std::int32_t size() const { return signal::fft_table_size(length_); }
  constexpr value_type operator[](std::int32_t index) const {
    return signal::fft_table_entry<T>(length_, Direction, index);
  }

 private:
  std::int32_t length_;
};

}  // namespace mote::ops

#endif

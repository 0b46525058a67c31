// SPDX-License-Identifier: Apache-2.0

// The int8 operators once more, for judging the library's: slow, short, and sharing no code with it.
//
// They give what TensorFlow Lite Micro's reference kernels give, byte for byte (double rounding). Tensors are
// plain vectors in row-major order, images are NHWC. The functions take what a valid model can contain and
// check nothing.

#ifndef MOTE_TESTS_SUPPORT_ORACLE_HPP
#define MOTE_TESTS_SUPPORT_ORACLE_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace oracle {

using shape = std::vector<int>;

struct quantization {
  std::vector<float> scale;  // one, or one for each output channel
  int zero_point = 0;
};

template <class T>
struct tensor {
  shape dimensions;
  std::vector<T> data;
  quantization quantized;

  int dimension(std::size_t axis) const { return dimensions[axis]; }
  float scale() const { return quantized.scale[0]; }
  int zero_point() const { return quantized.zero_point; }
};

enum class activation { none, relu, relu_n1_to_1, relu6 };

// How a filter moves over an image: of what CONV_2D, DEPTHWISE_CONV_2D and pooling have in common.
struct window {
  bool same_padding = false;
  int stride_h = 1, stride_w = 1;
  int dilation_h = 1, dilation_w = 1;
};

// ---- Arithmetic

inline double real(float value) { return static_cast<double>(value); }

inline std::size_t count(const shape& dimensions) {
  std::size_t product = 1;
  for (const int d : dimensions) product *= static_cast<std::size_t>(d);
  return product;
}

template <class T>
T saturate(double value) {
  return static_cast<T>(std::clamp(value, static_cast<double>(std::numeric_limits<T>::lowest()),
                                   static_cast<double>(std::numeric_limits<T>::max())));
}

// The reference's 32-bit sums and left shifts wrap.
inline std::int32_t wrap(std::int64_t value) { return static_cast<std::int32_t>(value); }

// a * b / 2^31 to the nearest, ties up.
inline std::int32_t multiply_high(std::int32_t a, std::int32_t b) {
  const std::int64_t rounded = (std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31;
  return static_cast<std::int32_t>(std::min<std::int64_t>(rounded, std::numeric_limits<std::int32_t>::max()));
}

// x / 2^n to the nearest, ties away from zero.
inline std::int32_t divide_by_power(std::int32_t x, int n) {
  return static_cast<std::int32_t>(std::round(std::ldexp(static_cast<double>(x), -n)));
}

// A real multiplier as value / 2^31 * 2^shift.
struct multiplier {
  std::int32_t value = 0;
  int shift = 0;
};

inline multiplier quantize_multiplier(double exact) {
  int shift = 0;
  auto value = static_cast<std::int64_t>(std::round(std::ldexp(std::frexp(exact, &shift), 31)));
  if (value == std::int64_t{1} << 31) {
    value /= 2;
    ++shift;
  }
  if (shift < -31) return {};
  return {static_cast<std::int32_t>(value), shift};
}

// Rounds twice: after the multiplication and after the shift.
inline std::int32_t multiply(std::int64_t x, multiplier by) {
  const std::int32_t shifted = wrap(wrap(x) * (std::int64_t{1} << std::max(by.shift, 0)));
  return divide_by_power(multiply_high(shifted, by.value), std::max(-by.shift, 0));
}

// Rounds once, but the multiplier to 16 bits before.
inline std::int32_t multiply_once(std::int64_t x, multiplier by) {
  const double reduced = std::min(std::floor(by.value / 65536.0 + 0.5), 32767.0);
  const double product = static_cast<double>(x) * reduced;
  return wrap(static_cast<std::int64_t>(std::floor(std::ldexp(product, by.shift - 15) + 0.5)));
}

// A sum with a bias of type Bias, which says how the reference multiplies it.
template <class Bias>
std::int32_t requantize_sum(std::int64_t sum, multiplier by) {
  return sizeof(Bias) == 8 ? multiply_once(sum, by) : multiply(sum, by);
}

// Adds the output's zero point and clamps to the range of the fused activation.
template <class Output = std::int8_t>
Output finish(std::int32_t scaled, activation fused, const quantization& output) {
  const auto quantized = [&](float value) {
    return output.zero_point + real(std::round(value / output.scale[0]));
  };
  double low = std::numeric_limits<Output>::min(), high = std::numeric_limits<Output>::max();
  if (fused == activation::relu || fused == activation::relu6) low = std::max(low, quantized(0.0F));
  if (fused == activation::relu6) high = std::min(high, quantized(6.0F));
  if (fused == activation::relu_n1_to_1) low = std::max(low, quantized(-1.0F));
  if (fused == activation::relu_n1_to_1) high = std::min(high, quantized(1.0F));
  return static_cast<Output>(std::min(std::max(static_cast<double>(scaled) + output.zero_point, low), high));
}

// ---- Geometry

inline int output_size(int input, int filter, int stride, int dilation, bool same_padding) {
  const int reach = (filter - 1) * dilation + 1;
  return same_padding ? (input + stride - 1) / stride : (input - reach + stride) / stride;
}

// Rows or columns of padding before the first one; an odd one goes to the end.
inline int padding_before(int input, int output, int filter, int stride, int dilation) {
  const int reach = (filter - 1) * dilation + 1;
  return std::max((output - 1) * stride + reach - input, 0) / 2;
}

inline std::size_t offset(const shape& dimensions, int n, int y, int x, int c) {
  const int pixel = (n * dimensions[1] + y) * dimensions[2] + x;
  return static_cast<std::size_t>(pixel) * static_cast<std::size_t>(dimensions[3]) +
         static_cast<std::size_t>(c);
}

// Calls visit(n, y, x, taps) for each output pixel; taps holds the filter positions that lie inside the
// image.
struct tap {
  int filter_y, filter_x, input_y, input_x;
};

template <class Visitor>
shape slide(const shape& input, int filter_h, int filter_w, const window& w, int output_depth,
            Visitor visit) {
  const int height = output_size(input[1], filter_h, w.stride_h, w.dilation_h, w.same_padding);
  const int width = output_size(input[2], filter_w, w.stride_w, w.dilation_w, w.same_padding);
  const int top = padding_before(input[1], height, filter_h, w.stride_h, w.dilation_h);
  const int left = padding_before(input[2], width, filter_w, w.stride_w, w.dilation_w);
  for (int n = 0; n < input[0]; ++n) {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        std::vector<tap> taps;
        for (int fy = 0; fy < filter_h; ++fy) {
          for (int fx = 0; fx < filter_w; ++fx) {
            const int iy = y * w.stride_h - top + fy * w.dilation_h;
            const int ix = x * w.stride_w - left + fx * w.dilation_w;
            if (iy >= 0 && iy < input[1] && ix >= 0 && ix < input[2]) taps.push_back({fy, fx, iy, ix});
          }
        }
        visit(n, y, x, taps);
      }
    }
  }
  return {input[0], height, width, output_depth};
}

// ---- Layers with weights, of int8 or int16 activations. An empty bias is none.

// One multiplier for each channel: input scale * filter scale / output scale.
inline std::vector<multiplier> channel_multipliers(float input_scale, const std::vector<float>& filter_scales,
                                                   float output_scale, std::size_t channels) {
  std::vector<multiplier> result;
  for (std::size_t c = 0; c < channels; ++c) {
    const double filter_scale = real(filter_scales[filter_scales.size() == 1 ? 0 : c]);
    result.push_back(quantize_multiplier(real(input_scale) * filter_scale / real(output_scale)));
  }
  return result;
}

// input [n, h, w, depth], filter [channels, h, w, depth / groups], output [n, h', w', channels].
template <class T, class Bias = std::int32_t>
tensor<T> conv_2d(const tensor<T>& input, const tensor<std::int8_t>& filter, const std::vector<Bias>& bias,
                  const window& w, activation fused, const quantization& output) {
  const int channels = filter.dimension(0);
  const int depth = filter.dimension(3);
  const int channels_per_group = channels / (input.dimension(3) / depth);
  const auto multipliers = channel_multipliers(input.scale(), filter.quantized.scale, output.scale[0],
                                               static_cast<std::size_t>(channels));
  tensor<T> result{{}, {}, output};
  const auto pixel = [&](int n, int, int, const std::vector<tap>& taps) {
    for (int channel = 0; channel < channels; ++channel) {
      const auto c = static_cast<std::size_t>(channel);
      const int first = channel / channels_per_group * depth;
      std::int64_t sum = bias.empty() ? 0 : bias[c];
      for (const tap& t : taps) {
        for (int d = 0; d < depth; ++d) {
          sum +=
              filter.data[offset(filter.dimensions, channel, t.filter_y, t.filter_x, d)] *
              (input.data[offset(input.dimensions, n, t.input_y, t.input_x, first + d)] - input.zero_point());
        }
      }
      result.data.push_back(finish<T>(requantize_sum<Bias>(sum, multipliers[c]), fused, output));
    }
  };
  result.dimensions = slide(input.dimensions, filter.dimension(1), filter.dimension(2), w, channels, pixel);
  return result;
}

// input [n, h, w, depth], filter [1, h, w, depth * multiplier], output [n, h', w', depth * multiplier].
template <class T, class Bias = std::int32_t>
tensor<T> depthwise_conv_2d(const tensor<T>& input, const tensor<std::int8_t>& filter,
                            const std::vector<Bias>& bias, const window& w, activation fused,
                            const quantization& output) {
  const int channels = filter.dimension(3);
  const int depth_multiplier = channels / input.dimension(3);
  const auto multipliers = channel_multipliers(input.scale(), filter.quantized.scale, output.scale[0],
                                               static_cast<std::size_t>(channels));
  tensor<T> result{{}, {}, output};
  const auto pixel = [&](int n, int, int, const std::vector<tap>& taps) {
    for (int channel = 0; channel < channels; ++channel) {
      const auto c = static_cast<std::size_t>(channel);
      std::int64_t sum = bias.empty() ? 0 : bias[c];
      for (const tap& t : taps) {
        const auto from = offset(input.dimensions, n, t.input_y, t.input_x, channel / depth_multiplier);
        sum += filter.data[offset(filter.dimensions, 0, t.filter_y, t.filter_x, channel)] *
               (input.data[from] - input.zero_point());
      }
      result.data.push_back(finish<T>(requantize_sum<Bias>(sum, multipliers[c]), fused, output));
    }
  };
  result.dimensions = slide(input.dimensions, filter.dimension(1), filter.dimension(2), w, channels, pixel);
  return result;
}

// input [n, h, w, depth], filter [channels, h, w, depth], output [n, h', w', channels]: each pixel of the
// input adds a filter to the output.
template <class T, class Bias = std::int32_t>
tensor<T> transpose_conv(const tensor<T>& input, const tensor<std::int8_t>& filter,
                         const std::vector<Bias>& bias, const window& w, activation fused,
                         const shape& dimensions, const quantization& output) {
  const int height = dimensions[1], width = dimensions[2], channels = dimensions[3];
  const int top = padding_before(height, input.dimension(1), filter.dimension(1), w.stride_h, 1);
  const int left = padding_before(width, input.dimension(2), filter.dimension(2), w.stride_w, 1);
  const auto multipliers = channel_multipliers(input.scale(), filter.quantized.scale, output.scale[0],
                                               static_cast<std::size_t>(channels));
  std::vector<std::int64_t> sums(count(dimensions));
  for (std::size_t i = 0; i < count(filter.dimensions) * count(input.dimensions); ++i) {
    const std::size_t in = i / count(filter.dimensions), tap = i % count(filter.dimensions);
    const auto along = [](const shape& s, std::size_t element, std::size_t axis) {
      for (std::size_t k = 3; k > axis; --k) element /= static_cast<std::size_t>(s[k]);
      return static_cast<int>(element % static_cast<std::size_t>(s[axis]));
    };
    if (along(input.dimensions, in, 3) != along(filter.dimensions, tap, 3)) continue;
    const int y = along(input.dimensions, in, 1) * w.stride_h - top + along(filter.dimensions, tap, 1);
    const int x = along(input.dimensions, in, 2) * w.stride_w - left + along(filter.dimensions, tap, 2);
    if (y < 0 || y >= height || x < 0 || x >= width) continue;
    const int n = along(input.dimensions, in, 0), c = along(filter.dimensions, tap, 0);
    sums[offset(dimensions, n, y, x, c)] += (input.data[in] - input.zero_point()) * filter.data[tap];
  }
  tensor<T> result{dimensions, {}, output};
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const std::size_t c = i % static_cast<std::size_t>(channels);
    const std::int64_t sum = sums[i] + (bias.empty() ? 0 : bias[c]);
    result.data.push_back(finish<T>(requantize_sum<Bias>(sum, multipliers[c]), fused, output));
  }
  return result;
}

// input [..., depth], flattened to rows of depth; filter [channels, depth]; output [rows, channels], or the
// input's dimensions with the last one replaced.
template <class T, class Bias = std::int32_t>
tensor<T> fully_connected(const tensor<T>& input, const tensor<std::int8_t>& filter,
                          const std::vector<Bias>& bias, bool keep_dimensions, activation fused,
                          const quantization& output) {
  const auto channels = static_cast<std::size_t>(filter.dimension(0));
  const auto depth = static_cast<std::size_t>(filter.dimension(1));
  const std::size_t rows = input.data.size() / depth;
  auto multipliers = channel_multipliers(input.scale(), filter.quantized.scale, output.scale[0], channels);
  if (filter.quantized.scale.size() == 1) {
    const float product = input.scale() * filter.scale();  // in float, unlike with a scale for each channel
    multipliers.assign(channels, quantize_multiplier(real(product) / real(output.scale[0])));
  }
  tensor<T> result{{static_cast<int>(rows), filter.dimension(0)}, {}, output};
  if (keep_dimensions) {
    result.dimensions = input.dimensions;
    result.dimensions.back() = filter.dimension(0);
  }
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      std::int64_t sum = bias.empty() ? 0 : bias[c];
      for (std::size_t d = 0; d < depth; ++d) {
        sum += filter.data[c * depth + d] * (input.data[row * depth + d] - input.zero_point());
      }
      result.data.push_back(finish<T>(requantize_sum<Bias>(sum, multipliers[c]), fused, output));
    }
  }
  return result;
}

// ---- Pooling. Input and output have the same quantisation, so raw values are averaged and compared.

template <class T, class Combine>
tensor<T> pool_2d(const tensor<T>& input, int filter_h, int filter_w, const window& w, activation fused,
                  Combine combine) {
  const int depth = input.dimension(3);
  tensor<T> result{{}, {}, input.quantized};
  const auto pixel = [&](int n, int, int, const std::vector<tap>& taps) {
    for (int c = 0; c < depth; ++c) {
      std::vector<int> values;
      values.reserve(taps.size());
      for (const tap& t : taps)
        values.push_back(input.data[offset(input.dimensions, n, t.input_y, t.input_x, c)]);
      result.data.push_back(finish<T>(combine(values) - input.zero_point(), fused, input.quantized));
    }
  };
  result.dimensions = slide(input.dimensions, filter_h, filter_w, w, depth, pixel);
  return result;
}

// The mean of the pixels inside the image, ties away from zero.
template <class T>
tensor<T> average_pool_2d(const tensor<T>& input, int filter_h, int filter_w, const window& w,
                          activation fused) {
  return pool_2d(input, filter_h, filter_w, w, fused, [](const std::vector<int>& values) {
    double sum = 0;
    for (const int value : values) sum += value;
    return static_cast<std::int32_t>(std::round(sum / static_cast<double>(values.size())));
  });
}

template <class T>
tensor<T> max_pool_2d(const tensor<T>& input, int filter_h, int filter_w, const window& w, activation fused) {
  return pool_2d(input, filter_h, filter_w, w, fused, [](const std::vector<int>& values) {
    return *std::max_element(values.begin(), values.end());
  });
}

// ---- Two inputs, element by element

// Dimensions are aligned at the last one; a dimension of 1, or a missing one, is repeated.
template <class Output, class A, class B, class Function>
tensor<Output> broadcast(const tensor<A>& a, const tensor<B>& b, const quantization& output,
                         Function function) {
  const std::size_t rank = std::max(a.dimensions.size(), b.dimensions.size());
  const auto extended = [rank](shape dimensions) {
    dimensions.insert(dimensions.begin(), rank - dimensions.size(), 1);
    return dimensions;
  };
  const shape a_shape = extended(a.dimensions);
  const shape b_shape = extended(b.dimensions);
  shape out_shape(rank);
  for (std::size_t i = 0; i < rank; ++i) out_shape[i] = std::max(a_shape[i], b_shape[i]);

  tensor<Output> result{out_shape, {}, output};
  for (std::size_t element = 0; element < count(out_shape); ++element) {
    std::size_t rest = element, at_a = 0, at_b = 0, step_a = 1, step_b = 1;
    for (std::size_t i = rank; i-- > 0;) {
      const std::size_t position = rest % static_cast<std::size_t>(out_shape[i]);
      rest /= static_cast<std::size_t>(out_shape[i]);
      if (a_shape[i] != 1) at_a += position * step_a;
      if (b_shape[i] != 1) at_b += position * step_b;
      step_a *= static_cast<std::size_t>(a_shape[i]);
      step_b *= static_cast<std::size_t>(b_shape[i]);
    }
    result.data.push_back(function(a.data[at_a], b.data[at_b]));
  }
  return result;
}

// a + sign * b.
template <class T>
tensor<T> add(const tensor<T>& a, const tensor<T>& b, activation fused, const quantization& output,
              int sign = 1) {
  const int left_shift = sizeof(T) == 1 ? 20 : 15;
  const double unit = 2 * real(std::max(a.scale(), b.scale()));
  // Of an int8 subtraction the reference rounds these ratios to float.
  const auto ratio = [&](double exact) {
    return quantize_multiplier(sign < 0 && sizeof(T) == 1 ? real(static_cast<float>(exact)) : exact);
  };
  const multiplier by_a = ratio(real(a.scale()) / unit);
  const multiplier by_b = ratio(real(b.scale()) / unit);
  const multiplier by_sum = ratio(unit / (std::ldexp(1.0, left_shift) * real(output.scale[0])));
  return broadcast<T>(a, b, output, [&](int x, int y) {
    const int fine_x = (x - a.zero_point()) * (1 << left_shift);
    const int fine_y = (y - b.zero_point()) * (1 << left_shift);
    return finish<T>(multiply(multiply(fine_x, by_a) + sign * multiply(fine_y, by_b), by_sum), fused, output);
  });
}

// ---- Softmax along the last dimension, in fixed point: Qm.n is an int32 with n fractional bits

constexpr std::int32_t almost_one = std::numeric_limits<std::int32_t>::max();  // in Q0.31

inline std::int32_t fixed(double value, int fractional_bits) {
  return saturate<std::int32_t>(std::round(std::ldexp(value, fractional_bits)));
}

inline std::int32_t shift_left(std::int32_t x, int n) {
  return saturate<std::int32_t>(std::ldexp(static_cast<double>(x), n));
}

// exp(x) in Q0.31 for x in Q5.26, -32 < x <= 0: a Taylor series around -1/8 for the part within [-1/4, 0),
// one factor for each further bit of x.
inline std::int32_t exp_of_negative(std::int32_t x) {
  if (x == 0) return almost_one;
  const std::int32_t quarter = fixed(0.25, 26);
  const std::int32_t within = (x & (quarter - 1)) - quarter;
  const std::int32_t z = shift_left(within, 5) + fixed(0.125, 31);
  const std::int32_t z2 = multiply_high(z, z);
  const std::int32_t z3 = multiply_high(z2, z);
  const std::int32_t z4 = multiply_high(z2, z2);
  // z^2 / 2 + z^3 / 6 + z^4 / 24
  const std::int32_t higher =
      divide_by_power(multiply_high(divide_by_power(z4, 2) + z3, fixed(1.0 / 3.0, 31)) + z2, 1);
  const std::int32_t middle = fixed(std::exp(-0.125), 31);
  std::int32_t result = middle + multiply_high(middle, z + higher);
  for (int exponent = -2; exponent <= 4; ++exponent) {
    if (((within - x) >> (26 + exponent)) & 1) {
      result = multiply_high(result, fixed(std::exp(-std::ldexp(1.0, exponent)), 31));
    }
  }
  return result;
}

// 1 / (1 + x) in Q0.31 for x in Q0.31, 0 <= x < 1: three steps of Newton's method on the half of the
// denominator.
inline std::int32_t reciprocal_of_one_plus(std::int32_t x) {
  const auto half = static_cast<std::int32_t>((std::int64_t{x} + almost_one + 1) / 2);
  std::int32_t estimate = fixed(48.0 / 17.0, 29) + multiply_high(half, fixed(-32.0 / 17.0, 29));
  for (int step = 0; step < 3; ++step) {
    const std::int32_t error = fixed(1.0, 29) - multiply_high(half, estimate);
    estimate += shift_left(multiply_high(estimate, error), 2);
  }
  return shift_left(estimate, 1);
}

template <class Output>
tensor<Output> softmax(const tensor<std::int8_t>& input, float beta, const quantization& output) {
  constexpr int scaled_bits = 26, sum_bits = 19;
  const multiplier by = quantize_multiplier(
      std::min(real(beta) * real(input.scale()) * std::ldexp(1.0, scaled_bits), std::ldexp(1.0, 31) - 1.0));
  const auto lowest = static_cast<int>(-std::floor(std::ldexp(31.0, scaled_bits - by.shift)));
  const auto depth = static_cast<std::size_t>(input.dimensions.back());

  tensor<Output> result{input.dimensions, {}, output};
  for (std::size_t row = 0; row < input.data.size(); row += depth) {
    const std::int8_t* const begin = &input.data[row];
    const int greatest = *std::max_element(begin, begin + depth);
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < depth; ++i) {
      const int difference = begin[i] - greatest;
      if (difference >= lowest) {
        sum += divide_by_power(exp_of_negative(multiply(difference, by)), 31 - sum_bits);
      }
    }
    // sum = (1 + fraction) * 2^whole_bits
    int whole_bits = 0;
    while ((std::int64_t{sum} >> sum_bits >> (whole_bits + 1)) != 0) ++whole_bits;
    const std::int64_t normalised = std::int64_t{sum} << (31 - sum_bits - whole_bits);
    const std::int32_t scale =
        reciprocal_of_one_plus(static_cast<std::int32_t>(normalised - (std::int64_t{1} << 31)));
    for (std::size_t i = 0; i < depth; ++i) {
      const int difference = begin[i] - greatest;
      Output value = std::numeric_limits<Output>::min();
      if (difference >= lowest) {
        const int output_bits = std::numeric_limits<Output>::digits + 1;
        const std::int32_t product = multiply_high(scale, exp_of_negative(multiply(difference, by)));
        value = saturate<Output>(divide_by_power(product, whole_bits + 31 - output_bits) +
                                 std::numeric_limits<Output>::min());
      }
      result.data.push_back(value);
    }
  }
  return result;
}

// ---- Conversions

template <class Output>
tensor<Output> quantize(const tensor<float>& input, const quantization& output) {
  tensor<Output> result{input.dimensions, {}, output};
  for (const float value : input.data) {
    result.data.push_back(saturate<Output>(output.zero_point + real(std::round(value / output.scale[0]))));
  }
  return result;
}

template <class Output, class Input>
tensor<Output> requantize(const tensor<Input>& input, const quantization& output) {
  const multiplier by = quantize_multiplier(real(input.scale()) / real(output.scale[0]));
  tensor<Output> result{input.dimensions, {}, output};
  for (const Input value : input.data) {
    result.data.push_back(saturate<Output>(
        static_cast<double>(multiply(std::int64_t{value} - input.zero_point(), by)) + output.zero_point));
  }
  return result;
}

template <class Input>
tensor<float> dequantize(const tensor<Input>& input) {
  tensor<float> result{input.dimensions, {}, {}};
  for (const Input value : input.data) {
    result.data.push_back(static_cast<float>(real(input.scale()) * (value - input.zero_point())));
  }
  return result;
}

}  // namespace oracle

#endif  // MOTE_TESTS_SUPPORT_ORACLE_HPP

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_BATCH_MATMUL_HPP
#define MOTE_OPS_BATCH_MATMUL_HPP

#include <cstdint>
#include <limits>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/activation.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/node_view.hpp"

namespace mote {

/// A product of matrices for each of three batch axes, with the steps from one matrix to the next: 0 along an
/// axis where one matrix serves all.
template <class Extents>
struct batch_matmul_geometry : Extents {
  static constexpr int batch_axes = 3;

  template <int Axis>
  constexpr std::int32_t batches() const {
    return this->template get<Axis>();
  }
  template <int Axis>
  constexpr std::int32_t first_batch_step() const {
    return this->template get<3 + Axis>();
  }
  template <int Axis>
  constexpr std::int32_t second_batch_step() const {
    return this->template get<6 + Axis>();
  }
  constexpr std::int32_t rows() const { return this->template get<9>(); }
  constexpr std::int32_t depth() const { return this->template get<10>(); }
  constexpr std::int32_t columns() const { return this->template get<11>(); }
  constexpr bool first_transposed() const { return this->template get<12>() != 0; }
  constexpr bool second_transposed() const { return this->template get<13>() != 0; }
};

namespace portable {

/// output[b, r, c] = products.result(sum over k of products(first[b, r, k], second[b, k, c]))
///
/// first [rows, depth] or transposed, second [depth, columns] or transposed, output [rows, columns], for b
/// along all batch axes. Source: reference_ops::BatchMatMul, which transposes in memory.
template <class Geometry, class First, class Second, class Products, class Output>
MOTE_NOINLINE constexpr void batch_matmul(const Geometry& g, const First& first, const Second& second,
                                          const Products& products, Output* output) {
  const std::int32_t row_step = g.first_transposed() ? 1 : g.depth();
  const std::int32_t first_step = g.first_transposed() ? g.rows() : 1;
  const std::int32_t column_step = g.second_transposed() ? g.depth() : 1;
  const std::int32_t second_step = g.second_transposed() ? 1 : g.columns();
  for (std::int32_t b0 = 0; b0 < g.template batches<0>(); ++b0) {
    for (std::int32_t b1 = 0; b1 < g.template batches<1>(); ++b1) {
      for (std::int32_t b2 = 0; b2 < g.template batches<2>(); ++b2) {
        std::int32_t row = b0 * g.template first_batch_step<0>() + b1 * g.template first_batch_step<1>() +
                           b2 * g.template first_batch_step<2>();
        const std::int32_t matrix = b0 * g.template second_batch_step<0>() +
                                    b1 * g.template second_batch_step<1>() +
                                    b2 * g.template second_batch_step<2>();
        for (std::int32_t r = 0; r < g.rows(); ++r, row += row_step) {
          std::int32_t column = matrix;
          for (std::int32_t c = 0; c < g.columns(); ++c, column += column_step) {
            typename Products::sum_type sum{};
            std::int32_t i = row;
            std::int32_t j = column;
            for (std::int32_t k = 0; k < g.depth(); ++k, i += first_step, j += second_step) {
              sum += products(first[i], second[j]);
            }
            *output++ = static_cast<Output>(products.result(sum));
          }
        }
      }
    }
  }
}

}  // namespace portable

namespace ops {

/// BATCH_MATMUL, int8, int16 or float32: both inputs and the output of one type and of rank 2 to 5, batch
/// axes broadcast. Needs no memory for transposed inputs.
struct batch_matmul {
  static constexpr builtin_operator code = builtin_operator::batch_matmul;
  using option = schema::batch_matmul_options;
  template <class Extents>
  using geometry = batch_matmul_geometry<Extents>;
  static constexpr int batch_axes = 3;

  /// Source of the multiplier: GetQuantizedConvolutionMultipler, which multiplies the scales in float.
  struct quantized_products {
    quantized_multiplier multiplier;
    output_stage stage;

    constexpr explicit quantized_products(const node_view& view)
        : multiplier(((real(view.input(0).quantization.scale()) * real(view.input(1).quantization.scale()))
                          .rounded_to_float() /
                      real(view.output().quantization.scale()))
                         .quantized()) {
      const value_range range = range_of(view.output().type);
      stage = {view.output().quantization.zero_point(), static_cast<std::int32_t>(range.low),
               static_cast<std::int32_t>(range.high)};
    }
  };

  struct int8_products : quantized_products {
    using parameters = int8_products;
    using sum_type = std::int32_t;
    static constexpr int most_exponent = 30;

    std::int32_t first_offset;
    std::int32_t second_offset;

    constexpr explicit int8_products(const node_view& view)
        : quantized_products(view),
          first_offset(-view.input(0).quantization.zero_point()),
          second_offset(-view.input(1).quantization.zero_point()) {}

    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const {
      return (a + first_offset) * (b + second_offset);
    }
    constexpr std::int32_t result(std::int32_t sum) const { return stage(multiply(sum, multiplier)); }
  };

  struct int16_products : quantized_products {
    using parameters = int16_products;
    using sum_type = std::int64_t;
    // The largest that the reference's multiplication of 64-bit sums is defined for.
    static constexpr int most_exponent = 7;

    using quantized_products::quantized_products;

    constexpr std::int32_t operator()(std::int32_t a, std::int32_t b) const { return a * b; }
    constexpr std::int32_t result(std::int64_t sum) const { return stage(multiply_wide(sum, multiplier)); }
  };

  struct float_products {
    using parameters = float_products;
    using sum_type = float;

    constexpr explicit float_products(const node_view& /*view*/) {}

    constexpr float operator()(float a, float b) const { return a * b; }
    static constexpr float result(float sum) { return sum; }
  };

  static constexpr bool transposes(const node_view& view, int input) {
    return view.options().scalar<bool>(input == 0 ? option::adj_x : option::adj_y);
  }

  /// Sizes of an input seen as not transposed, its axes counted from the last one; 1 beyond its rank.
  static constexpr std::int32_t size(const node_view& view, int input, int from_last) {
    const shape& s = view.input(input).shape;
    const int at = from_last < 2 && transposes(view, input) ? 1 - from_last : from_last;
    return at < s.rank() ? s[s.rank() - 1 - at] : 1;
  }

  static constexpr dynamic_extents<14> extents(const node_view& view) {
    const std::int32_t rows = size(view, 0, 1);
    const std::int32_t depth = size(view, 0, 0);
    const std::int32_t columns = size(view, 1, 0);
    dynamic_extents<14> result{{1, 1, 1, 0, 0, 0, 0, 0, 0, rows, depth, columns, transposes(view, 0) ? 1 : 0,
                                transposes(view, 1) ? 1 : 0}};
    std::int32_t steps[] = {rows * depth, depth * columns};
    for (int axis = batch_axes - 1; axis >= 0; --axis) {
      for (int input = 0; input < 2; ++input) {
        const std::int32_t batches = size(view, input, batch_axes + 1 - axis);
        if (batches == 1) continue;
        result.values[axis] = batches;
        result.values[batch_axes * (1 + input) + axis] = steps[input];
        steps[input] *= batches;
      }
    }
    return result;
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    const operand first = check.input(0);
    const operand second = check.input(1);
    const operand output = check.output();
    if (first.type == tensor_type::float32 && second.type == tensor_type::int8) {
      check.require(false, error::hybrid_model, first.index);
      return;
    }
    if (!check.type(first, {tensor_type::int8, tensor_type::int16, tensor_type::float32})) return;
    bool ok = check.same_type(second, first.type);
    ok &= check.same_type(output, first.type);
    if (!ok || !check_shapes(check) || first.type == tensor_type::float32) return;
    ok = check.quantized_activations(first);
    ok &= check.quantized_activations(second);
    ok &= check.quantized_activations(output);
    if (!ok) return;
    const bool is_narrow = first.type == tensor_type::int8;
    const std::int32_t depth = size(check.view(), 0, 0);
    constexpr std::int32_t most_products = 0x7fffffff / (255 * 255);
    check.require(!is_narrow || depth <= most_products, error::accumulator_overflow, first.index, depth);
    const int most_exponent = is_narrow ? int8_products::most_exponent : int16_products::most_exponent;
    check.require(quantized_products(check.view()).multiplier.exponent <= most_exponent,
                  error::scales_too_far_apart, output.index);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, std::int16_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using products =
          std::conditional_t<std::is_same_v<element, float>, float_products,
                             std::conditional_t<sizeof(element) == 1, int8_products, int16_products>>;
      portable::batch_matmul(context.template geometry<batch_matmul>(), context.template input<element, 0>(),
                             context.template input<element, 1>(), context.template parameters<products>(),
                             context.template output<element>());
    });
  }

 private:
  static constexpr bool check_shapes(node_check& check) {
    constexpr int most_rank = 2 + batch_axes;
    const node_view& view = check.view();
    int rank = 0;
    for (int input = 0; input < 2; ++input) {
      const operand subject = check.input(input);
      const int its_rank = subject.shape.rank();
      if (!check.require(its_rank >= 2, error::shape_mismatch, subject.index, its_rank) ||
          !check.require(its_rank <= most_rank, error::bad_rank, subject.index, its_rank))
        return false;
      rank = its_rank > rank ? its_rank : rank;
    }
    bool fits = size(view, 0, 0) == size(view, 1, 1);
    shape expected;
    for (int i = rank - 1; i >= 2; --i) {
      const std::int32_t a = size(view, 0, i);
      const std::int32_t b = size(view, 1, i);
      fits &= a == b || a == 1 || b == 1;
      expected.push_back(a == 1 ? b : a);
    }
    if (!check.require(fits, error::shape_mismatch, view.input_index(1))) return false;
    expected.push_back(size(view, 0, 1));
    expected.push_back(size(view, 1, 0));
    return check.require(view.output().shape == expected, error::shape_mismatch, view.output_index(0));
  }
};

}  // namespace ops
}  // namespace mote

#endif

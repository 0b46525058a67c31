// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_RESIZE_BILINEAR_HPP
#define MOTE_OPS_RESIZE_BILINEAR_HPP

#include <cstdint>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/fixed_point.hpp"
#include "mote/ops/extents.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/ops/resize.hpp"

namespace mote {

template <class Extents>
struct resize_geometry : Extents {
  constexpr std::int32_t batches() const { return this->template get<0>(); }
  constexpr std::int32_t input_height() const { return this->template get<1>(); }
  constexpr std::int32_t input_width() const { return this->template get<2>(); }
  constexpr std::int32_t depth() const { return this->template get<3>(); }
  constexpr std::int32_t output_height() const { return this->template get<4>(); }
  constexpr std::int32_t output_width() const { return this->template get<5>(); }
};

/// A place on an axis of an image: between which two pixels, and how far from the first.
template <class T>
struct interpolated_position {
  std::int32_t lower;
  std::int32_t upper;
  T fraction;
};

/// Interpolation of int8: positions and weights have 10 bits behind the point. Source:
/// reference_ops::ResizeBilinearInteger.
class fixed_point_interpolation {
 public:
  using element = std::int8_t;

  constexpr explicit fixed_point_interpolation(const resized_axis& axis)
      : scale_((axis.numerator() * one + axis.denominator() / 2) / axis.denominator()),
        offset_(axis.half_pixel_centers ? scale_ / 2 - one / 2 : 0),
        last_(axis.input - 1) {}

  constexpr interpolated_position<std::int32_t> operator()(std::int32_t index) const {
    const std::int32_t position = index * scale_ + offset_;
    // The scale is rounded: so positions may lie behind the last pixel.
    const auto lower = clamp<std::int32_t>(position / one, 0, last_);
    const auto upper = clamp<std::int32_t>((position + one - 1) / one, 0, last_);
    return {lower, upper, lower < upper ? position - lower * one : 0};
  }

  static constexpr element mix(element a, element b, element c, element d, std::int32_t down,
                               std::int32_t right) {
    const std::int32_t sum =
        (a * (one - right) + b * right) * (one - down) + (c * (one - right) + d * right) * down;
    constexpr std::int32_t unit = one * one;
    return static_cast<element>((sum + (sum > 0 ? unit / 2 : -unit / 2)) / unit);
  }

 private:
  static constexpr std::int32_t one = 1 << 10;
  std::int32_t scale_;
  std::int32_t offset_;
  std::int32_t last_;
};

/// Interpolation of float32. Source: reference_ops::ResizeBilinear.
class float_interpolation {
 public:
  using element = float;

  constexpr explicit float_interpolation(const resized_axis& axis)
      : scale_(static_cast<float>(axis.numerator()) / static_cast<float>(axis.denominator())),
        center_(axis.half_pixel_centers ? 0.5F : 0.0F),
        last_(axis.input - 1) {}

  constexpr interpolated_position<float> operator()(std::int32_t index) const {
    const float position = (static_cast<float>(index) + center_) * scale_ - center_;
    // Rounded towards 0; what lies in front of the first pixel has none but that one around it.
    const auto whole = static_cast<std::int32_t>(position);
    const bool between = position > static_cast<float>(whole);
    const auto lower = clamp<std::int32_t>(whole, 0, last_);
    return {lower, clamp<std::int32_t>(between ? whole + 1 : whole, 0, last_),
            position - static_cast<float>(lower)};
  }

  static constexpr element mix(element a, element b, element c, element d, float down, float right) {
    return a * (1 - down) * (1 - right) + c * down * (1 - right) + b * (1 - down) * right + d * down * right;
  }

 private:
  float scale_;
  float center_;
  std::int32_t last_;
};

namespace portable {

/// output[n, y, x, c] = the four pixels of input around row rows(y) and column columns(x), weighted by how
/// near they are.
///
/// input [batches, input_height, input_width, depth], output [batches, output_height, output_width, depth].
template <class Geometry, class Input, class Interpolation>
MOTE_NOINLINE constexpr void resize_bilinear(const Geometry& g, const Input& input, const Interpolation& rows,
                                             const Interpolation& columns,
                                             typename Interpolation::element* output) {
  for (std::int32_t n = 0; n < g.batches(); ++n) {
    for (std::int32_t y = 0; y < g.output_height(); ++y) {
      const auto row = rows(y);
      const std::int32_t upper_row = (n * g.input_height() + row.lower) * g.input_width();
      const std::int32_t lower_row = (n * g.input_height() + row.upper) * g.input_width();
      for (std::int32_t x = 0; x < g.output_width(); ++x) {
        const auto column = columns(x);
        const auto a = input + (upper_row + column.lower) * g.depth();
        const auto b = input + (upper_row + column.upper) * g.depth();
        const auto c = input + (lower_row + column.lower) * g.depth();
        const auto d = input + (lower_row + column.upper) * g.depth();
        for (std::int32_t i = 0; i < g.depth(); ++i) {
          *output++ = Interpolation::mix(a[i], b[i], c[i], d[i], row.fraction, column.fraction);
        }
      }
    }
  }
}

}  // namespace portable

namespace ops {

/// RESIZE_BILINEAR of int8 or float32. Both tensors are taken to have the same quantization.
struct resize_bilinear {
  static constexpr builtin_operator code = builtin_operator::resize_bilinear;
  using option = schema::resize_bilinear_options;
  template <class Extents>
  using geometry = resize_geometry<Extents>;

  template <class Interpolation>
  struct axes {
    struct parameters {
      Interpolation rows;
      Interpolation columns;

      constexpr explicit parameters(const node_view& view)
          : rows(resized_axis_of<option>(view, 1)), columns(resized_axis_of<option>(view, 2)) {}
    };
  };

  static constexpr dynamic_extents<6> extents(const node_view& view) {
    const shape& in = view.input(0).shape;
    const shape& out = view.output().shape;
    return {{in[0], in[1], in[2], in[3], out[1], out[2]}};
  }

  static constexpr void check(node_check& check) {
    if (!check.operands(2, 2)) return;
    if (!check.type(check.input(0), {tensor_type::int8, tensor_type::float32}) || !check_resize(check))
      return;
    const flatbuffer::table& options = check.view().options();
    check.require(
        !options.scalar<bool>(option::align_corners) || !options.scalar<bool>(option::half_pixel_centers),
        error::bad_option);
  }

  template <class Context>
  static constexpr void run(const Context& context) {
    context.template visit_input<std::int8_t, float>([&](auto tag) {
      using element = typename decltype(tag)::type;
      using interpolation = std::conditional_t<std::is_same_v<element, std::int8_t>,
                                               fixed_point_interpolation, float_interpolation>;
      const auto& p = context.template parameters<axes<interpolation>>();
      portable::resize_bilinear(context.template geometry<resize_bilinear>(),
                                context.template input<element, 0>(), p.rows, p.columns,
                                context.template output<element>());
    });
  }
};

}  // namespace ops
}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_PARTS_HPP
#define MOTE_OPS_PARTS_HPP

#include <cstdint>

#include "mote/ops/axes.hpp"
#include "mote/ops/strided_copy.hpp"

// Operators that put tensors together along an axis, or take one apart.
//
// Split into rows in front of that axis, each row of the whole is a row of the first part, then one of the
// second, and so on.

namespace mote {

namespace portable {

/// to[r * to_step + j] = from[r * from_step + j] for r < rows and j < bytes. The sizes are arguments so that
/// all parts share the function.
MOTE_NOINLINE constexpr void copy_block(std::int32_t rows, std::int32_t bytes,
                                        const std::uint8_t* __restrict from, std::int32_t from_step,
                                        std::uint8_t* __restrict to, std::int32_t to_step) {
  for (std::int32_t r = 0; r < rows; ++r) detail::copy_bytes(from + r * from_step, to + r * to_step, bytes);
}

}  // namespace portable

/// Bytes in a row of each part. Operator gives `whole`, `part` and `axis`.
template <class Operator>
class part_table {
 public:
  using value_type = std::int32_t;

  constexpr explicit part_table(const node_view& view) : view_(&view), rows_(rows_of(view)) {}

  constexpr std::int32_t size() const { return Operator::part_count(*view_); }
  constexpr std::int32_t operator[](std::int32_t index) const {
    return static_cast<std::int32_t>(Operator::part(*view_, index).size_bytes()) / rows_;
  }
  static constexpr std::int32_t rows_of(const node_view& view) {
    return product(Operator::whole(view).shape, 0, Operator::axis(view));
  }

 private:
  const node_view* view_;
  std::int32_t rows_;
};

/// Base of both kinds.
template <class Operator>
struct parts_operator {
  struct parameters {
    std::int32_t rows;
    std::int32_t row_bytes;

    constexpr explicit parameters(const node_view& view)
        : rows(part_table<Operator>::rows_of(view)),
          row_bytes(static_cast<std::int32_t>(Operator::whole(view).size_bytes()) / rows) {}
  };

 protected:
  /// Parts that have the whole's dimensions but for the axis, where theirs add up to its.
  template <class Part>
  static constexpr bool check_slabs(node_check& check, const operand& whole, int axis, int count, Part part) {
    std::int64_t sum = 0;
    for (int k = 0; k < count; ++k) {
      const operand one = part(k);
      if (!check.same_type(one, whole.type)) return false;
      bool fits = one.shape.rank() == whole.shape.rank();
      for (int i = 0; fits && i < whole.shape.rank(); ++i) {
        fits = i == axis || one.shape[i] == whole.shape[i];
      }
      if (!check.require(fits, error::shape_mismatch, one.index)) return false;
      sum += one.shape[axis];
    }
    return check.require(sum == whole.shape[axis], error::shape_mismatch, whole.index, sum);
  }

  /// Parts that have the whole's dimensions without the axis, whose size is their number.
  template <class Part>
  static constexpr bool check_layers(node_check& check, const operand& whole, int axis, int count,
                                     Part part) {
    for (int k = 0; k < count; ++k) {
      const operand one = part(k);
      if (!check.same_type(one, whole.type)) return false;
      shape_comparison dimensions(one.shape);
      dimensions.next(whole.shape, 0, axis);
      dimensions.next(whole.shape, axis + 1, whole.shape.rank());
      if (!check.require(dimensions.equal(), error::shape_mismatch, one.index)) return false;
    }
    return check.require(count == whole.shape[axis], error::shape_mismatch, whole.index, count);
  }
};

/// Base of the operators that make their output of all of their inputs.
template <class Operator>
struct joining : parts_operator<Operator> {
  static constexpr const tensor& whole(const node_view& view) { return view.output(); }
  static constexpr tensor part(const node_view& view, int k) { return view.any_input(k); }
  static constexpr int part_count(const node_view& view) { return view.input_count(); }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<Operator>();
    const auto parts = context.template table<part_table<Operator>>();
    auto* whole = context.template output<std::uint8_t>();
    context.template for_each_input<std::uint8_t>([&](int k, const std::uint8_t* part) {
      const std::int32_t bytes = parts[k];
      portable::copy_block(p.rows, bytes, part, bytes, whole, p.row_bytes);
      whole += bytes;
    });
  }

 protected:
  static constexpr bool check_operands(node_check& check) {
    const int count = check.view().input_count();
    return check.operands(count > 0 ? count : 1, count);
  }
};

/// Base of the operators that take their input at Position apart.
template <class Operator, int Position>
struct dividing : parts_operator<Operator> {
  static constexpr const tensor& whole(const node_view& view) { return view.input(Position); }
  static constexpr tensor part(const node_view& view, int k) { return view.any_output(k); }
  static constexpr int part_count(const node_view& view) { return view.output_count(); }

  template <class Context>
  static constexpr void run(const Context& context) {
    const auto& p = context.template parameters<Operator>();
    const auto parts = context.template table<part_table<Operator>>();
    const auto* whole = context.template input<std::uint8_t, Position>();
    context.template for_each_output<std::uint8_t>([&](int k, std::uint8_t* part) {
      const std::int32_t bytes = parts[k];
      portable::copy_block(p.rows, bytes, whole, p.row_bytes, part, bytes);
      whole += bytes;
    });
  }

 protected:
  static constexpr bool check_operands(node_check& check, int inputs) {
    const int count = check.view().output_count();
    return check.operands(inputs, inputs, count > 0 ? count : 1);
  }
};

}  // namespace mote

#endif

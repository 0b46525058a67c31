// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_OPS_AXES_HPP
#define MOTE_OPS_AXES_HPP

#include <cstdint>

#include "mote/config.hpp"
#include "mote/ops/node_view.hpp"

// Axes and lists of numbers that operators take as options or constants.

namespace mote {

/// The axis that a number names, negative ones from the end: none if there is no such axis.
constexpr int axis_of(std::int64_t number, int rank) {
  if (number < 0) number += rank;
  return number >= 0 && number < rank ? static_cast<int>(number) : none;
}

/// Product of the dimensions [first, last).
constexpr std::int32_t product(const shape& of, int first, int last) {
  std::int32_t result = 1;
  for (int axis = first; axis < last; ++axis) result *= of[axis];
  return result;
}

/// Compares a shape with dimensions that come one by one.
class shape_comparison {
 public:
  constexpr explicit shape_comparison(const shape& subject) : subject_(subject) {}

  constexpr void next(std::int64_t dimension) {
    equal_ = equal_ && axis_ < subject_.rank() && subject_[axis_] == dimension;
    ++axis_;
  }
  /// Dimensions [first, last) of another shape. Out of line: inlined, GCC sees accesses beyond the shapes.
  MOTE_NOINLINE constexpr void next(const shape& other, int first, int last) {
    for (int axis = first; axis < last; ++axis) next(other[axis]);
  }
  constexpr bool equal() const { return equal_ && axis_ == subject_.rank(); }

 private:
  const shape& subject_;
  int axis_ = 0;
  bool equal_ = true;
};

/// A constant of `count` integers.
constexpr bool check_integers(node_check& check, const operand& subject, std::int32_t count) {
  return check.constant_integers(subject) &&
         check.require(subject.shape.element_count() == count, error::shape_mismatch, subject.index, count);
}

/// A constant of the integers of a shape.
constexpr bool check_shape_operand(node_check& check, const operand& subject, const shape& expected) {
  if (!check_integers(check, subject, expected.rank())) return false;
  for (int axis = 0; axis < expected.rank(); ++axis) {
    if (!check.require(subject.integer_at(axis) == expected[axis], error::shape_mismatch, subject.index,
                       axis))
      return false;
  }
  return true;
}

/// `number` names one of `rank` axes; it stands in `tensor` or is an option.
constexpr bool check_axis(node_check& check, std::int64_t number, int rank, std::int32_t tensor = none) {
  return check.require(axis_of(number, rank) != none, error::bad_axis, tensor, number);
}

/// A constant that is one axis.
constexpr bool check_axis_operand(node_check& check, const operand& subject, int rank) {
  return check_integers(check, subject, 1) && check_axis(check, subject.integer_at(0), rank, subject.index);
}

/// A constant of axes.
constexpr bool check_axes_operand(node_check& check, const operand& subject, int rank) {
  if (!check.constant_integers(subject)) return false;
  for (std::int32_t i = 0; i < subject.shape.element_count(); ++i) {
    if (!check_axis(check, subject.integer_at(i), rank, subject.index)) return false;
  }
  return true;
}

/// The axes that such a constant names, as bits.
constexpr std::uint32_t axis_bits(const tensor& axes, int rank) {
  std::uint32_t bits = 0;
  for (std::int32_t i = 0; i < axes.shape.element_count(); ++i) {
    // Of axes that check_axes_operand has seen.
    // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
    bits |= 1U << axis_of(axes.integer_at(i), rank);
  }
  return bits;
}

/// A constant of axes, none of them twice.
constexpr bool check_distinct_axes_operand(node_check& check, const operand& subject, int rank) {
  if (!check_axes_operand(check, subject, rank)) return false;
  const int count = __builtin_popcount(axis_bits(subject, rank));
  return check.require(count == subject.shape.element_count(), error::bad_axis, subject.index, count);
}

/// None of the integers of a constant is negative.
constexpr bool check_not_negative(node_check& check, const operand& subject) {
  for (std::int32_t i = 0; i < subject.shape.element_count(); ++i) {
    if (!check.require(subject.integer_at(i) >= 0, error::bad_index, subject.index, subject.integer_at(i)))
      return false;
  }
  return true;
}

}  // namespace mote

#endif

// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_SUPPORT_HPP
#define MOTE_TARGET_SUPPORT_HPP

#include <cstdint>
#include <type_traits>

// Every reason why a kernel of a target leaves a node to others. One list makes the enumeration and the
// texts.

// clang-format off
#define MOTE_KERNEL_LIMITS(X) \
  X(nothing, "takes it") \
  X(node, "not for this node") \
  X(operation, "for another operator") \
  X(element_type, "elements that are not int8") \
  X(filter_size, "the size of the filter") \
  X(stride, "the stride") \
  X(dilation, "the dilation") \
  X(padding, "the padding") \
  X(groups, "filters in groups") \
  X(depth_multiplier, "a depth multiplier") \
  X(image_size, "the size of the image") \
  X(image_not_of_tiles, "height or width not a multiple of 4") \
  X(few_pixels, "fewer than 3 pixels") \
  X(few_output_channels, "fewer than 2 output channels") \
  X(odd_output_channels, "an odd number of output channels") \
  X(several_channels, "more than one input channel") \
  X(depth, "the number of input channels") \
  X(depth_not_of_words, "depth not a multiple of 4") \
  X(odd_depth, "an odd number of input channels") \
  X(even_depth, "an even number of input channels") \
  X(too_deep, "more weights of an output than an immediate offset reaches") \
  X(weights_of_minus_128, "weights of -128") \
  X(multiplier, "a multiplier of 1/2 and above, or below 2^-22") \
  X(accumulator_range, "sums beyond the range of the accumulator") \
  X(activation_range, "an activation narrower than int8") \
  X(no_fit, "a requantization that 2 instructions don't reproduce") \
  X(no_planes, "an input that is not written as planes") \
  X(arena, "scratch memory that the policy does not allow") \
  X(constants, "constants larger than the policy allows") \
  X(little_work, "too little work for code of its own under the policy")
// clang-format on

namespace mote {

/// Why a kernel does not take a node.
enum class kernel_limit : std::uint8_t {
#define MOTE_ENUMERATOR(name, text) name,
  MOTE_KERNEL_LIMITS(MOTE_ENUMERATOR)
#undef MOTE_ENUMERATOR
};

/// The reason in words.
constexpr const char* text_of(kernel_limit limit) {
  switch (limit) {
#define MOTE_CASE(name, text) \
  case kernel_limit::name:    \
    return text;
    MOTE_KERNEL_LIMITS(MOTE_CASE)
#undef MOTE_CASE
  }
  return "unknown limit";
}

/// Whether a kernel takes a node, and if not, why.
class support {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  constexpr support(kernel_limit limit) : limit_(limit) {}
  /// For kernels that don't tell why.
  template <class Bool, class = std::enable_if_t<std::is_same_v<Bool, bool>>>
  constexpr support(Bool is_supported) : limit_(is_supported ? kernel_limit::nothing : kernel_limit::node) {}
  // NOLINTEND(google-explicit-constructor)

  constexpr explicit operator bool() const { return limit_ == kernel_limit::nothing; }
  constexpr kernel_limit limit() const { return limit_; }

 private:
  kernel_limit limit_;
};

}  // namespace mote

#endif

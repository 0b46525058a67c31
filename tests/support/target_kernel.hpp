// SPDX-License-Identifier: Apache-2.0

// Runs a kernel of a target on a node of a handmade model, whatever formats it reads and writes.

#ifndef MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP
#define MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "flip_even_channels.hpp"
#include "handmade_model.hpp"
#include "mote/model/graph.hpp"
#include "mote/ops/node_view.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_list.hpp"
#include "mote/target/packed_kernels.hpp"
#include "mote/target/plane_layout.hpp"
#include "planes.hpp"

namespace mote_test {

/// Memory for the output of a node, between bytes that must stay as they are.
class guarded_output {
 public:
  guarded_output(const mote::node_view& view, mote::activation_format format)
      : shape_(view.output().shape),
        format_(format),
        memory_((format == mote::activation_format::planes ? mote::plane_layout::of(shape_).bytes()
                                                           : view.output().size_bytes()) +
                    2 * margin,
                untouched) {}

  std::int8_t* data() { return memory_.data() + margin; }
  /// What was written, in plain activations.
  std::vector<std::int8_t> plain() const {
    const auto first = memory_.begin() + margin;
    const auto last = memory_.end() - margin;
    CHECK(std::count(memory_.begin(), first, untouched) == margin);
    CHECK(std::count(last, memory_.end(), untouched) == margin);
    const std::vector<std::int8_t> output(first, last);
    if (format_ == mote::activation_format::mixed) return flip_even_channels(output, shape_.back());
    if (format_ != mote::activation_format::planes) return output;
    const auto layout = mote::plane_layout::of(shape_);
    const auto values = from_planes(layout, output);
    CHECK(output == to_planes(layout, values, untouched));
    return values;
  }

 private:
  static constexpr std::ptrdiff_t margin = 16;
  static constexpr std::int8_t untouched = 0x5a;

  mote::shape shape_;
  mote::activation_format format_;
  std::vector<std::int8_t> memory_;
};

/// The plain output of a supported node for a plain input. Bytes around the output must stay as they are.
template <class Kernel, mote::activation_format In, mote::activation_format Out, class Geometry>
std::vector<std::int8_t> run_kernel(const mote::node_view& view, const Geometry& geometry,
                                    const std::vector<std::int8_t>& input) {
  constexpr auto mixed = mote::activation_format::mixed;
  const std::int32_t depth = view.input(1).shape.back();
  std::vector<std::uint32_t> packed(Kernel::packed_words(view));
  Kernel::pack(view, packed.data());
  std::vector<std::uint32_t> scratch(Kernel::scratch_bytes(view) / 4 + 1);
  const auto given = In == mixed ? flip_even_channels(input, depth) : input;

  guarded_output output(view, Out);
  Kernel::template run<In, Out>(geometry, given.data(), packed.data(), output.data(), scratch.data());
  return output.plain();
}

/// The same with an output in planes, where the kernel writes those, of static sizes: whether it does.
template <class Kernel, mote::activation_format In, class Geometry>
bool check_planes(const mote::node_view& view, const Geometry& geometry,
                  const std::vector<std::int8_t>& input, const std::vector<std::int8_t>& expected) {
  if constexpr (mote::detail::may_write_planes<Kernel>::value && std::is_empty_v<Geometry>) {
    if (!Kernel::writes_planes(view)) return false;
    CHECK(run_kernel<Kernel, In, mote::activation_format::planes>(view, geometry, input) == expected);
    return true;
  }
  return false;
}

/// The same in all four combinations of plain and mixed, and to planes: whether there are those.
template <class Kernel, class Geometry>
bool check_all_formats(const mote::node_view& view, const Geometry& geometry,
                       const std::vector<std::int8_t>& input, const std::vector<std::int8_t>& expected) {
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  CHECK(run_kernel<Kernel, plain, plain>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, mixed, plain>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, plain, mixed>(view, geometry, input) == expected);
  CHECK(run_kernel<Kernel, mixed, mixed>(view, geometry, input) == expected);
  return check_planes<Kernel, plain>(view, geometry, input, expected) &&
         check_planes<Kernel, mixed>(view, geometry, input, expected);
}

/// The constants of a kernel that runs on a context, if it has any.
template <class Kernel>
std::vector<std::uint32_t> packed_constants([[maybe_unused]] const mote::node_view& view) {
  std::vector<std::uint32_t> words;
  if constexpr (mote::detail::has_packed_words<Kernel>::value) {
    words.resize(Kernel::packed_words(view));
    Kernel::pack(view, words.data());
  }
  return words;
}

/// What a static model gives to a kernel that runs on a context.
template <class Geometry, mote::activation_format Out, mote::activation_format... In>
struct kernel_context {
  static constexpr mote::activation_format formats[] = {In...};
  template <int Position>
  static constexpr mote::activation_format input_format = formats[Position];
  static constexpr mote::activation_format output_format = Out;

  const mote::node_view& view;
  const Geometry& sizes;
  const std::int8_t* inputs[sizeof...(In)];
  std::int8_t* first_output;
  const std::uint32_t* constants = nullptr;

  template <class Op>
  Geometry geometry() const {
    return sizes;
  }
  template <class T, int Position>
  const T* input() const {
    return inputs[Position];
  }
  template <class T>
  T* output() const {
    return first_output;
  }
  template <class Op>
  typename Op::parameters parameters() const {
    return typename Op::parameters(view);
  }
  template <class Kernel>
  const std::uint32_t* packed() const {
    return constants;
  }
};

/// The plain output of a supported node for plain inputs. Bytes around the output must stay as they are.
template <class Kernel, mote::activation_format Out, mote::activation_format... In, class Geometry>
std::vector<std::int8_t> run_kernel_on_context(const mote::node_view& view, const Geometry& geometry,
                                               const std::vector<std::vector<std::int8_t>>& inputs) {
  using context = kernel_context<Geometry, Out, In...>;
  const std::int32_t depth = view.output().shape.back();
  auto given = inputs;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (context::formats[i] == mote::activation_format::mixed) given[i] = flip_even_channels(given[i], depth);
  }
  const auto constants = packed_constants<Kernel>(view);
  guarded_output output(view, Out);
  const auto run = [&](auto... input) {
    Kernel::run(context{view, geometry, {input...}, output.data(), constants.data()});
  };
  if constexpr (sizeof...(In) == 1) {
    run(given[0].data());
  } else {
    run(given[0].data(), given[1].data());
  }
  return output.plain();
}

/// The same of one input in all four combinations of formats.
template <class Kernel, class Geometry>
void check_all_formats_on_context(const mote::node_view& view, const Geometry& geometry,
                                  const std::vector<std::int8_t>& input,
                                  const std::vector<std::int8_t>& expected) {
  constexpr auto plain = mote::activation_format::plain;
  constexpr auto mixed = mote::activation_format::mixed;
  CHECK(run_kernel_on_context<Kernel, plain, plain>(view, geometry, {input}) == expected);
  CHECK(run_kernel_on_context<Kernel, plain, mixed>(view, geometry, {input}) == expected);
  CHECK(run_kernel_on_context<Kernel, mixed, plain>(view, geometry, {input}) == expected);
  CHECK(run_kernel_on_context<Kernel, mixed, mixed>(view, geometry, {input}) == expected);
}

}  // namespace mote_test

#endif  // MOTE_TESTS_SUPPORT_TARGET_KERNEL_HPP

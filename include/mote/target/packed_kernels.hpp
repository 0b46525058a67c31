// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_PACKED_KERNELS_HPP
#define MOTE_TARGET_PACKED_KERNELS_HPP

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "mote/config.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_list.hpp"

// Kernels of a target behind an interpreter: sizes are read from the model at each run, constants are packed
// into the arena when the model is loaded.
//
// Tensors between nodes are plain, always: a kernel that is fastest on mixed activations has its input mixed
// in place before it runs, which takes a cycle for four bytes, and made plain again behind. So one instance
// of each kernel is enough, nodes can be packed or not one by one, and an observer sees what the model has.

namespace mote {
namespace detail {

template <class Kernel, class = void>
struct prefers_mixed : std::false_type {};
template <class Kernel>
struct prefers_mixed<Kernel, std::enable_if_t<Kernel::prefers_mixed>> : std::true_type {};

template <class Kernel, class = void>
struct packs_for_format : std::false_type {};
template <class Kernel>
struct packs_for_format<
    Kernel, std::void_t<decltype(Kernel::pack(std::declval<const node_view&>(),
                                              std::declval<std::uint32_t*>(), activation_format::plain))>>
    : std::true_type {};

template <class Kernel, class = void>
struct has_packed_words : std::false_type {};
template <class Kernel>
struct has_packed_words<Kernel, std::void_t<decltype(Kernel::packed_words(std::declval<const node_view&>()))>>
    : std::true_type {};

/// Plain activations of whole words to mixed ones, or back.
MOTE_NOINLINE inline void flip_activations(std::int8_t* activations, std::int32_t bytes) {
  for (std::int8_t* const end = activations + bytes; activations != end; activations += 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, activations, sizeof word);
    word ^= 0x00800080;
    std::memcpy(activations, &word, sizeof word);
  }
}

}  // namespace detail

/// An operator that runs in a target's kernel where it has packed constants, and in the portable one where it
/// has none.
template <class Op, class Target>
struct with_packed_kernels : Op {
  using candidates = typename Target::template kernels<Op>;
  static constexpr bool is_packed = true;
  /// Stands for the portable kernel.
  static constexpr int unpacked = candidates::size;

  /// Position of the kernel that takes a node of which the check holds.
  static constexpr int choose(const node_view& view) {
    // Above that size sums of bytes might not fit in 32 bits.
    constexpr std::uint32_t most_bytes = 1U << 24;
    if (view.input(0).is_constant() || view.input(0).size_bytes() > most_bytes ||
        view.input(1).size_bytes() > most_bytes || view.output().size_bytes() > most_bytes) {
      return unpacked;
    }
    return candidates::choose(view);
  }

  static constexpr std::uint32_t scratch_bytes(const node_view& view, int position) {
    std::uint32_t bytes = 0;
    if constexpr (has_scratch_v<Op>) bytes = Op::scratch_bytes(view);
    candidates::visit(position, [&](auto tag) {
      using kernel = typename decltype(tag)::type;
      if constexpr (has_scratch_v<kernel>) {
        const std::uint32_t own = kernel::scratch_bytes(view);
        if (own > bytes) bytes = own;
      }
    });
    return bytes;
  }

  static constexpr std::uint32_t packed_bytes(const node_view& view, int position) {
    std::uint32_t bytes = 0;
    candidates::visit(position, [&](auto tag) {
      using kernel = typename decltype(tag)::type;
      if constexpr (detail::has_packed_words<kernel>::value) bytes = 4 * kernel::packed_words(view);
    });
    return bytes;
  }

  static void pack(const node_view& view, int position, std::uint32_t* words) {
    candidates::visit(position, [&](auto tag) {
      using kernel = typename decltype(tag)::type;
      if constexpr (detail::packs_for_format<kernel>::value) {
        kernel::pack(view, words, activation_format::plain);
      } else if constexpr (detail::has_packed_words<kernel>::value) {
        kernel::pack(view, words);
      }
    });
  }

  template <class Context>
  static void run(const Context& context) {
    const auto [position, words] = context.template packed<with_packed_kernels>();
    if (position == unpacked) return Op::run(context);
    candidates::visit(position,
                      [&, words = words](auto tag) { run<typename decltype(tag)::type>(context, words); });
  }

 private:
  template <class Kernel, class Context>
  static void run(const Context& context, const std::uint32_t* words) {
    if constexpr (detail::takes_context<Kernel, Context>::value) {
      Kernel::run(context);
    } else {
      constexpr bool mixes = detail::prefers_mixed<Kernel>::value;
      constexpr auto in = mixes ? activation_format::mixed : activation_format::plain;
      std::int8_t* const input = context.template variable<std::int8_t, 0>();
      const auto bytes = static_cast<std::int32_t>(context.view().input(0).size_bytes());
      if constexpr (mixes) detail::flip_activations(input, bytes);
      Kernel::template run<in, activation_format::plain>(context.template geometry<Op>(), input, words,
                                                         context.template output<std::int8_t>(),
                                                         context.template scratch<void>());
      if constexpr (mixes) detail::flip_activations(input, bytes);
    }
  }
};

namespace detail {

template <class Op, class Target>
using packed_on_target =
    std::conditional_t<(Target::template kernels<Op>::size > 0), with_packed_kernels<Op, Target>, Op>;

template <class List, class Target>
struct packed_list_on_target;
template <class... Ops, class Target>
struct packed_list_on_target<op_list<Ops...>, Target> {
  using type = op_list<packed_on_target<Ops, Target>...>;
};

}  // namespace detail
}  // namespace mote

#endif

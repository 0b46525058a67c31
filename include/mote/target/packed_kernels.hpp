// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_PACKED_KERNELS_HPP
#define MOTE_TARGET_PACKED_KERNELS_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "mote/config.hpp"
#include "mote/ops/op_list.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/kernel_list.hpp"

// Kernels of a target behind an interpreter: what they read of the model, sizes and constants, is packed into
// the arena when the model is loaded.
//
// Tensors between nodes are plain, always: a kernel that is fastest on mixed activations has its input mixed
// in place before it runs, and made plain again if another node reads it. So one instance of each kernel is
// enough, nodes can be packed or not one by one, and an observer sees what the model has.

namespace mote {

/// Where the operands of a packed node lie in the arena.
struct packed_operands {
  std::uint32_t input;
  std::uint32_t output;
  std::uint32_t scratch;
};

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

/// Whether a kernel runs on an operator's context, of any kind.
struct any_context {};
template <class Kernel>
inline constexpr bool runs_on_context_v = takes_context<Kernel, any_context>::value;

/// An operator's context with the constants of a kernel that runs on one.
template <class Context>
struct context_with_constants : Context {
  const std::uint32_t* words;

  context_with_constants(const Context& context, const std::uint32_t* constants)
      : Context(context), words(constants) {}
  template <class Kernel>
  const std::uint32_t* packed() const {
    return words;
  }
};

/// Plain activations to mixed ones, or back: rows of `depth` channels in memory that begins as a tensor does.
MOTE_NOINLINE inline void flip_rows(std::int8_t* activations, std::uint32_t bytes, std::uint32_t depth) {
  if (depth % 2 != 0 && bytes != depth) return flip_even_channels(activations, bytes, depth);
  constexpr std::uint32_t bits = 0x00800080;
  auto* words = static_cast<std::uint32_t*>(__builtin_assume_aligned(activations, arena_alignment));
  std::uint32_t left = bytes / 4;
  for (; left >= 4; left -= 4, words += 4) {
    // All loads come first: those behind another take one cycle.
    const std::uint32_t a = words[0];
    const std::uint32_t b = words[1];
    const std::uint32_t c = words[2];
    const std::uint32_t d = words[3];
    words[0] = a ^ bits;
    words[1] = b ^ bits;
    words[2] = c ^ bits;
    words[3] = d ^ bits;
  }
  for (; left > 0; --left) *words++ ^= bits;
  flip_even_channels(activations + bytes / 4 * 4, bytes % 4, bytes % 4);
}

}  // namespace detail

namespace detail {

template <class Kernel, class = void>
struct transforms_ahead : std::false_type {};
template <class Kernel>
struct transforms_ahead<Kernel, std::enable_if_t<Kernel::transforms_ahead>> : std::true_type {};

/// The kernels of a list but those with constants several times as large as the model's, which take memory
/// here, and those for inputs in planes.
template <class Found, class... Kernels>
struct packable {
  using type = Found;
};
template <class... Found, class First, class... Rest>
struct packable<kernel_list<Found...>, First, Rest...>
    : packable<std::conditional_t<transforms_ahead<First>::value || reads_planes_v<First>,
                                  kernel_list<Found...>, kernel_list<Found..., First>>,
               Rest...> {};
template <class List>
struct packable_kernels;
template <class... Kernels>
struct packable_kernels<kernel_list<Kernels...>> : packable<kernel_list<>, Kernels...> {};

}  // namespace detail

/// An operator that runs in a target's kernel where that has what it needs in the arena, and in the portable
/// one elsewhere.
template <class Op, class Target>
struct with_packed_kernels : Op {
  using candidates = typename detail::packable_kernels<typename Target::template kernels<Op>>::type;
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

  /// Enough for the kernel and for the portable one.
  static constexpr std::uint32_t scratch_bytes(const node_view& view, int kernel) {
    std::uint32_t bytes = 0;
    if constexpr (has_scratch_v<Op>) bytes = Op::scratch_bytes(view);
    candidates::visit(kernel, [&](auto tag) {
      using chosen = typename decltype(tag)::type;
      const std::uint32_t own = scratch_of<chosen>(view, {input_format<chosen>, activation_format::plain});
      if (own > bytes) bytes = own;
    });
    return bytes;
  }

  /// Whether a kernel runs on constants, and not on an operator's context.
  static constexpr bool has_constants(int kernel) {
    bool result = false;
    candidates::visit(kernel,
                      [&](auto tag) { result = !detail::runs_on_context_v<typename decltype(tag)::type>; });
    return result;
  }
  static constexpr std::uint32_t packed_bytes(const node_view& view, int kernel) {
    std::uint32_t bytes = 0;
    candidates::visit(kernel, [&](auto tag) {
      using chosen = typename decltype(tag)::type;
      if constexpr (detail::has_packed_words<chosen>::value) {
        bytes = 4 * chosen::packed_words(view);
        if (!detail::runs_on_context_v<chosen>) bytes += static_cast<std::uint32_t>(sizeof(packed_node));
      }
    });
    return bytes;
  }

  /// Fills `block`, of packed_bytes(view, kernel).
  static void pack(const node_view& view, int kernel, const packed_operands& operands, std::byte* block) {
    candidates::visit(kernel, [&](auto tag) {
      using chosen = typename decltype(tag)::type;
      if constexpr (detail::has_packed_words<chosen>::value && detail::runs_on_context_v<chosen>) {
        chosen::pack(view, reinterpret_cast<std::uint32_t*>(block));
      } else if constexpr (detail::has_packed_words<chosen>::value) {
        auto* const node = reinterpret_cast<packed_node*>(block);
        *node = {operands, view.input(0).size_bytes(), static_cast<std::uint32_t>(view.input(1).shape.back()),
                 Op::extents(view)};
        auto* const words = reinterpret_cast<std::uint32_t*>(node + 1);
        if constexpr (detail::packs_for_format<chosen>::value) {
          chosen::pack(view, words, activation_format::plain);
        } else {
          chosen::pack(view, words);
        }
      }
    });
  }

  /// Runs a node for which `block` was packed. Unless it keeps its input, that may change.
  static void run_packed(int kernel, bool keeps_input, std::byte* arena, const std::byte* block) {
    candidates::visit(kernel, [&](auto tag) {
      using chosen = typename decltype(tag)::type;
      if constexpr (!detail::runs_on_context_v<chosen>) {
        run_kernel<chosen>(keeps_input, arena, reinterpret_cast<const packed_node*>(block));
      }
    });
  }

  /// Runs a node in the portable kernel, or in one that takes an operator's context.
  template <class Context>
  static void run(const Context& context) {
    const int kernel = context.template kernel_position<with_packed_kernels>();
    if (kernel == unpacked) return Op::run(context);
    candidates::visit(kernel, [&](auto tag) {
      using chosen = typename decltype(tag)::type;
      if constexpr (detail::runs_on_context_v<chosen> && detail::has_packed_words<chosen>::value) {
        chosen::run(detail::context_with_constants<Context>(
            context, context.template packed_words<with_packed_kernels>()));
      } else if constexpr (detail::runs_on_context_v<chosen>) {
        chosen::run(context);
      }
    });
  }

 private:
  using extents_type = decltype(Op::extents(std::declval<const node_view&>()));

  /// What the packed constants follow.
  struct packed_node {
    packed_operands operands;
    std::uint32_t input_bytes;
    std::uint32_t depth;  ///< of the weights
    extents_type extents;
  };

  template <class Kernel>
  static constexpr activation_format input_format =
      detail::prefers_mixed<Kernel>::value ? activation_format::mixed : activation_format::plain;

  template <class Kernel>
  static void run_kernel(bool keeps_input, std::byte* arena, const packed_node* node) {
    constexpr bool mixes = detail::prefers_mixed<Kernel>::value;
    const typename Op::template geometry<extents_type> geometry{node->extents};
    auto* const input = reinterpret_cast<std::int8_t*>(arena + node->operands.input);
    auto* const output = reinterpret_cast<std::int8_t*>(arena + node->operands.output);
    if constexpr (mixes) detail::flip_rows(input, node->input_bytes, node->depth);
    Kernel::template run<input_format<Kernel>, activation_format::plain>(
        geometry, input, reinterpret_cast<const std::uint32_t*>(node + 1), output,
        arena + node->operands.scratch);
    if (mixes && keeps_input) detail::flip_rows(input, node->input_bytes, node->depth);
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

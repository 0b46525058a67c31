// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_KERNEL_LIST_HPP
#define MOTE_TARGET_KERNEL_LIST_HPP

#include <cstdint>
#include <type_traits>
#include <utility>

#include "mote/ops/op_list.hpp"
#include "mote/target/activation_format.hpp"
#include "mote/target/support.hpp"

// Kernels that stand in for an operator's portable one.
//
// A kernel is a struct with
//   name                             for people: a const char*, if it has one
//   supports(node_view)              whether it takes the node, of which the operator's check holds: support,
//                                    or bool
//   reads_mixed, writes_mixed        the activation formats that it has beside plain, of all its inputs
//   reads_planes = true              if its first input is to lie in planes (see plane_layout.hpp): then it
//                                    gets nodes only where nothing else reads that and a kernel writes it so
//   writes_planes(node_view)         whether it writes its output so: bool
//   gains_from_mixed(node_view)      unless all that reads mixed activations is faster for it: bool
//   scratch_bytes(node_view)         if it has any; where it depends on the formats of the activations, they
//                                    follow as a format_pair: no others need more than two plain ones
//   overwrites_input = true          if the output may lie where input 0 lies, where it isn't larger
//   spends_memory = true             if another one does with a fraction of its constants or its scratch, or
//                                    takes all its nodes: interpreters leave it out, which have the code of
//                                    all others
//   packed_words(node_view)          size of its constants: weights and what turns sums into outputs,
//   pack(node_view, std::uint32_t*)  in the order in which the kernel reads them; a kernel whose constants
//                                    depend on the format of the output takes it as a third argument
// and either, where input 0 and constants are what it reads,
//   run<In, Out>(geometry, input, packed, output, scratch)
// or
//   run(context)                     as operators have it, with the formats of the context, and with
//                                    context.packed<Kernel>() if the kernel has constants

namespace mote {

/// The kernels of a target for one operator, the fastest first.
template <class... Kernels>
struct kernel_list {
  static constexpr int size = static_cast<int>(sizeof...(Kernels));

  /// What no kernel takes: elements of another type, weights of 4 bits.
  static constexpr support takes_types([[maybe_unused]] const node_view& view) {
    constexpr auto int8 = tensor_type::int8;
    const bool all =
        view.input(0).type == int8 && view.output().type == int8 && view.input(1).type != tensor_type::int4;
    return all ? kernel_limit::nothing : kernel_limit::element_type;
  }
  /// Position of the first kernel that takes the node and of which `judge(type_tag<Kernel>{})` is true;
  /// `size` if there is none. This is dear, as a kernel may have to look at all weights: choose_kernels keeps
  /// what it finds.
  template <class Judge>
  static constexpr int choose([[maybe_unused]] const node_view& view, [[maybe_unused]] Judge judge) {
    if (!takes_types(view)) return size;
    int position = 0;
    static_cast<void>(
        ((Kernels::supports(view) && judge(type_tag<Kernels>{}) ? true : (++position, false)) || ...));
    return position;
  }
  static constexpr int choose(const node_view& view) {
    return choose(view, [](auto) { return true; });
  }
  /// Calls `use(type_tag<Kernel>{})` for each kernel, the fastest first.
  template <class Use>
  static constexpr void for_each([[maybe_unused]] Use use) {
    (use(type_tag<Kernels>{}), ...);
  }
  /// Calls `use(type_tag<Kernel>{})` for the kernel at a position; does nothing for `size`.
  template <class Use>
  static constexpr void visit([[maybe_unused]] int position, [[maybe_unused]] Use use) {
    [[maybe_unused]] int index = 0;
    static_cast<void>(((index++ == position ? (use(type_tag<Kernels>{}), true) : false) || ...));
  }
};

namespace detail {

template <int Position, class List>
struct kernel_at;
template <class First, class... Rest>
struct kernel_at<0, kernel_list<First, Rest...>> {
  using type = First;
};
template <int Position, class First, class... Rest>
struct kernel_at<Position, kernel_list<First, Rest...>> : kernel_at<Position - 1, kernel_list<Rest...>> {};

template <class Kernel, class = void>
struct name_of_kernel {
  static constexpr const char* value = "a kernel of the target";
};
template <class Kernel>
struct name_of_kernel<Kernel, std::void_t<decltype(Kernel::name)>> {
  static constexpr const char* value = Kernel::name;
};

template <class Kernel, class Context, class = void>
struct takes_context : std::false_type {};
template <class Kernel, class Context>
struct takes_context<Kernel, Context, std::void_t<decltype(Kernel::run(std::declval<const Context&>()))>>
    : std::true_type {};

template <class Kernel, class = void>
struct overwrites_input : std::false_type {};
template <class Kernel>
struct overwrites_input<Kernel, std::enable_if_t<Kernel::overwrites_input>> : std::true_type {};

template <class Kernel, class = void>
struct scratch_has_formats : std::false_type {};
template <class Kernel>
struct scratch_has_formats<
    Kernel, std::void_t<decltype(Kernel::scratch_bytes(std::declval<const node_view&>(), format_pair{}))>>
    : std::true_type {};

template <class Kernel, class = void>
struct reads_planes : std::false_type {};
template <class Kernel>
struct reads_planes<Kernel, std::enable_if_t<Kernel::reads_planes>> : std::true_type {};

template <class Kernel, class = void>
struct may_write_planes : std::false_type {};
template <class Kernel>
struct may_write_planes<Kernel,
                        std::void_t<decltype(Kernel::writes_planes(std::declval<const node_view&>()))>>
    : std::true_type {};

}  // namespace detail

/// Whether a kernel is for inputs in planes.
template <class Kernel>
inline constexpr bool reads_planes_v = detail::reads_planes<Kernel>::value;

/// Whether a kernel can write the output of a node in planes.
template <class Kernel>
constexpr bool writes_planes([[maybe_unused]] const node_view& view) {
  if constexpr (detail::may_write_planes<Kernel>::value) return Kernel::writes_planes(view);
  return false;
}

/// Whether the output of a kernel may lie where its first input lies.
template <class Kernel>
inline constexpr bool overwrites_input_v = detail::overwrites_input<Kernel>::value;

/// A kernel's scratch for a node with activations in these formats.
template <class Kernel>
constexpr std::uint32_t scratch_of([[maybe_unused]] const node_view& view,
                                   [[maybe_unused]] format_pair formats = {}) {
  if constexpr (detail::scratch_has_formats<Kernel>::value) {
    return Kernel::scratch_bytes(view, formats);
  } else if constexpr (has_scratch_v<Kernel>) {
    return Kernel::scratch_bytes(view);
  } else {
    return 0;
  }
}

/// An operator with kernels of a target: the same checks, and more memory where a kernel wants it.
template <class Op, class Target>
struct with_kernels : Op {
  using kernels = typename Target::template kernels<Op>;

  /// For the kernel at a position; unless one is given, for the portable one.
  static constexpr std::uint32_t scratch_bytes(const node_view& view, int position = kernels::size,
                                               format_pair formats = {}) {
    std::uint32_t bytes = 0;
    kernels::visit(position,
                   [&](auto tag) { bytes = scratch_of<typename decltype(tag)::type>(view, formats); });
    if constexpr (has_scratch_v<Op>) {
      if (position == kernels::size) bytes = Op::scratch_bytes(view);
    }
    return bytes;
  }

  /// Whether the kernel at a position may find its output where its first input lies.
  static constexpr bool overwrites_input(int position) {
    bool result = false;
    kernels::visit(position, [&](auto tag) { result = overwrites_input_v<typename decltype(tag)::type>; });
    return result;
  }

  template <class Context>
  static void run(const Context& context) {
    if constexpr (Context::kernel_position == kernels::size) {
      Op::run(context);
    } else {
      using kernel = typename detail::kernel_at<Context::kernel_position, kernels>::type;
      if constexpr (detail::takes_context<kernel, Context>::value) {
        kernel::run(context);
      } else {
        kernel::template run<Context::template input_format<0>, Context::output_format>(
            context.template geometry<Op>(), context.template input<std::int8_t, 0>(),
            context.template packed<kernel>(), context.template output<std::int8_t>(),
            context.template scratch<void>());
      }
    }
  }
};

namespace detail {

template <class Op, class = void>
struct kernels_member {
  using type = kernel_list<>;
};
template <class Op>
struct kernels_member<Op, std::void_t<typename Op::kernels>> {
  using type = typename Op::kernels;
};

template <class Op, class Target>
using on_target = std::conditional_t<(Target::template kernels<Op>::size > 0), with_kernels<Op, Target>, Op>;

template <class List, class Target>
struct list_on_target;
template <class... Ops, class Target>
struct list_on_target<op_list<Ops...>, Target> {
  using type = op_list<on_target<Ops, Target>...>;
};

}  // namespace detail

template <class Kernel>
inline constexpr const char* kernel_name_v = detail::name_of_kernel<Kernel>::value;

/// The kernels that an operator of a list has beside its portable one.
template <class Op>
using kernels_of = typename detail::kernels_member<Op>::type;

}  // namespace mote

#endif
